"""The ways tenancy may refuse."""

from galleria.core.errors import DomainError


class InvalidHost(DomainError):
    """The text is no host name that a store could answer to."""

    code = "INVALID_HOST"

    def __init__(self, host: str, reason: str) -> None:
        """Quote the text and say what to change."""
        super().__init__(f"“{host[:64]}” cannot be used as a domain: {reason}", path=("host",))
        self.host = host


class HostTaken(DomainError):
    """Another store answers to this host already."""

    code = "HOST_TAKEN"

    def __init__(self, host: str) -> None:
        """Say what to do."""
        super().__init__(
            f"{host} belongs to another store. Remove it there first, or choose another domain.",
            path=("host",),
        )
        self.host = host


class NotVerified(DomainError):
    """Neither the DNS record nor the file shows that the host is the tenant's.

    ``found`` holds what the DNS record says now; ``file_problem`` says why the file does not count.
    """

    code = "NOT_VERIFIED"

    def __init__(
        self, host: str, *, record: str, token: str, found: tuple[str, ...], file_problem: str
    ) -> None:
        """Say which record to add, and what stands there instead."""
        instead = f"it says {', '.join(found)[:200]}" if found else "nothing was found there"
        super().__init__(
            f"Add a DNS record of type TXT named {record} with the value {token} ({instead})."
            " Records can take an hour to be seen everywhere; then try again.",
            path=("host",),
        )
        self.host = host
        self.record = record
        self.token = token
        self.found = found
        self.file_problem = file_problem


class DomainUnverified(DomainError):
    """A host that nobody has shown to be theirs cannot be where a store lives."""

    code = "DOMAIN_UNVERIFIED"

    def __init__(self, host: str) -> None:
        """Say what to do."""
        super().__init__(f"Verify {host} first.", path=("host",))
        self.host = host


class PrimaryDomain(DomainError):
    """The host is where the store lives, so it cannot be taken away."""

    code = "PRIMARY_DOMAIN"

    def __init__(self, host: str) -> None:
        """Say what to do."""
        super().__init__(
            f"The store lives at {host}. Make another domain its primary one first.", path=("host",)
        )
        self.host = host


class TenantNameTaken(DomainError):
    """Another tenant has this name."""

    code = "TENANT_NAME_TAKEN"

    def __init__(self, name: str) -> None:
        """Say what to do."""
        super().__init__(f"There is a tenant called {name} already. Choose another name.")
        self.name = name


class EmailTaken(DomainError):
    """Somebody of the staff has this address."""

    code = "EMAIL_TAKEN"

    def __init__(self, email: str) -> None:
        """Say what to do."""
        super().__init__(
            f"{email} belongs to somebody of the staff already. Change their roles instead.",
            path=("email",),
        )
        self.email = email


class RoleNameTaken(DomainError):
    """Another role has this name."""

    code = "ROLE_NAME_TAKEN"

    def __init__(self, name: str) -> None:
        """Say what to do."""
        super().__init__(f"There is a role called {name} already.", path=("name",))
        self.name = name


class BuiltInRole(DomainError):
    """Built-in roles are the same for every tenant."""

    code = "BUILT_IN_ROLE"

    def __init__(self, name: str) -> None:
        """Say what to do."""
        super().__init__(f"{name} is a built-in role. Make a role of your own instead.")
        self.name = name


class RoleInUse(DomainError):
    """Somebody still holds the role."""

    code = "ROLE_IN_USE"

    def __init__(self, name: str) -> None:
        """Say what to do."""
        super().__init__(f"Somebody still is {name}. Give them another role first.")
        self.name = name


class LastOwner(DomainError):
    """Without an owner nobody could ever let anybody in again."""

    code = "LAST_OWNER"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("This is the last owner. Make somebody else an owner of all stores first.")


class InvitationLapsed(DomainError):
    """The invitation was used, has expired, or never was."""

    code = "INVITATION_LAPSED"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("This invitation is no longer valid. Ask for a new one.")


class WrongCredentials(DomainError):
    """Email and password do not fit together; which of the two is wrong is not told."""

    code = "WRONG_CREDENTIALS"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("Email or password is not right. Try again, or ask for a new invitation.")


class TooManyAttempts(DomainError):
    """Too many sign-ins failed, for one email or one network; ``retry_after`` is in seconds."""

    code = "TOO_MANY_ATTEMPTS"

    def __init__(self, retry_after: int) -> None:
        """Say when to come back."""
        minutes = -(-retry_after // 60)
        super().__init__(f"Too many attempts. Try again in {minutes} min.")
        self.retry_after = retry_after
