"""What the house rules ask of the tree and import-linter cannot say."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "galleria"
SOURCES = sorted(PACKAGE.rglob("*.py"))
EVERYTHING = sorted(
    path
    for folder in ("src", "migrations", "tests", "benchmarks", "scripts")
    for path in (ROOT / folder).rglob("*.py")
)

# Where rows of several domains meet: the edges, which translate them; imports, which fills many.
MAY_READ_ANY_MODEL = {"cli", "graphql", "imports", "storefront"}

# Its __init__ is the door that pyproject names: `galleria.cli:main`.
ENTRY = PACKAGE / "cli" / "__init__.py"

BANNED_NAMES = {
    "base",
    "common",
    "helper",
    "helpers",
    "manager",
    "managers",
    "misc",
    "util",
    "utils",
}

BARE_SUPPRESSION = re.compile(r"#\s*(noqa|ruff:\s*noqa|type:\s*ignore)(?!\s*[:\[]\s*[A-Za-z])")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def domain_of(module: str) -> str:
    return module.split(".")[1]


def is_models(module: str) -> bool:
    return module.split(".")[2:3] == ["models"]


def may_read_models(importer: str) -> bool:
    return domain_of(importer) in MAY_READ_ANY_MODEL or importer.split(".")[2:3] == ["queries"]


def comments(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def test_another_domains_rows_are_read_in_queries_and_at_the_edges_alone() -> None:
    graph = grimp.build_graph("galleria")
    strangers = [
        f"{importer} -> {models}"
        for models in sorted(filter(is_models, graph.modules))
        for importer in sorted(graph.find_modules_that_directly_import(models))
        if domain_of(importer) != domain_of(models) and not may_read_models(importer)
    ]
    assert strangers == []


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in SOURCES}
    assert [
        name(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()
    ] == []


@pytest.mark.parametrize("package", [p for p in SOURCES if p.name == "__init__.py"], ids=name)
def test_a_package_says_what_it_owns_and_exports_nothing(package: Path) -> None:
    tree = ast.parse(package.read_text())
    assert ast.get_docstring(tree), "a package's __init__ says in a paragraph what it owns"
    assert len(tree.body) == 1 or package == ENTRY, (
        "a package's __init__ holds its docstring and nothing else"
    )


def test_a_module_is_named_for_what_it_holds() -> None:
    banned = [name(p) for p in SOURCES if BANNED_NAMES & {p.stem, p.parent.name}]
    assert banned == []


def test_a_file_reads_in_one_sitting() -> None:
    long = [name(p) for p in SOURCES if len(p.read_text().splitlines()) > 500]
    assert long == []


def test_every_suppression_names_its_code() -> None:
    bare = [
        f"{name(path)}:{line}"
        for path in EVERYTHING
        for line, comment in comments(path.read_text())
        if BARE_SUPPRESSION.search(comment)
    ]
    assert bare == []


def test_no_import_is_hidden_from_the_layers() -> None:
    hidden = [
        name(path)
        for path in SOURCES
        if re.search(r"\bTYPE_CHECKING\b|from __future__ import annotations", path.read_text())
    ]
    assert hidden == []


class TestBareSuppression:
    @pytest.mark.parametrize(
        "comment", ["# noqa", "# type: ignore", "# noqa  because", "# ruff: noqa"]
    )
    def test_finds_a_suppression_without_a_code(self, comment: str) -> None:
        assert BARE_SUPPRESSION.search(comment)

    @pytest.mark.parametrize(
        "comment", ["# noqa: S101", "# type: ignore[attr-defined]", "# ruff: noqa: D"]
    )
    def test_lets_a_code_pass(self, comment: str) -> None:
        assert not BARE_SUPPRESSION.search(comment)
