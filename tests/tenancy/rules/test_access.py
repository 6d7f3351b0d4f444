from uuid import UUID, uuid4

from hypothesis import given
from hypothesis.strategies import builds, frozensets, lists, none, sampled_from

from galleria.tenancy.permissions import BUILT_IN_ROLES, EVERY_PERMISSION, with_reading
from galleria.tenancy.rules.access import Grant, reach_of

STORES = [uuid4() for _ in range(3)]
grants = builds(
    Grant,
    frozensets(sampled_from(sorted(EVERY_PERMISSION)), max_size=4),
    sampled_from(STORES) | none(),
)


def held_in(store_id: UUID, held: list[Grant]) -> frozenset[str]:
    return frozenset().union(
        *(with_reading(g.permissions) for g in held if g.store_id in {None, store_id})
    )


class TestReachOf:
    @given(held=lists(grants, max_size=6), here=sampled_from(STORES) | none())
    def test_never_reaches_further_than_was_granted(
        self, held: list[Grant], here: UUID | None
    ) -> None:
        reach = reach_of(held, store_id=here)
        for store_id in STORES if reach.store_ids is None else reach.store_ids:
            assert reach.permissions <= held_in(store_id, held)

    @given(held=lists(grants, max_size=6), here=sampled_from(STORES))
    def test_on_a_stores_host_gives_all_that_was_granted_for_it(
        self, held: list[Grant], here: UUID
    ) -> None:
        reach = reach_of(held, store_id=here)
        assert reach.permissions == held_in(here, held)
        assert reach.store_ids is None or here in reach.store_ids

    def test_a_role_in_one_store_holds_in_no_other(self) -> None:
        shop, other, _ = STORES
        held = [Grant(frozenset({"ORDERS_WRITE"}), shop)]

        assert reach_of(held, store_id=other).permissions == frozenset()
        assert reach_of(held, store_id=None).store_ids == frozenset({shop})

    def test_whoever_may_change_may_read(self) -> None:
        reach = reach_of([Grant(frozenset({"STOCK_WRITE"}))], store_id=None)
        assert reach.permissions == {"STOCK_READ", "STOCK_WRITE"}


def test_built_in_roles_spell_out_the_right_to_read() -> None:
    for permissions in BUILT_IN_ROLES.values():
        assert with_reading(permissions) == permissions
