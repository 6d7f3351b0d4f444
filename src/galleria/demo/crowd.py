"""What many customers say of one product, put together from what people say."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from string import ascii_uppercase


@dataclass(frozen=True, slots=True)
class DemoReview:
    """What one person says of a product, by its key; pending ones wait for staff."""

    product: str
    rating: int
    title: str
    text: str
    author: str
    is_pending: bool = False


def crowd(product: str, count: int) -> Iterator[DemoReview]:
    """Let so many people speak; the same ones every time."""
    told = tomllib.loads((files("galleria.demo") / "stores" / "crowd.toml").read_text("utf-8"))
    dice = random.Random(product)  # noqa: S311 - the same crowd every time
    shares = [rating["share"] for rating in told["ratings"]]
    for rating in dice.choices(told["ratings"], shares, k=count):
        yield DemoReview(
            product=product,
            rating=rating["stars"],
            title=dice.choice(rating["titles"]),
            text=f"{dice.choice(told['beginnings'])} {dice.choice(rating['endings'])}",
            author=f"{dice.choice(told['names'])} {dice.choice(ascii_uppercase)}.",
        )
