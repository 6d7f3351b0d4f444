"""What staff see, by id."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select

from galleria.catalog import models as catalog
from galleria.core.context import Context
from galleria.graphql import ids
from galleria.graphql.access import STAFF, Access
from galleria.graphql.admin.catalog import AdminCategory, AdminCollection
from galleria.graphql.admin.imports import Import
from galleria.graphql.admin.products import READS_CATALOG, AdminProduct, AdminVariant, Listing
from galleria.graphql.admin.selling import (
    READS_CUSTOMERS,
    READS_DISCOUNTS,
    READS_ORDERS,
    AdminReview,
    Coupon,
)
from galleria.graphql.admin.stock import READS_STOCK, Location
from galleria.graphql.admin.tenancy import (
    READS_SETTINGS,
    READS_STAFF,
    AdminStore,
    ApiKey,
    Role,
    StaffMember,
)
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field
from galleria.graphql.node import Node
from galleria.graphql.nodes import Find, Ids, find_node, find_nodes
from galleria.graphql.selling.orders import Order
from galleria.imports import models as imports
from galleria.inventory import models as inventory
from galleria.orders import models as orders
from galleria.pricing import models as pricing
from galleria.reviews import models as reviews
from galleria.tenancy import models as tenancy


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of a table as staff see them: those of one store only by whom may act for it."""

    access: Access
    table: Any
    show: Callable[[Any, RequestContext], Node]
    store: str = "store_id"

    async def find(self, request: RequestContext, id: UUID) -> Node | None:
        """One of them; none for whoever may not see it."""
        if not self.access.admits(request.actor):
            return None
        row = await request.load(self.load, id)
        return self.show(row, request) if row else None

    async def load(self, ctx: Context, wanted: Sequence[UUID]) -> dict[UUID, Any]:
        """Those that the actor may see."""
        rows = await ctx.session.scalars(select(self.table).where(self.table.id.in_(wanted)))
        return {row.id: row for row in rows if self._is_within_reach(ctx, row)}

    def _is_within_reach(self, ctx: Context, row: Any) -> bool:
        store_id: UUID | None = getattr(row, self.store, None)
        return store_id is None or ctx.actor.may_act_for(store_id)


KINDS = {
    ids.API_KEY: Kind(READS_STAFF, tenancy.ApiKey, lambda row, _: ApiKey.of(row)),
    ids.CATEGORY: Kind(READS_CATALOG, catalog.Category, lambda row, _: AdminCategory.of(row)),
    ids.COLLECTION: Kind(READS_CATALOG, catalog.Collection, lambda row, _: AdminCollection.of(row)),
    ids.COUPON: Kind(READS_DISCOUNTS, pricing.Coupon, Coupon.of),
    ids.IMPORT: Kind(READS_CATALOG, imports.ImportRun, lambda row, _: Import.of(row)),
    ids.LISTING: Kind(READS_CATALOG, catalog.Listing, lambda row, _: Listing.of(row)),
    ids.LOCATION: Kind(READS_STOCK, inventory.Location, lambda row, _: Location.of(row)),
    ids.ORDER: Kind(READS_ORDERS, orders.Order, lambda row, _: Order.of(row)),
    ids.PRODUCT: Kind(READS_CATALOG, catalog.Product, lambda row, _: AdminProduct.of(row)),
    ids.REVIEW: Kind(READS_CUSTOMERS, reviews.Review, lambda row, _: AdminReview.of(row)),
    ids.ROLE: Kind(READS_STAFF, tenancy.Role, lambda row, _: Role.of(row)),
    ids.STAFF: Kind(READS_STAFF, tenancy.Staff, lambda row, _: StaffMember.of(row)),
    ids.STORE: Kind(READS_SETTINGS, tenancy.Store, lambda row, _: AdminStore.of(row), store="id"),
    ids.VARIANT: Kind(READS_CATALOG, catalog.Variant, lambda row, _: AdminVariant.of(row)),
}

SEEN: dict[str, Find] = {prefix: kind.find for prefix, kind in KINDS.items()}


@object_type(STAFF)
class NodeAdmin:
    """What staff ask for by id alone."""

    @field(STAFF)
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        """What you may see under this id; none if nothing, also where a permission is missing."""
        return await find_node(info.context, id, SEEN)

    @field(STAFF)
    async def nodes(self, info: Info, ids: Ids) -> list[Node | None]:
        """What you may see under these ids, one for each, in their order."""
        return await find_nodes(info.context, ids, SEEN)
