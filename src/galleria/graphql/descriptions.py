"""What the API says about itself: docstrings, also those that stand under a field of a class."""

import ast
import inspect
import sys
from functools import cache


def of_class(cls: type) -> str:
    """The docstring of a class as one paragraph."""
    return paragraph(cls.__doc__ or "")


def of_fields(cls: type) -> dict[str, str]:
    """The strings that stand under the fields of a class and of those it is made from, by name."""
    found: dict[str, str] = {}
    for owner in reversed(cls.__mro__[:-1]):
        found |= _of_module(owner.__module__).get(owner.__qualname__, {})
    return found


def paragraph(text: str) -> str:
    """The sentences about meaning, up to the first empty line, without the code's line breaks."""
    return " ".join(inspect.cleandoc(text).partition("\n\n")[0].split())


@cache
def _of_module(name: str) -> dict[str, dict[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[name]))
    return {node.name: _of_body(node) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def _of_body(node: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, text in zip(node.body, node.body[1:], strict=False):
        match field, text:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(words))),
            ):
                found[name] = paragraph(words)
    return found
