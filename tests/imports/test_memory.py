"""What a large file costs beside a small one, each in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from galleria.embedded.engines import Engines
from tests.imports.exports import export

MEASURE = """
import asyncio, json, re, sys
from pathlib import Path
from uuid import uuid4

from galleria.core.db import Database
from galleria.imports.files import open_catalog
from galleria.imports.service import import_catalog
from galleria.tenancy import queries as tenancy
from galleria.tenancy.service.stores import create_store
from galleria.tenancy.service.tenants import create_tenant

async def main(url, file):
    database = Database(url)
    name = uuid4().hex
    tenant = await create_tenant(database, name=name)
    async with database.transaction(tenant.id) as ctx:
        await create_store(ctx, name="Shop", domain=f"{name}.localhost", currency="USD")
    found = await tenancy.find_store_by_host(database, f"{name}.localhost")
    with open_catalog("shopify", Path(file)) as catalog:
        report = await import_catalog(database, found.store, catalog, source="shopify")
    await database.close()
    status = Path("/proc/self/status").read_text()
    peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])
    print(json.dumps({"variants": report.variants, "kilobytes": peak}))

asyncio.run(main(*sys.argv[1:]))
"""


def measure(url: str, file: Path) -> dict[str, int]:
    command = [sys.executable, "-c", MEASURE, url, str(file)]
    paths = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=paths, timeout=600)
    told: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is asked of Linux")
def test_3675_variants_take_little_more_memory_than_twenty_products(
    engines: Engines,
) -> None:
    url = engines.database_url
    small = measure(url, export("shopify/apparel.csv"))
    large = measure(url, export("shopify/print-on-demand-large.csv"))
    assert (small["variants"], large["variants"]) == (22, 3675)
    assert large["kilobytes"] - small["kilobytes"] < 50 * 1024
