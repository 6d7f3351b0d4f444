"""How a web process starts."""

import gc
from pathlib import Path
from typing import cast

from starlette.applications import Starlette

from galleria.app import create_app
from galleria.core.settings import Settings
from galleria.embedded.engines import Engines
from galleria.operations.requests import RequestLog


async def test_what_was_made_while_starting_is_spared_by_the_collector(
    engines: Engines, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path, redis_url=engines.redis_url).model_copy(
        update={"database_url": engines.database_url}
    )
    app = cast("Starlette", cast("RequestLog", create_app(settings)).app)
    gc.unfreeze()
    try:
        async with app.router.lifespan_context(app):
            assert gc.get_freeze_count() > len(gc.get_objects())
    finally:
        gc.unfreeze()
