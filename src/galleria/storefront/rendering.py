"""Views become pages: a theme's templates in a sandboxed, strict and autoescaping Jinja."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from galleria.core.money import Money
from galleria.storefront import structured_data
from galleria.storefront.assets import Assets
from galleria.storefront.locales import Words, load_words
from galleria.storefront.themes import Template, Theme, load_theme
from galleria.storefront.views.frame import Frame, Meta, Picture


class Page(Protocol):
    """Anything a template can show."""

    @property
    def meta(self) -> Meta:
        """What search engines and shared links are told."""


class Renderer:
    """Every theme, ready to show pages."""

    def __init__(self, themes: Path, fonts: Path) -> None:
        self._root = themes
        self.assets = Assets(fonts)
        self._theme = lru_cache(maxsize=256)(self._load)
        self._environment = lru_cache(maxsize=1024)(self._make_environment)
        self._plan = lru_cache(maxsize=4096)(self._read_template)
        # A page may come from one process and its style sheet be asked of another, so all have all.
        for folder in sorted(themes.iterdir()):
            if (folder / "theme.toml").is_file():
                self._theme(folder.name)

    def render(self, template: str, page: Page, frame: Frame) -> str:
        """Show a page in its store's theme and locale."""
        theme, style = self._theme(frame.shop.theme)
        env, words = self._environment(theme.name, frame.shop.locale)
        plan = self._plan(theme.name, template)
        shown: dict[str, Any] = {
            "page": page,
            "frame": frame,
            "shop": frame.shop,
            "template": template,
            "settings": theme.settings,
            "style_sheet": style,
            "preloads": self._preloads(theme),
            "structured_data": structured_data.describe(page, frame.shop, words),
        }
        sections = [
            env.get_template(f"sections/{section.type}.html.j2").render(shown, section=section)
            for section in plan.sections
        ]
        layout = env.get_template(f"layouts/{plan.layout}.html.j2")
        return layout.render(shown, content=Markup("\n").join(map(Markup, sections)))

    def words(self, theme: str, locale: str) -> Words:
        """What the theme says in a locale."""
        return self._environment(self._theme(theme)[0].name, locale)[1]

    def settings(self, theme: str) -> Mapping[str, Mapping[str, Any]]:
        """What the theme's settings say, by group."""
        return self._theme(theme)[0].settings

    def _read_template(self, theme: str, name: str) -> Template:
        return self._theme(theme)[0].template(name)

    def _load(self, name: str) -> tuple[Theme, str]:
        theme = load_theme(self._root, name)
        return theme, self.assets.style_sheet(theme).url

    def _preloads(self, theme: Theme) -> list[str]:
        """The two fonts that nearly every first view needs."""
        names = dict.fromkeys(theme.settings["fonts"][use]["file"] for use in ("text", "heading"))
        return [url for name in names if name and (url := self.assets.font(name))]

    def _make_environment(
        self, name: str, locale: str
    ) -> tuple[ImmutableSandboxedEnvironment, Words]:
        theme, _ = self._theme(name)
        words = load_words(theme, locale)
        env = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(theme.folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        env.filters |= filters(words, locale.replace("-", "_"))
        env.globals = {"range": range}
        return env, words


def filters(words: Words, locale: str) -> Mapping[str, Any]:
    """What templates may do with a value, bound to a locale."""

    def money(amount: Money) -> str:
        return amount.format(locale)

    def translate(key: str, **facts: Any) -> str:
        return words.say(key, **facts)

    def day(value: date) -> str:
        return format_date(value, "long", locale)

    def clock(value: datetime) -> str:
        return format_time(value, "short", locale=locale)

    def moment(value: datetime) -> str:
        return format_datetime(value, "medium", locale=locale)

    def tenths(value: Decimal) -> str:
        return format_decimal(value, "0.0", locale=locale)

    return {
        "money": money,
        "t": translate,
        "date": day,
        "time": clock,
        "moment": moment,
        "tenths": tenths,
        "srcset": srcset,
    }


def srcset(picture: Picture) -> str:
    """The widths a picture comes in, as ``srcset`` wants them."""
    sources: Sequence[tuple[str, int]] = picture.sources or ((picture.url, picture.width),)
    return ", ".join(f"{url} {width}w" for url, width in sources)
