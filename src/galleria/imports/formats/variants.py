"""Keeping variants apart: a shopper can choose only between options that differ."""

from collections.abc import Iterable
from dataclasses import replace

from galleria.imports.formats.reading import Reading
from galleria.imports.records import VariantRecord
from galleria.imports.rules.matching import NOT_STATED


def told_apart(
    found: Iterable[tuple[Reading, VariantRecord | None]], *columns: str
) -> tuple[VariantRecord, ...]:
    """Number the variants whose options another has already, so that none is lost."""
    kept: dict[tuple[str, ...], VariantRecord] = {}
    for row, variant in found:
        if variant is None:
            continue
        options = tuple(value or NOT_STATED for value in variant.options)
        if options in kept:
            options = _another(row, row.one_of(*columns), options, kept)
        kept[options] = replace(variant, options=options)
    return tuple(kept.values())


def _another(
    row: Reading,
    column: str,
    options: tuple[str, ...],
    kept: dict[tuple[str, ...], VariantRecord],
) -> tuple[str, ...]:
    number = 2
    while (named := (*options[:-1], f"{options[-1]} ({number})")) in kept:
        number += 1
    row.warn(
        column,
        f"“{' / '.join(options)}” is on line {kept[options].line} already; this one goes in as"
        f" “{named[-1]}”. Give it a value of its own.",
    )
    return named
