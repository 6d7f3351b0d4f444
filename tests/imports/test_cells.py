from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galleria.imports.formats import cells


class TestNumber:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("", None),
            ("  ", None),
            ("0", "0"),
            ("19.90", "19.90"),
            (".5", "0.5"),
            ("1,299.00", "1299.00"),
            ("1.299,00", "1299.00"),
            ("1,299,000", "1299000"),
            ("1.299.000", "1299000"),
            ("1,00,000", "100000"),
            ("1 299,50", "1299.50"),
            ("1\u00a0299", "1299"),
            ("1'299.50", "1299.50"),
            ("12,5", "12.5"),
            ("$19.90", "19.90"),
            ("19,90 €", "19.90"),
            ("USD 5", "5"),
            ("1200 din.", "1200"),
            ("-2", "-2"),
            ("'-1", "-1"),
            ("396.8933238", "396.8933238"),
            ("5.738e+01", "57.38"),
        ],
    )
    def test_reads_what_can_mean_one_thing(self, text: str, value: str | None) -> None:
        assert cells.number(text) == (None if value is None else Decimal(value))

    @pytest.mark.parametrize(
        ("text", "advice"),
        [
            ("1,299", "Write 1299 or 1.299"),
            ("free", "is not a number"),
            ("12,34,5", "is not a number"),
            ("1.2.3", "is not a number"),
            ("10-20", "is not a number"),
            ("nan", "is not a number"),
            ("1e99", "too large"),
        ],
    )
    def test_refuses_what_cannot_and_says_what_to_write(self, text: str, advice: str) -> None:
        with pytest.raises(cells.BadCell, match=advice):
            cells.number(text)

    @given(st.decimals(min_value=0, max_value=10**9, places=2))
    def test_reads_back_every_amount_with_and_without_grouping(self, amount: Decimal) -> None:
        assert cells.number(f"{amount:.2f}") == amount
        assert cells.number(f"{amount:,.2f}") == amount

    @given(st.text(max_size=12))
    def test_never_fails_in_another_way(self, text: str) -> None:
        with suppress(cells.BadCell):
            assert isinstance(cells.number(text), Decimal | None)


class TestFlag:
    @pytest.mark.parametrize(
        ("text", "value"), [("TRUE", True), ("no", False), ("'0", False), ("", True)]
    )
    def test_reads_the_spellings_of_shops(self, text: str, value: bool) -> None:  # noqa: FBT001 - a case
        assert cells.flag(text, default=True) is value

    def test_refuses_anything_else(self) -> None:
        with pytest.raises(cells.BadCell, match="neither yes nor no"):
            cells.flag("maybe", default=False)


class TestLists:
    def test_a_backslash_keeps_a_comma_inside_a_name(self) -> None:
        assert cells.listed(r"Hats\, caps, Scarves, ,Scarves") == ("Hats, caps", "Scarves")

    def test_a_comma_inside_a_name_stays_where_semicolons_part(self) -> None:
        assert cells.listed("Jakne,kaputi; Setovi", ";") == ("Jakne,kaputi", "Setovi")

    def test_an_address_may_hold_the_separator(self) -> None:
        text = "https://a.test/w_1,h_2/x.png, https://a.test/y.png ,https://a.test/y.png"
        assert cells.addresses(text) == ("https://a.test/w_1,h_2/x.png", "https://a.test/y.png")

    def test_a_path_leads_from_the_root(self) -> None:
        assert cells.path("Clothing &gt; Hats &amp; caps") == ("Clothing", "Hats & caps")


class TestText:
    def test_entities_become_letters(self) -> None:
        assert cells.plain("5&quot; x\n7.2&quot; ") == '5" x 7.2"'


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("https://a.test/x.png?w=1", True),
        ("HTTP://localhost/x.png", True),
        ("//a.test/x.png", False),
        ("mugs/x.png", False),
        ("javascript:alert(1)", False),
    ],
)
def test_an_address_can_be_loaded_from_anywhere(text: str, answer: bool) -> None:  # noqa: FBT001 - a case
    assert cells.is_address(text) is answer
