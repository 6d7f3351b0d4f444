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


class LastVariant(DomainError):
    """A product always has something that can be bought."""

    code = "LAST_VARIANT"

    def __init__(self, *, path: Sequence[str] = ("variantIds",)) -> None:
        """Say what to do."""
        message = "A product keeps at least one variant; archive or delete the product instead."
        super().__init__(message, path=path)


class CategoryCycle(DomainError):
    """A category cannot stand below itself."""

    code = "CATEGORY_CYCLE"

    def __init__(self, *, path: Sequence[str] = ("parentId",)) -> None:
        """Say what to do."""
        message = "The category above is this one, or stands below it; choose another."
        super().__init__(message, path=path)


class CategoryHasChildren(DomainError):
    """Categories stand below; ``children`` is how many right below."""

    code = "CATEGORY_HAS_CHILDREN"

    def __init__(self, children: int, *, path: Sequence[str] = ("categoryId",)) -> None:
        """Say what to do."""
        message = f"Categories right below: {children}. Move or delete them first."
        super().__init__(message, path=path)
        self.children = children
