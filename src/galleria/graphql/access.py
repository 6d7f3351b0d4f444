"""Who may select a field: declared on it, printed in the schema, checked before any row is read."""

from collections.abc import Iterable
from enum import Enum

import strawberry
from strawberry import UNSET
from strawberry.schema_directive import Location

from galleria.core.context import Actor
from galleria.core.errors import Forbidden, Unauthenticated
from galleria.graphql.refusals import RequestError
from galleria.tenancy.permissions import Permission


@strawberry.enum(description="Who may select a field.")
class Audience(Enum):
    """Who may select a field."""

    PUBLIC = "public"
    CUSTOMER = "customer"
    STAFF = "staff"


PermissionName = strawberry.enum(
    Permission, name="Permission", description="What somebody of the staff, or a key, may do."
)


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="access",
    description=(
        "Who may select the field. An operation with one field that the caller may not select is"
        " refused whole, before anything is read."
    ),
)
class Access:
    """Who may select a field, and with which permission."""

    audience: Audience
    permission: Permission | None = strawberry.directive_field("permission", default=UNSET)

    def __hash__(self) -> int:
        """Equal declarations count once."""
        return hash((self.audience, self.permission))

    def admits(self, actor: Actor) -> bool:
        """Whether the actor may select what is declared so."""
        match self.audience:
            case Audience.PUBLIC:
                return True
            case Audience.CUSTOMER:
                return actor.kind == "customer"
            case Audience.STAFF:
                return actor.is_staff and (not self.permission or actor.may(self.permission))


PUBLIC = Access(audience=Audience.PUBLIC)
CUSTOMER = Access(audience=Audience.CUSTOMER)
STAFF = Access(audience=Audience.STAFF)


def staff(permission: Permission) -> Access:
    """Only staff and keys that hold the permission."""
    return Access(audience=Audience.STAFF, permission=permission)


def require(actor: Actor, accesses: Iterable[Access]) -> None:
    """Check everything an operation selects at once.

    Raises:
        RequestError: some of it may not be selected; every missing permission is named.
    """
    refused = [access for access in accesses if not access.admits(actor)]
    if not refused:
        return
    missing = sorted(access.permission.name for access in refused if access.permission)
    error = Forbidden(", ".join(missing)) if actor.is_staff and missing else Unauthenticated()
    raise RequestError(error.code, error.message, permissions=missing)
