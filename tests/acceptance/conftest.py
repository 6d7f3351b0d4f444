import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from tests.acceptance.buyers import App
from tests.acceptance.premises import Branch, Premises

UNITS = 50
MUGS = 40
HEADER = (
    "Handle,Title,Variant SKU,Variant Price,Variant Inventory Tracker,"
    "Variant Inventory Qty,Variant Inventory Policy"
)


@pytest.fixture(scope="session")
def house() -> Iterator[Premises]:
    """Web processes, worker and engines, started once for all tests of this folder."""
    with tempfile.TemporaryDirectory(prefix="galleria-") as data:
        premises = Premises(Path(data))
        try:
            premises.open()
            yield premises
        finally:
            premises.close()


@pytest.fixture
def premises(house: Premises) -> Iterator[Premises]:
    """The house with all of it running, whatever the test before has torn down.

    No test passes if a process logged a fault of its own meanwhile, or Postgres a deadlock.
    """
    house.open()
    before = len(house.faults())
    yield house
    assert house.faults()[before:] == []


@pytest.fixture(scope="session")
def branch(house: Premises, tmp_path_factory: pytest.TempPathFactory) -> Branch:
    """A merchant's store with mugs at 12.00, fifty of each kind, delivered for 4.50."""
    house.open()
    opened = house.open_branch("mugs", delivery="4.50")
    catalog = tmp_path_factory.mktemp("catalog") / "mugs.csv"
    mugs = [f"mug-{n},Mug {n},M-{n},12.00,shopify,{UNITS},deny" for n in range(MUGS)]
    catalog.write_text("\n".join([HEADER, *mugs, ""]))
    house.type("import", "shopify", str(catalog), "--store", opened.host)
    return opened


@pytest.fixture(scope="session")
def slugs() -> Iterator[str]:
    return (f"mug-{n}" for n in range(MUGS))


@pytest.fixture
def slug(slugs: Iterator[str]) -> str:
    """A kind of mug that no other test sells."""
    return next(slugs)


@pytest.fixture
async def http(premises: Premises) -> AsyncIterator[httpx.AsyncClient]:
    """Lines to the house, and to nowhere else."""
    async with httpx.AsyncClient(
        base_url=premises.url, timeout=300, trust_env=False, limits=httpx.Limits(max_connections=64)
    ) as client:
        yield client


@pytest.fixture
def app(http: httpx.AsyncClient, branch: Branch) -> App:
    """An app of the branch's shoppers."""
    return App(http, branch.host)
