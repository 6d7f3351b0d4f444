from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from galleria.inventory.rules import Shelf, obtainable, shift_to

MUG = uuid4()


def shelves(*places: tuple[int, int]) -> list[Shelf]:
    return [Shelf(MUG, UUID(int=n), free, held) for n, (free, held) in enumerate(places)]


class TestShiftTo:
    @given(
        st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=6),
        st.data(),
    )
    def test_holds_exactly_what_is_wanted_and_takes_only_what_is_free(
        self, places: list[tuple[int, int]], data: st.DataObject
    ) -> None:
        before = shelves(*places)
        wanted = data.draw(st.integers(0, obtainable(before)))

        shifts = {shift.location_id: shift for shift in shift_to(wanted, before)}

        held = 0
        for shelf in before:
            shift = shifts.get(shelf.location_id)
            change = shift.change if shift else 0
            assert change <= shelf.free
            assert shelf.held + change >= 0
            held += shelf.held + change
        assert held == wanted

    def test_prefers_one_place_that_has_everything(self) -> None:
        shifts = shift_to(5, shelves((3, 0), (9, 0)))

        assert [(shift.location_id.int, shift.held) for shift in shifts] == [(1, 5)]

    def test_splits_in_order_of_priority_where_no_place_has_everything(self) -> None:
        shifts = shift_to(5, shelves((3, 0), (2, 0), (4, 0)))

        places = [(shift.location_id.int, shift.held) for shift in shifts]
        assert places == [(0, 3), (1, 2)]
