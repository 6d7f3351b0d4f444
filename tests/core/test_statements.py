import pkgutil
import re
from importlib import import_module

import pytest

import galleria
from galleria.core.db import Base
from galleria.core.pages import Pages
from galleria.core.statements import Statement

OUTSIDE = {"domains", "tenant_directory"}


def statements() -> dict[str, str]:
    found = {}
    for module in pkgutil.walk_packages(galleria.__path__, "galleria."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, Statement):
                found[f"{module.name}.{name}"] = value._text
            if isinstance(value, Pages):
                part = value._part(("after", "before"), is_last=True)
                found[f"{module.name}.{name}"] = part._text
                found[f"{module.name}.{name} counted"] = value._count._text
    return found


STATEMENTS = statements()


def test_there_are_statements_to_look_at() -> None:
    assert len(STATEMENTS) > 20


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_table_of_a_tenant_is_asked_for_one_tenant_s_rows(name: str) -> None:
    text = STATEMENTS[name]
    walled = {table.name for table in Base.metadata.sorted_tables} - OUTSIDE - {"tenants"}
    for table, alias in re.findall(
        r"(?:FROM|JOIN|UPDATE|,)\s+(\w+)(?:\s+(?:AS\s+)?(?!SET|WHERE|ON|JOIN|LEFT|ORDER)(\w+))?",
        text,
    ):
        if table in walled:
            named = rf"\b{alias or table}\.tenant_id\b"
            assert re.search(named, text) or "(tenant_id" in text or "WHERE tenant_id" in text, (
                table
            )
