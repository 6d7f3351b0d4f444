"""The facts that tenancy announces."""

from dataclasses import dataclass
from uuid import UUID

from galleria.core.events import Event


@dataclass(frozen=True)
class TenantCreated(Event):
    """A merchant has joined."""


@dataclass(frozen=True)
class StoreCreated(Event):
    """A tenant has a new storefront."""

    store_id: UUID
    host: str


@dataclass(frozen=True)
class StoreChanged(Event):
    """A store's name, looks, languages or contacts are different now."""

    store_id: UUID


@dataclass(frozen=True)
class StoreStatusChanged(Event):
    """A store was opened or closed."""

    store_id: UUID
    status: str


@dataclass(frozen=True)
class DomainAdded(Event):
    """A tenant claims a host."""

    store_id: UUID
    host: str


@dataclass(frozen=True)
class DomainVerified(Event):
    """A host was shown to be the tenant's and leads to the store from now on."""

    store_id: UUID
    host: str


@dataclass(frozen=True)
class PrimaryDomainChanged(Event):
    """A store lives at another of its hosts; the others lead there."""

    store_id: UUID
    host: str


@dataclass(frozen=True)
class DomainRemoved(Event):
    """A host leads to the store no longer."""

    store_id: UUID
    host: str


@dataclass(frozen=True)
class StaffInvited(Event):
    """Somebody was asked to join the staff."""

    staff_id: UUID


@dataclass(frozen=True)
class StaffJoined(Event):
    """Somebody of the staff has a password and can sign in."""

    staff_id: UUID


@dataclass(frozen=True)
class StaffRolesChanged(Event):
    """Somebody may do other things than before."""

    staff_id: UUID


@dataclass(frozen=True)
class StaffDeactivated(Event):
    """Somebody can no longer sign in."""

    staff_id: UUID


@dataclass(frozen=True)
class StaffActivated(Event):
    """Somebody who was shut out can sign in again."""

    staff_id: UUID


@dataclass(frozen=True)
class StaffSignedIn(Event):
    """Somebody of the staff signed in."""

    staff_id: UUID


@dataclass(frozen=True)
class RoleChanged(Event):
    """A role is new, gives other permissions, or is gone."""

    role_id: UUID


@dataclass(frozen=True)
class ApiKeyCreated(Event):
    """A program was given a key."""

    api_key_id: UUID


@dataclass(frozen=True)
class ApiKeyRotated(Event):
    """A key was replaced; the old one is void."""

    api_key_id: UUID


@dataclass(frozen=True)
class ApiKeyRevoked(Event):
    """A key is void."""

    api_key_id: UUID
