from decimal import Decimal
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from galleria.imports.records import ProductRecord, VariantRecord
from galleria.imports.rules.comparing import action, changes
from galleria.imports.rules.matching import fit, match
from galleria.imports.rules.states import Known, ProductState, VariantState
from galleria.imports.rules.text import rich
from galleria.imports.rules.wanting import want

value = st.sampled_from(["S", "M", "L", "–", "S (2)"])
option_lists = st.lists(st.tuples(value, value), unique=True, max_size=5)
skus = st.sampled_from(["", "A", "B", "C"])
variants = st.builds(
    VariantRecord,
    options=st.tuples(value),
    price=st.one_of(st.none(), st.decimals(0, 100, places=2)),
    sku=skus,
    compare_at_price=st.one_of(st.none(), st.decimals(0, 100, places=2)),
    quantity=st.one_of(st.none(), st.integers(0, 5)),
)
fields = ("sku", "price", "compare_at_price", "quantity", "description", "tags", "variants")
records = st.builds(
    ProductRecord,
    key=st.just("k"),
    title=st.sampled_from(["Mug", "Cup"]),
    slug=st.just("mug"),
    option_names=st.just(("Size",)),
    variants=st.lists(variants, min_size=1, max_size=4, unique_by=lambda v: v.options).map(tuple),
    description=st.sampled_from(["", "<b>tea</b>", "tea"]),
    tags=st.sampled_from([(), ("a",), ("a", "b")]),
    untold=st.sets(st.sampled_from(fields)).map(frozenset),
)


def known(state: ProductState) -> Known:
    """A product that is just so in the database."""
    ids = tuple(uuid4() for _ in state.variants)
    return Known(uuid4(), uuid4(), state, ids, {}, has_key=True, version=1)


class TestMatch:
    @given(wanted=option_lists, there=option_lists, has_new_options=st.booleans())
    def test_no_known_variant_is_meant_twice(
        self,
        wanted: list[tuple[str, str]],
        there: list[tuple[str, str]],
        has_new_options: bool,  # noqa: FBT001 - drawn
    ) -> None:
        found = match(
            [VariantRecord(options=o, price=None) for o in wanted],
            [VariantState(options=o) for o in there],
            has_new_options=has_new_options,
        )
        meant = [place for place in found if place is not None]
        assert len(found) == len(wanted)
        assert len(set(meant)) == len(meant)
        assert all(
            found[wanted.index(options)] == place
            for place, options in enumerate(there)
            if options in wanted
        )

    def test_a_sku_tells_only_where_neither_side_has_it_twice(self) -> None:
        rows = [VariantRecord(options=(o,), price=None, sku="X") for o in ("1", "2")]
        assert match(rows, [VariantState(("3",), "X")], has_new_options=False) == [None, None]
        assert match(rows[:1], [VariantState(("3",), "X")], has_new_options=False) == [0]


class TestFit:
    @given(
        options=st.lists(value, max_size=4).map(tuple),
        length=st.integers(1, 3),
        taken=st.sets(st.tuples(value)),
    )
    def test_gives_options_of_the_right_length_that_nobody_has(
        self, options: tuple[str, ...], length: int, taken: set[tuple[str, ...]]
    ) -> None:
        fitting = fit(options, length, taken)
        assert len(fitting) == length
        assert fitting not in taken


class TestWant:
    @given(record=records)
    def test_what_was_written_is_wanted_again_without_a_change(self, record: ProductRecord) -> None:
        first = want(record, None, "EUR", str)
        there = known(first.state)
        second = want(record, there, "EUR", str)
        assert changes(there, second, "EUR") == ()
        assert action(there, ()) == "unchanged"

    @given(old=records, new=records)
    def test_no_variant_that_is_there_is_lost_and_no_two_are_alike(
        self, old: ProductRecord, new: ProductRecord
    ) -> None:
        there = known(want(old, None, "EUR", str).state)
        wanted = want(new, there, "EUR", str)
        kept = [place for place in wanted.known if place is not None]
        assert sorted(kept) == list(range(len(there.variant_ids)))
        options = [variant.options for variant in wanted.state.variants]
        assert len(set(options)) == len(options)

    @given(old=records, new=records)
    def test_a_second_import_of_any_file_after_any_other_changes_nothing(
        self, old: ProductRecord, new: ProductRecord
    ) -> None:
        there = known(want(old, None, "EUR", str).state)
        after = known(want(new, there, "EUR", str).state)
        assert changes(after, want(new, after, "EUR", str), "EUR") == ()

    def test_a_compare_at_price_that_is_kept_never_falls_to_the_price(self) -> None:
        old = VariantRecord(("S",), Decimal(5), compare_at_price=Decimal(8))
        there = known(want(_mug(old), None, "EUR", str).state)
        dearer = _mug(VariantRecord(("S",), Decimal(9)), untold=frozenset({"compare_at_price"}))
        [variant] = want(dearer, there, "EUR", str).state.variants
        assert (variant.price, variant.compare_at) == (900, None)

    def test_a_price_is_read_in_the_store_s_currency(self) -> None:
        record = _mug(VariantRecord(("S",), Decimal(500)), VariantRecord(("M",), Decimal("0.5")))
        wanted = want(record, None, "JPY", str)
        assert [variant.price for variant in wanted.state.variants] == [500]
        assert [problem.column for problem in wanted.problems] == ["price"]


class TestRich:
    def test_leaves_markup_alone_and_gives_plain_text_its_lines(self) -> None:
        assert rich("<p>a\n\nb</p>") == "<p>a\n\nb</p>"
        assert rich("a\r\nb\n\n\nc < d &amp; e") == "<p>a<br>\nb</p>\n<p>c &lt; d &amp; e</p>"
        assert rich("") == ""


def _mug(*sold: VariantRecord, untold: frozenset[str] = frozenset()) -> ProductRecord:
    return ProductRecord("mug", "Mug", "mug", sold, option_names=("Size",), untold=untold)
