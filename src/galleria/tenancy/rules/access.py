"""What somebody may do, out of the roles they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from uuid import UUID

from galleria.tenancy.permissions import with_reading


@dataclass(frozen=True, slots=True)
class Grant:
    """Permissions in one store or, without one, in every store of the tenant."""

    permissions: frozenset[str]
    store_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Permissions, and the stores in which all of them hold; ``None`` stands for every store."""

    permissions: frozenset[str]
    store_ids: frozenset[UUID] | None = None


def reach_of(grants: Iterable[Grant], *, store_id: UUID | None) -> Reach:
    """Tell what somebody may do who comes to this store's host, or to no store's.

    Never more than was granted for any store within reach: a role in one store adds to what is held
    everywhere only on that store's own host, and then the reach ends with that store.
    """
    everywhere: frozenset[str] = frozenset()
    bound: dict[UUID, frozenset[str]] = {}
    for grant in grants:
        held = with_reading(grant.permissions)
        if grant.store_id is None:
            everywhere |= held
        else:
            bound[grant.store_id] = bound.get(grant.store_id, frozenset()) | held
    if store_id is not None:
        return _reach_in_store(everywhere, bound.get(store_id, frozenset()), store_id)
    if everywhere or not bound:
        return Reach(everywhere)
    return Reach(reduce(frozenset.intersection, bound.values()), frozenset(bound))


def _reach_in_store(everywhere: frozenset[str], here: frozenset[str], store_id: UUID) -> Reach:
    if here <= everywhere:
        return Reach(everywhere)
    return Reach(everywhere | here, frozenset({store_id}))
