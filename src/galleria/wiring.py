"""The one list of what is in use: reactions to events, chores on the clock, gateways."""

from collections.abc import Sequence
from pathlib import Path

from galleria.catalog import jobs as catalog
from galleria.checkout import jobs as checkout
from galleria.core.http import PublicWeb
from galleria.core.queue import Chore, Reactions, routes
from galleria.imports import jobs as imports
from galleria.inventory import jobs as inventory
from galleria.payments.service import BUILT_IN, Gateways
from galleria.tenancy import jobs as tenancy

GATEWAYS: Gateways = BUILT_IN

REACTIONS: Reactions = {**imports.REACTIONS}

ROUTES = routes(REACTIONS)

CHORES: Sequence[Chore] = (
    *tenancy.CHORES,
    *inventory.CHORES,
    *checkout.chores(GATEWAYS),
    *imports.CHORES,
)


def chores(media: Path, web: PublicWeb) -> Sequence[Chore]:
    """Every chore, also those that need the media folder and the web."""
    return (*CHORES, *catalog.chores(media, web))
