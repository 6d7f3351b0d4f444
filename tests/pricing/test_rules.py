from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from galleria.pricing.rules import (
    CouponTerms,
    Discount,
    Line,
    Tax,
    compute_totals,
    listed_price,
    refusal,
    split_discount,
)

NOW = datetime(2026, 11, 21, tzinfo=UTC)

amounts = st.integers(0, 10**9)
rates = st.integers(0, 10_000)
discounts = st.one_of(
    st.builds(Discount, st.just("SHARE"), st.just("percentage"), st.integers(1, 10_000)),
    st.builds(Discount, st.just("FIXED"), st.just("fixed"), st.integers(1, 10**9)),
)


@st.composite
def carts(draw: st.DrawFn) -> tuple[list[Line], list[Discount], int, Tax]:
    is_inclusive = draw(st.booleans())
    tax = Tax(draw(rates), is_inclusive=is_inclusive)
    lines = draw(
        st.lists(
            st.builds(
                Line,
                unit_price=st.integers(0, 10**7),
                quantity=st.integers(1, 999),
                tax=st.builds(Tax, rates, st.just(is_inclusive)),
            ),
            max_size=12,
        )
    )
    return lines, draw(st.lists(discounts, max_size=4)), draw(st.integers(0, 10**6)), tax


class TestComputeTotals:
    @given(carts())
    def test_every_figure_is_the_sum_of_its_parts(
        self, cart: tuple[list[Line], list[Discount], int, Tax]
    ) -> None:
        lines, codes, shipping, tax = cart
        totals = compute_totals(lines, codes, shipping=shipping, shipping_tax=tax)

        assert totals.goods == sum(line.total for line in totals.lines)
        assert totals.discount == sum(line.discount for line in totals.lines)
        assert totals.tax == sum(line.tax for line in totals.lines) + tax.of(shipping)
        on_top = 0 if tax.is_inclusive else totals.tax
        assert totals.total == totals.goods - totals.discount + shipping + on_top
        assert totals.total == sum(step.amount for step in totals.steps)

    @given(carts())
    def test_no_line_is_discounted_below_zero(
        self, cart: tuple[list[Line], list[Discount], int, Tax]
    ) -> None:
        lines, codes, shipping, tax = cart
        totals = compute_totals(lines, codes, shipping=shipping, shipping_tax=tax)

        assert all(0 <= line.discount <= line.total for line in totals.lines)
        assert totals.total >= 0

    def test_tells_how_a_total_came_about(self) -> None:
        vat = Tax(2000, is_inclusive=False)
        totals = compute_totals(
            [Line(1000, 2, vat)],
            [Discount("TEN", "percentage", 1000)],
            shipping=500,
            shipping_tax=vat,
        )

        steps = [(step.code, step.amount) for step in totals.steps]
        assert steps == [("GOODS", 2000), ("COUPON", -200), ("SHIPPING", 500), ("TAX", 460)]
        assert totals.total == 2760


class TestSplitDiscount:
    @given(st.lists(amounts, min_size=1, max_size=20), st.integers(1, 10**12))
    def test_a_fixed_amount_loses_no_cent_and_takes_no_more_than_there_is(
        self, lines: list[int], value: int
    ) -> None:
        taken = split_discount(Discount("", "fixed", value), lines)

        assert sum(taken) == min(value, sum(lines))
        assert all(0 <= off <= line for off, line in zip(taken, lines, strict=True))

    def test_a_share_is_rounded_half_even_per_line(self) -> None:
        assert split_discount(Discount("", "percentage", 1000), [25, 35, 45]) == [2, 4, 4]


class TestTax:
    @given(amounts, rates)
    def test_tax_within_a_price_is_the_tax_on_what_is_left(self, gross: int, rate: int) -> None:
        within = Tax(rate, is_inclusive=True).of(gross)
        on_top = Tax(rate, is_inclusive=False).of(gross - within)

        assert abs(within - on_top) <= 1
        assert 0 <= within <= gross


class TestListedPrice:
    @given(amounts, st.integers(-10_000, 10_000), st.integers(-(10**6), 10**6))
    def test_is_never_negative(self, base: int, share: int, markup: int) -> None:
        assert listed_price(base, markup_basis_points=share, markup=markup) >= 0

    def test_adds_a_share_and_an_amount(self) -> None:
        assert listed_price(1999, markup_basis_points=1000, markup=50) == 1999 + 200 + 50


class TestRefusal:
    def terms(self, **changes: object) -> CouponTerms:
        plain = {
            "is_active": True,
            "starts_at": None,
            "ends_at": None,
            "minimum": 0,
            "currency": None,
            "usage_limit": None,
            "used_count": 0,
        }
        return CouponTerms(**{**plain, **changes})  # type: ignore[arg-type]

    def why(self, **changes: object) -> str | None:
        found = refusal(self.terms(**changes), now=NOW, goods=1000, currency="EUR")
        return found[0] if found else None

    def test_a_coupon_without_terms_is_always_good(self) -> None:
        assert self.why() is None

    def test_names_the_first_term_that_is_not_kept(self) -> None:
        hour = timedelta(hours=1)
        assert self.why(is_active=False) == "INACTIVE"
        assert self.why(starts_at=NOW + hour) == "NOT_YET"
        assert self.why(ends_at=NOW) == "EXPIRED"
        assert self.why(usage_limit=3, used_count=3) == "USED_UP"
        assert self.why(currency="USD") == "OTHER_CURRENCY"
        assert self.why(minimum=1001) == "BELOW_MINIMUM"
        assert self.why(minimum=1000, starts_at=NOW, ends_at=NOW + hour) is None
