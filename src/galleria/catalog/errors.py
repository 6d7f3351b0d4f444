"""The ways the catalog may refuse."""

from collections.abc import Sequence

from galleria.core.errors import DomainError


class SlugTaken(DomainError):
    """Another one of its kind has this slug."""

    code = "SLUG_TAKEN"

    def __init__(self, slug: str, *, path: Sequence[str] = ("slug",)) -> None:
        """Name the slug."""
        super().__init__(f"“{slug}” is taken; choose another.", path=path)
        self.slug = slug


class VariantExists(DomainError):
    """The product has a variant with these option values."""

    code = "VARIANT_EXISTS"

    def __init__(self, option_values: Sequence[str], *, path: Sequence[str] = ()) -> None:
        """Name the values."""
        named = " / ".join(option_values) or "no options"
        super().__init__(f"There is a variant with {named} already.", path=path)
        self.option_values = tuple(option_values)
