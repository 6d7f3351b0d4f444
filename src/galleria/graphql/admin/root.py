"""The door to everything that staff read."""

from galleria.graphql.access import STAFF
from galleria.graphql.admin.catalog import CatalogAdmin
from galleria.graphql.admin.imports import ImportAdmin
from galleria.graphql.admin.jobs import JobAdmin
from galleria.graphql.admin.nodes import NodeAdmin
from galleria.graphql.admin.selling import SellingAdmin
from galleria.graphql.admin.stock import StockAdmin
from galleria.graphql.admin.tenancy import TenancyAdmin
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field


@object_type(STAFF)
class Admin(TenancyAdmin, CatalogAdmin, StockAdmin, SellingAdmin, ImportAdmin, JobAdmin, NodeAdmin):
    """What staff read, as far as their permissions reach."""


@object_type(STAFF)
class AdminQuery:
    """The door to everything that staff read."""

    @field(STAFF)
    def admin(self) -> Admin:
        """What staff read. Each field says which permission it needs."""
        return Admin()
