"""What staff and API keys may be allowed to do: reading or changing one area of the house."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Permission(StrEnum):
    """One area, read or changed. Whoever may change an area may read it."""

    CATALOG_READ = "CATALOG_READ"
    CATALOG_WRITE = "CATALOG_WRITE"
    STOCK_READ = "STOCK_READ"
    STOCK_WRITE = "STOCK_WRITE"
    ORDERS_READ = "ORDERS_READ"
    ORDERS_WRITE = "ORDERS_WRITE"
    CUSTOMERS_READ = "CUSTOMERS_READ"
    CUSTOMERS_WRITE = "CUSTOMERS_WRITE"
    DISCOUNTS_READ = "DISCOUNTS_READ"
    DISCOUNTS_WRITE = "DISCOUNTS_WRITE"
    CONTENT_READ = "CONTENT_READ"
    CONTENT_WRITE = "CONTENT_WRITE"
    CONNECTIONS_READ = "CONNECTIONS_READ"
    CONNECTIONS_WRITE = "CONNECTIONS_WRITE"
    ANALYTICS_READ = "ANALYTICS_READ"
    ANALYTICS_WRITE = "ANALYTICS_WRITE"
    SETTINGS_READ = "SETTINGS_READ"
    SETTINGS_WRITE = "SETTINGS_WRITE"
    STAFF_READ = "STAFF_READ"
    STAFF_WRITE = "STAFF_WRITE"


EVERY_PERMISSION = frozenset(Permission)

OWNER = "Owner"
"""The built-in role that every tenant with staff must keep with somebody."""

BUILT_IN_ROLES: Mapping[str, frozenset[Permission]] = {
    OWNER: EVERY_PERMISSION,
    "Manager": EVERY_PERMISSION - {Permission.STAFF_WRITE},
    "Catalog editor": frozenset(
        {
            Permission.CATALOG_READ,
            Permission.CATALOG_WRITE,
            Permission.CONTENT_READ,
            Permission.CONTENT_WRITE,
            Permission.STOCK_READ,
        }
    ),
    "Fulfillment": frozenset(
        {
            Permission.CATALOG_READ,
            Permission.CUSTOMERS_READ,
            Permission.ORDERS_READ,
            Permission.ORDERS_WRITE,
            Permission.STOCK_READ,
            Permission.STOCK_WRITE,
        }
    ),
    "Support": frozenset(
        {
            Permission.CATALOG_READ,
            Permission.CUSTOMERS_READ,
            Permission.CUSTOMERS_WRITE,
            Permission.DISCOUNTS_READ,
            Permission.ORDERS_READ,
            Permission.ORDERS_WRITE,
            Permission.STOCK_READ,
        }
    ),
}


def with_reading(permissions: Iterable[str]) -> frozenset[str]:
    """Add to every right to change an area the right to read it.

    >>> sorted(with_reading(["STOCK_WRITE", "ORDERS_READ"]))
    ['ORDERS_READ', 'STOCK_READ', 'STOCK_WRITE']
    """
    held = frozenset(str(permission) for permission in permissions)
    return held | {f"{area}_READ" for area, _, right in _parts(held) if right == "WRITE"}


def _parts(permissions: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    return (permission.rpartition("_") for permission in permissions)
