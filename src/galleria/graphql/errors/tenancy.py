"""Refusals around stores, domains, staff and keys."""

from galleria.graphql.errors.user_error import UserError, error_type
from galleria.tenancy import errors as tenancy


@error_type(tenancy.InvalidHost)
class InvalidHost(UserError):
    """No store can answer to this host name."""


@error_type(tenancy.HostTaken)
class HostTaken(UserError):
    """Another store answers to this host."""

    host: str
    """The host."""


@error_type(tenancy.NotVerified)
class NotVerified(UserError):
    """Nothing shows yet that the domain is the merchant's."""

    record: str
    """The name of the TXT record to add."""
    token: str
    """What the record, or the file, must say."""
    found: list[str]
    """What the record says now."""
    file_problem: str
    """Why the well-known file does not count either."""


@error_type(tenancy.DomainUnverified)
class DomainUnverified(UserError):
    """The domain has to be verified first."""


@error_type(tenancy.PrimaryDomain)
class PrimaryDomain(UserError):
    """The store lives at this domain, so it cannot be taken away."""


@error_type(tenancy.EmailTaken)
class EmailTaken(UserError):
    """Somebody of the staff has this address already."""


@error_type(tenancy.RoleNameTaken)
class RoleNameTaken(UserError):
    """Another role has this name."""


@error_type(tenancy.BuiltInRole)
class BuiltInRole(UserError):
    """Built-in roles are the same for every merchant and stay as they are."""


@error_type(tenancy.RoleInUse)
class RoleInUse(UserError):
    """Somebody still holds the role."""


@error_type(tenancy.LastOwner)
class LastOwner(UserError):
    """Without an owner nobody could let anybody in again."""


@error_type(tenancy.InvitationLapsed)
class InvitationLapsed(UserError):
    """The invitation was used, has expired, or never was."""


@error_type(tenancy.WrongCredentials)
class WrongCredentials(UserError):
    """Email and password do not fit together."""


@error_type(tenancy.TooManyAttempts)
class TooManyAttempts(UserError):
    """Too many sign-ins failed, for one email address or from one network."""

    retry_after: int
    """In how many seconds to come back."""
