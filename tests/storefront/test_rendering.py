import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from galleria.core.money import Money
from galleria.storefront.locales import MissingTranslation, load_words
from galleria.storefront.rendering import Page, Renderer
from galleria.storefront.routes import FONTS, THEMES
from galleria.storefront.themes import load_theme
from tests.storefront.sample_views import MESSAGES, every_page, frame

BRANDS = {"base": "GBP", "aldermoor": "GBP", "nordgrat": "EUR", "pippomelo": "USD"}
SAID = re.compile(r'"([a-z_]+(?:\.[a-z_0-9]+)+)"\s*\|\s*t\b')
LARGEST_STYLE_SHEET = 20 * 1024
LARGEST_FONTS = 80 * 1024


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(THEMES, FONTS)


def cases() -> Iterator[tuple[str, str, str, Page]]:
    for theme, currency in BRANDS.items():
        for name, template, page in every_page(currency):
            yield theme, name, template, page


EVERYTHING = [pytest.param(*case, id="-".join(case[:2])) for case in cases()]


class Outline(HTMLParser):
    """What matters of a page's structure."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag in tags]


@pytest.fixture
def outline(renderer: Renderer, theme: str, template: str, page: Page) -> Outline:
    read = Outline()
    read.feed(renderer.render(template, page, frame(theme, theme.title(), messages=MESSAGES)))
    return read


@pytest.mark.parametrize(("theme", "name", "template", "page"), EVERYTHING)
class TestEveryPageInEveryTheme:
    def test_has_one_main_heading_and_skips_no_level(self, outline: Outline, name: str) -> None:
        levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1, name
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))

    def test_gives_pictures_their_size_and_words(self, outline: Outline, name: str) -> None:
        assert all({"alt", "width", "height"} <= image.keys() for image in outline.all("img")), name

    def test_runs_nothing_and_asks_no_other_host(self, outline: Outline, name: str) -> None:
        assert all(script["type"] == "application/ld+json" for script in outline.all("script"))
        for tag, attrs in outline.tags:
            assert not [one for one in attrs if one.startswith("on") or one == "style"], name
            fetched = attrs.get("src") or (attrs.get("href") if tag == "link" else "")
            is_shared = attrs.get("rel") in {"canonical", "prev", "next"}
            assert is_shared or not re.match(r"https?:|//", fetched or ""), name

    def test_names_each_id_once_and_labels_every_field(self, outline: Outline, name: str) -> None:
        ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
        assert len(ids) == len(set(ids)), name
        pointed = {
            word
            for _, attrs in outline.tags
            for pointer in ("for", "aria-describedby", "aria-labelledby")
            for word in (attrs.get(pointer) or "").split()
        }
        assert pointed <= set(ids), name

    def test_signs_every_form_that_changes_something(self, outline: Outline, name: str) -> None:
        posted = [form for form in outline.all("form") if form.get("method") == "post"]
        signed = [one for one in outline.all("input") if one.get("name") == "form_token"]
        assert len(posted) == len(signed), name


@pytest.mark.parametrize("theme", BRANDS)
class TestTheme:
    def test_has_words_for_all_it_says(self, theme: str) -> None:
        found = load_theme(THEMES, theme)
        words = load_words(found, "en")
        said = {
            key
            for folder in found.folders
            for template in folder.rglob("*.j2")
            for key in SAID.findall(template.read_text())
        }
        assert said
        assert [key for key in sorted(said) if key not in words] == []

    def test_has_a_small_style_sheet(self, renderer: Renderer, theme: str) -> None:
        sheet = renderer.assets.find(f"{theme}/theme.css")
        assert sheet is not None
        assert sheet.gzipped is not None
        assert len(sheet.gzipped) < LARGEST_STYLE_SHEET

    def test_needs_two_fonts_at_most_at_first_sight(self, theme: str) -> None:
        settings = load_theme(THEMES, theme).settings["fonts"]
        files = {
            FONTS / f"{settings[use]['file']}.woff2"
            for use in ("text", "heading", "figures")
            if settings[use]["file"]
        }
        assert len(files) <= 2
        assert sum(file.stat().st_size for file in files if file.is_file()) <= LARGEST_FONTS

    def test_can_be_read(self, theme: str) -> None:
        """WCAG 2.2: 4.5 to 1 for text, 3 to 1 for what shows that there is a field or a focus."""
        for name, scheme in load_theme(THEMES, theme).settings["schemes"].items():
            pairs = [("text", "background", 4.5), ("text", "surface", 4.5)]
            pairs += [("muted", "background", 4.5), ("muted", "surface", 4.5)]
            pairs += [("accent", "background", 4.5), ("alert", "background", 4.5)]
            pairs += [("on_accent", "accent", 4.5), ("background", "text", 4.5)]
            pairs += [("line", "background", 3), ("focus", "background", 3)]
            for above, below, least in pairs:
                ratio = contrast(scheme[above], scheme[below])
                assert ratio >= least, f"{theme} {name}: {above} on {below} is {ratio:.2f}"


def contrast(one: str, other: str) -> float:
    """How far two colours are apart (WCAG 2.2, relative luminance)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class TestWords:
    def test_says_one_thing_in_the_singular(self) -> None:
        words = load_words(load_theme(THEMES, "base"), "en")
        assert words.say("listing.products", count=1) == "1 product"
        assert words.say("listing.products", count=3) == "3 products"

    def test_refuses_words_that_nobody_wrote(self) -> None:
        words = load_words(load_theme(THEMES, "base"), "en")
        with pytest.raises(MissingTranslation):
            words.say("nobody.wrote.this")
        with pytest.raises(MissingTranslation):
            words.say("price.from")

    def test_falls_back_to_the_language_then_to_english(self, tmp_path: Path) -> None:
        write_theme(tmp_path, "base", "")
        (tmp_path / "base" / "locales").mkdir()
        for tag, text in {
            "en": '{"a": "A", "b": "B", "c": "C"}',
            "de": '{"a": "Ä", "b": "Ö"}',
        }.items():
            (tmp_path / "base" / "locales" / f"{tag}.json").write_text(text)
        (tmp_path / "base" / "locales" / "de-AT.json").write_text('{"a": "Jö"}')
        words = load_words(load_theme(tmp_path, "base"), "de-AT")
        assert [words.say(key) for key in "abc"] == ["Jö", "Ö", "C"]


class TestLoadTheme:
    def test_takes_from_its_parent_what_it_lacks(self, tmp_path: Path) -> None:
        write_theme(tmp_path, "base", "", "[a]\nx.default = 1\ny.default = 2\n")
        write_theme(tmp_path, "child", "base", "[a]\ny.default = 3\n")
        (tmp_path / "base" / "there.txt").write_text("")
        theme = load_theme(tmp_path, "child")
        assert theme.settings == {"a": {"x": 1, "y": 3}}
        assert theme.find("there.txt") == tmp_path / "base" / "there.txt"

    def test_shows_a_store_whose_theme_is_gone_in_the_root_theme(self, tmp_path: Path) -> None:
        write_theme(tmp_path, "base", "")
        assert load_theme(tmp_path, "gone").name == "base"
        assert load_theme(tmp_path, "../base").name == "base"


def write_theme(root: Path, name: str, parent: str, settings: str = "") -> None:
    (root / name).mkdir()
    (root / name / "theme.toml").write_text(f'parent = "{parent}"\n')
    (root / name / "settings.toml").write_text(settings)


class TestSandbox:
    def test_escapes_what_merchants_and_shoppers_wrote(self, renderer: Renderer) -> None:
        shown = frame("base", "<script>alert(1)</script>")
        for _, template, page in every_page():
            assert "<script>alert" not in renderer.render(template, page, shown)

    def test_formats_money_in_the_stores_locale(self, renderer: Renderer) -> None:
        _, template, page = next(every_page("EUR"))
        shown = renderer.render(template, page, frame("base", "Laden", locale="de", currency="EUR"))
        assert Money(1850, "EUR").format("de") in shown
