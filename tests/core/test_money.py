from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galleria.core.money import InvalidMoney, Money, allocate, exponent, round_share

currencies = st.sampled_from(["EUR", "USD", "JPY", "KWD", "GBP", "HUF"])


class TestMoney:
    @given(st.integers(-(2**62), 2**62), currencies)
    def test_survives_being_written_and_read(self, minor: int, currency: str) -> None:
        money = Money(minor, currency)

        assert Money.of(str(money.amount), currency) == money

    def test_counts_in_the_currency_s_own_unit(self) -> None:
        assert Money.of("1500", "JPY").minor == 1500
        assert Money.of("1.234", "KWD").minor == 1234
        assert Money.of("12.5", "EUR").amount == Decimal("12.50")

    @pytest.mark.parametrize("text", ["1.005", "abc", "NaN", "Infinity", "1e30", "1e999999", ""])
    def test_refuses_what_is_no_amount_of_euros(self, text: str) -> None:
        with pytest.raises(InvalidMoney):
            Money.of(text, "EUR")

    def test_rounds_nothing_away_however_long_the_text(self) -> None:
        with pytest.raises(InvalidMoney):
            Money.of(f"1.{'0' * 30}1", "EUR")

    def test_refuses_a_currency_that_does_not_exist(self) -> None:
        with pytest.raises(InvalidMoney):
            exponent("EURO")

    def test_does_not_mix_currencies(self) -> None:
        with pytest.raises(TypeError):
            Money(1, "EUR") + Money(1, "USD")

    def test_is_written_as_people_of_a_locale_do(self) -> None:
        assert Money(123456, "EUR").format("en") == "€1,234.56"
        assert Money(123456, "EUR").format("de") == "1.234,56\xa0€"
        assert Money(1500, "JPY").format("en") == "¥1,500"


class TestAllocate:
    @given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
    def test_loses_nothing_and_is_fair_to_within_one_unit(
        self, total: int, weights: list[int]
    ) -> None:
        shares = allocate(total, weights)

        assert sum(shares) == total
        whole = sum(weights)
        if whole:
            fair = [Decimal(total) * weight / whole for weight in weights]
            assert all(abs(share - part) < 1 for share, part in zip(shares, fair, strict=True))


class TestRoundShare:
    def test_rounds_half_to_even(self) -> None:
        assert [round_share(amount, 1, 10) for amount in (5, 15, 25, 35)] == [0, 2, 2, 4]
