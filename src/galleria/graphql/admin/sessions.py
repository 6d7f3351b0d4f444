"""Staff come in and go out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import UNSET

from galleria.core.context import GUEST, Context
from galleria.graphql.access import PUBLIC, STAFF
from galleria.graphql.account import Viewer
from galleria.graphql.context import Info
from galleria.graphql.definitions import input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.requests import IdempotencyKeyReused, InvalidInput
from galleria.graphql.errors.tenancy import InvitationLapsed, TooManyAttempts, WrongCredentials
from galleria.graphql.writes import write
from galleria.tenancy import flow, queries
from galleria.tenancy.service import sessions, staff


@object_type(PUBLIC)
class StaffSession:
    """Somebody of the staff is signed in."""

    token: str
    """Send it as `Authorization: Bearer …`; keep it as a secret. It is told once."""
    expires_at: datetime
    """Until when it counts."""
    name: str
    """Who is signed in."""


@object_type(PUBLIC)
class AcceptedInvitation:
    """Somebody has joined the staff; `signInStaff` comes next."""

    email: str
    """The address to sign in with."""
    name: str
    """Who has joined."""


@input_type
class SignInStaffInput:
    """What somebody signs in with."""

    email: str
    """The address."""
    password: str
    """The password."""


@input_type
class SignOutInput:
    """Which session ends."""

    token: str | None = UNSET
    """Its token; left out, the one that this request is sent with."""


@input_type
class AcceptInvitationInput:
    """What somebody who was invited answers."""

    token: str
    """The token of the invitation."""
    password: str
    """The password to sign in with from now on; at least 12 characters."""


SignInStaffResult = Annotated[
    StaffSession | WrongCredentials | TooManyAttempts, strawberry.union("SignInStaffResult")
]
SignOutResult = Annotated[
    Viewer | InvalidInput | IdempotencyKeyReused, strawberry.union("SignOutResult")
]
AcceptInvitationResult = Annotated[
    AcceptedInvitation | InvitationLapsed | InvalidInput | IdempotencyKeyReused,
    strawberry.union("AcceptInvitationResult"),
]


@object_type(PUBLIC)
class SessionMutation:
    """Staff come in and go out."""

    @mutation(PUBLIC)
    async def sign_in_staff(self, info: Info, input: SignInStaffInput) -> SignInStaffResult:
        """Sign in as somebody of the staff, for all stores of the merchant."""
        signed_in = await flow.sign_in_at(
            info.context.house.door,
            tenant_id=info.context.tenant_id,
            address=info.context.address,
            email=input.email,
            password=input.password,
        )
        return StaffSession(
            token=signed_in.token,
            expires_at=signed_in.session.expires_at,
            name=signed_in.staff.name,
        )

    @mutation(STAFF)
    async def sign_out(self, info: Info, input: SignOutInput) -> SignOutResult:
        """End a session; an API key stays valid until it is revoked."""
        request = info.context

        async def end(ctx: Context) -> UUID:
            await sessions.sign_out(ctx, token=input.token or request.bearer)
            return request.store.store_id

        await write(info, input, end)
        return Viewer.of(GUEST)

    @mutation(PUBLIC)
    async def accept_invitation(
        self, info: Info, input: AcceptInvitationInput
    ) -> AcceptInvitationResult:
        """Join the staff, with a password of one's own."""
        staff_id = await write(
            info,
            input,
            lambda ctx: staff.accept_invitation(ctx, token=input.token, password=input.password),
        )
        row = await info.context.ask(lambda ctx: queries.get_staff(ctx, staff_id))
        return AcceptedInvitation(email=row.email, name=row.name)
