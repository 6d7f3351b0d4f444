from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import from_regex, sampled_from, text

from galleria.core.errors import InvalidInput
from galleria.tenancy.rules.inputs import (
    STORE_READERS,
    UnreadableError,
    fold,
    read_color,
    read_email,
    read_fields,
    read_name,
    read_password,
    read_permissions,
)


class TestReadFields:
    @pytest.mark.parametrize(
        ("field", "given", "read"),
        [
            ("name", "  Pip  &\tPomelo ", "Pip & Pomelo"),
            ("description", "Two\nlines\tof text\n", "Two\nlines\tof text"),
            ("currency", "gbp", "GBP"),
            ("locale", "en_gb", "en-GB"),
            ("locales", ["en", "fr", "EN"], ["en", "fr"]),
            ("time_zone", "Europe/London", "Europe/London"),
            ("time_zone", "UTC", "UTC"),
            ("primary_color", "#9C3", "#99cc33"),
            ("primary_color", "  ", None),
            ("logo_url", "/media/logo.svg", "/media/logo.svg"),
            ("logo_url", None, None),
            ("contact_email", "Hello@BÜCHER.example", "Hello@xn--bcher-kva.example"),
            ("contact_phone", "+44 20 7946 0958", "+44 20 7946 0958"),
            (
                "social_links",
                ["https://social.example/@shop"] * 2,
                ["https://social.example/@shop"],
            ),
        ],
    )
    def test_reads_a_setting_of_a_store(self, field: str, given: Any, read: Any) -> None:
        assert read_fields({field: given}, STORE_READERS) == {field: read}

    @pytest.mark.parametrize(
        ("field", "given", "code"),
        [
            ("name", "   ", "LENGTH"),
            ("name", "x" * 121, "LENGTH"),
            ("name", "bell\a", "CHARACTER"),
            ("name", "half \ud800", "CHARACTER"),
            ("description", "x" * 5001, "LENGTH"),
            ("description", "nul \x00", "CHARACTER"),
            ("logo_url", "https://shop.example/\ud800", "URL"),
            ("contact_email", "\ud800@shop.example", "EMAIL"),
            ("currency", "DEM", "CURRENCY"),
            ("currency", "US", "CURRENCY"),
            ("locale", "xx", "LOCALE"),
            ("locale", "", "LOCALE"),
            ("locales", ["en"] * 51, "COUNT"),
            ("time_zone", "Europe/Atlantis", "TIME_ZONE"),
            ("time_zone", "../../etc/passwd", "TIME_ZONE"),
            ("time_zone", "localtime", "TIME_ZONE"),
            ("theme", "../base", "THEME"),
            ("primary_color", "red", "COLOR"),
            ("primary_color", "#12345", "COLOR"),
            ("logo_url", "javascript:alert(1)", "URL"),
            ("logo_url", "//elsewhere.example/logo.svg", "URL"),
            ("logo_url", "https://user:secret@shop.example/", "URL"),
            ("social_links", ["social.example"], "URL"),
            ("contact_email", "nobody", "EMAIL"),
            ("contact_email", "a@b", "EMAIL"),
            ("contact_email", "a b@shop.example", "EMAIL"),
            ("contact_email", "a@shop.example\nBcc: all@shop.example", "EMAIL"),
            ("contact_phone", "call me", "PHONE"),
        ],
    )
    def test_says_what_is_wrong_with_a_setting(self, field: str, given: Any, code: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            read_fields({field: given}, STORE_READERS)

        (problem,) = refused.value.problems
        assert (problem.path, problem.code) == ((field,), code)
        assert problem.message.endswith(".")

    def test_tells_all_faults_at_once(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            read_fields({"name": "", "currency": "gold", "theme": "base"}, STORE_READERS)

        assert [problem.path for problem in refused.value.problems] == [("name",), ("currency",)]


@given(given=text())
def test_a_name_that_was_read_reads_the_same_again(given: str) -> None:
    try:
        name = read_name(given)
    except UnreadableError:
        return
    assert read_name(name) == name


@given(given=from_regex(r"#([0-9a-fA-F]{3}){1,2}", fullmatch=True))
def test_every_color_has_six_digits(given: str) -> None:
    color = read_color(given)
    assert len(color) == 7
    assert read_color(color) == color


@given(given=text(), case=sampled_from([str.upper, str.lower, str.title]))
def test_folding_twice_is_folding_once(given: str, case: Any) -> None:
    assert fold(fold(case(given))) == fold(case(given))


class TestReadEmail:
    def test_two_spellings_of_one_address_fold_to_the_same(self) -> None:
        spellings = ("Ada@Shop.Example", "ada@shop.example.", " ADA@SHOP.EXAMPLE ")
        assert len({fold(read_email(spelling)) for spelling in spellings}) == 1


class TestReadPassword:
    @pytest.mark.parametrize("length", [11, 257])
    def test_refuses_what_is_too_short_or_too_long(self, length: int) -> None:
        with pytest.raises(UnreadableError):
            read_password("x" * length)

    def test_takes_any_script(self) -> None:
        assert read_password("рыба и картофель") == "рыба и картофель"


class TestReadPermissions:
    def test_refuses_unknown_names_and_empty_lists(self) -> None:
        for names in (["CATALOG_READ", "FLY"], []):
            with pytest.raises(UnreadableError):
                read_permissions(names)
