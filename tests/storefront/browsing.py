"""A browser without scripts: it follows links, fills in forms and keeps cookies."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

ADA = {
    "email": "ada@example.com",
    "country": "GB",
    "name": "Ada Lovelace",
    "line1": "12 St James’s Square",
    "postal_code": "SW1Y 4JH",
    "city": "London",
}


@dataclass
class Form:
    """A form as it stands on the page, with what is filled in already."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.stylesheets: list[str] = []
        self.data: list[dict[str, Any]] = []
        self.meta: dict[str, str] = {}
        self.text: list[str] = []
        self._select = ""
        self._area = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._hidden += tag == "script"
        match tag:
            case "form":
                self.forms.append(Form(found.get("action", ""), found.get("method", "get")))
            case "a":
                self.links.append(found.get("href", ""))
            case "link":
                self._note_link(found)
            case "meta":
                self.meta[found.get("name") or found.get("property", "")] = found.get("content", "")
            case "input" | "select" | "option" | "textarea" if self.forms:
                self._fill(tag, found)

    def _note_link(self, found: dict[str, str]) -> None:
        if found["rel"] == "stylesheet":
            self.stylesheets.append(found["href"])
        else:
            self.meta[found["rel"]] = found["href"]

    def _fill(self, tag: str, found: dict[str, str]) -> None:
        values = self.forms[-1].values
        match tag:
            case "input" if "name" in found:
                is_choice = found.get("type") in {"radio", "checkbox"}
                if "checked" in found or not is_choice:
                    values[found["name"]] = found.get("value", "")
            case "select":
                self._select = found["name"]
            case "option" if "selected" in found or self._select not in values:
                values[self._select] = found["value"]
            case "textarea":
                self._area = found["name"]
                values[self._area] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        self._hidden -= tag == "script"

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].values[self._area] += data
        elif self._hidden:
            self.data.append(json.loads(data))
        else:
            self.text.append(data)


@dataclass
class Sheet:
    """A page that was loaded."""

    response: httpx.Response

    def __post_init__(self) -> None:
        reader = _Reader()
        reader.feed(self.response.text)
        self.forms, self.links = reader.forms, reader.links
        self.stylesheets, self.meta, self.data = reader.stylesheets, reader.meta, reader.data
        self.text = " ".join(" ".join(reader.text).split())

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.url.path

    def things(self, kind: str) -> list[dict[str, Any]]:
        """What the page tells machines, of one kind."""
        return [thing for thing in self.data if thing["@type"] == kind]

    def form(self, action: str, field: str = "") -> Form:
        """The first form that goes to this path, and has this field."""
        fitting = (form for form in self.forms if not field or field in form.values)
        return next(form for form in fitting if form.action == action)


@dataclass
class Browser:
    """Somebody at a store's pages."""

    http: httpx.AsyncClient

    async def open(self, path: str) -> Sheet:
        """Follow a link, and wherever it leads."""
        return Sheet(await self.http.get(path, follow_redirects=True))

    async def add(self, slug: str, **typed: str) -> Sheet:
        """Put a product into the cart from its page."""
        page = await self.open(f"/products/{slug}")
        return await self.send(page.form(f"/products/{slug}"), intent="add", **typed)

    async def go_to_payment(self) -> Sheet:
        """Fill in everything up to the last step."""
        page = await self.open("/checkout")
        page = await self.send(page.form("/checkout/contact"), **ADA)
        return await self.send(page.form("/checkout/delivery"))

    async def ask(self, form: Form, **typed: str) -> Sheet:
        """Fill in a form that only asks, and press its button."""
        return Sheet(await self.http.get(form.action, params={**form.values, **typed}))

    async def send(self, form: Form, **typed: str) -> Sheet:
        """Fill in a form, press a button, and follow wherever it leads."""
        return Sheet(
            await self.http.post(form.action, data={**form.values, **typed}, follow_redirects=True)
        )
