from pathlib import Path

import pytest

from tests.cli.answers import Run

HEADER = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src"
GOOD = [
    "mug,Mug,Color,Blue,M-B,12.00,https://pictures.example/mug.png",
    "mug,,,White,M-W,12.50,",
    "bowl,Bowl,,,B-1,20.00,",
]


@pytest.fixture(scope="module")
def hosts() -> list[str]:
    """Hosts of stores that are open already; every test takes one of its own."""
    return []


@pytest.fixture
def host(run: Run, hosts: list[str]) -> str:
    number = len(hosts) + 1
    hosts.append(f"imports-{number}.example")
    run(f"tenant create 'Importer {number}'")
    run(f"store create --tenant 'Importer {number}' --name Shop --domain {hosts[-1]}")
    return hosts[-1]


def written(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


class TestImport:
    def test_takes_a_catalog_in_and_then_finds_it_unchanged(
        self, run: Run, host: str, tmp_path: Path
    ) -> None:
        file = written(tmp_path / "products.csv", *GOOD)

        first = run(f"import shopify {file} --store {host}")
        second = run(f"import shopify {file} --store {host}")

        assert (first.code, second.code) == (0, 0)
        counts = ("products", "variants", "images", "created", "updated", "unchanged", "rejected")
        assert [first.facts[name] for name in counts] == [2, 3, 1, 2, 0, 0, 0]
        assert [second.facts[name] for name in counts] == [2, 3, 1, 0, 0, 2, 0]
        assert first.facts["errors"] == []

    def test_a_dry_run_tells_and_changes_nothing(self, run: Run, host: str, tmp_path: Path) -> None:
        file = written(tmp_path / "products.csv", *GOOD)

        tried = run(f"import shopify {file} --store {host} --dry-run")

        assert (tried.code, tried.facts["created"]) == (0, 2)
        assert "line 2, Mug: created" in tried.err
        assert run(f"import shopify {file} --store {host}").facts["created"] == 2

    def test_refused_rows_are_told_and_the_others_go_in(
        self, run: Run, host: str, tmp_path: Path
    ) -> None:
        file = written(tmp_path / "products.csv", *GOOD, "vase,Vase,,,V-1,cheap,")

        answer = run(f"import shopify {file} --store {host}")

        assert answer.code == 1
        assert (answer.facts["created"], answer.facts["rejected"]) == (2, 1)
        (error,) = answer.facts["errors"]
        assert (error["line"], error["column"]) == (5, "Variant Price")
        assert "cheap" in error["message"]
        assert "line 5, Variant Price" in answer.err

    def test_a_file_of_another_kind_is_refused_whole(
        self, run: Run, host: str, tmp_path: Path
    ) -> None:
        file = tmp_path / "recipe.txt"
        file.write_text("Take two eggs.\nBeat them.\n")

        answer = run(f"import shopify {file} --store {host}")

        assert answer.code == 2
        assert answer.facts["error"]["code"] == "UNREADABLE_FILE"
        (error,) = answer.facts["errors"]
        assert set(error) == {"line", "column", "message"}

    def test_a_file_that_is_not_there_is_told_once_and_of_no_line(
        self, run: Run, host: str, tmp_path: Path
    ) -> None:
        answer = run(f"import shopify {tmp_path / 'none.csv'} --store {host}")

        assert answer.code == 2
        assert answer.facts["error"]["message"].startswith(f"{tmp_path / 'none.csv'} cannot be")

    def test_a_store_that_is_not_there_is_told(self, run: Run, tmp_path: Path) -> None:
        file = written(tmp_path / "products.csv", *GOOD)

        answer = run(f"import shopify {file} --store nobody.example")

        assert answer.code == 2
        assert answer.facts["error"]["code"] == "UNKNOWN_STORE"
        assert "galleria store create" in answer.err
