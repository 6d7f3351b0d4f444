"""What every page of a store has around its content."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

MessageKind = Literal["success", "notice", "error"]


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go."""

    url: str
    label: str
    is_current: bool = False
    children: tuple["Link", ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its real size, so that the page does not jump when it arrives.

    ``sources`` are the same picture in other widths.
    """

    url: str
    alt: str
    width: int
    height: int
    sources: tuple[tuple[str, int], ...] = ()

    @property
    def is_wide(self) -> bool:
        """Whether the picture is wider than high."""
        return self.width > self.height


@dataclass(frozen=True, slots=True)
class Message:
    """What came of the last action: a key of the locale files, or a service's words."""

    kind: MessageKind
    key: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Meta:
    """What search engines and shared links are told. ``title`` stands before the store's name."""

    title: str
    canonical: str
    description: str = ""
    is_indexed: bool = True
    picture: Picture | None = None
    kind: Literal["website", "product"] = "website"
    previous: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Shop:
    """The store whose pages these are. ``origin`` is its address, without a slash at the end."""

    name: str
    origin: str
    locale: str
    currency: str
    theme: str
    menu: tuple[Link, ...] = ()
    has_collections: bool = False
    is_right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The store, and this visit to it. ``form_token`` goes into every form."""

    shop: Shop
    path: str
    form_token: str = ""
    cart_count: int = 0
    messages: tuple[Message, ...] = ()
