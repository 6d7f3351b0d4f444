"""Which refusals a function can end in, read off its source and that of everything it calls."""

import ast
import builtins
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from galleria.core.errors import DomainError


@cache
def refusals_of(function: FunctionType) -> frozenset[type[DomainError]]:
    """Every domain error that is raised somewhere below a function of ours."""
    found: set[type[DomainError]] = set()
    seen: set[FunctionType] = set()
    waiting = [function]
    while waiting:
        current = inspect.unwrap(waiting.pop())
        if current in seen or not current.__module__.startswith("galleria."):
            continue
        seen.add(current)
        raised, called = _read(current)
        found |= raised
        waiting += called
    return frozenset(found)


def _read(function: FunctionType) -> tuple[set[type[DomainError]], list[FunctionType]]:
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    tree = _without_decorators(definition)
    raised: set[type[DomainError]] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.exc:
            named = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            value = _value(named, function)
            if isinstance(value, type) and issubclass(value, DomainError):
                raised.add(value)
            elif isinstance(value, FunctionType):
                raised |= set(_made_by(value))
    return raised, list(_functions(tree, function))


def _without_decorators(definition: ast.AST) -> ast.AST:
    if isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef):
        definition.decorator_list = []
    return definition


def _made_by(function: FunctionType) -> Iterator[type[DomainError]]:
    """The errors that a function makes for others to raise."""
    made = inspect.signature(function).return_annotation
    if isinstance(made, type) and issubclass(made, DomainError):
        yield made


def _functions(tree: ast.AST, function: FunctionType) -> Iterator[FunctionType]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            value = _value(node, function)
            if isinstance(value, FunctionType):
                yield value


def _value(node: ast.AST, function: FunctionType) -> Any:
    """What a dotted name stands for in a function's module, as far as that is plain."""
    match node:
        case ast.Name(id=name):
            return function.__globals__.get(name, getattr(builtins, name, None))
        case ast.Attribute(value=owner, attr=name):
            module = _value(owner, function)
            return getattr(module, name, None) if isinstance(module, ModuleType) else None
    return None
