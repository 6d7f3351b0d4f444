"""Staff sign in and out."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import case, delete
from sqlalchemy.dialects.postgresql import insert

from galleria.core.context import Context
from galleria.tenancy import queries
from galleria.tenancy.errors import TooManyAttempts, WrongCredentials
from galleria.tenancy.events import StaffSignedIn
from galleria.tenancy.models import SignInAttempts, Staff, StaffSession
from galleria.tenancy.rules.inputs import fold
from galleria.tenancy.rules.tokens import SESSION_PREFIX, hash_token, new_token

SESSION_LASTS = timedelta(days=14)
MOST_ATTEMPTS = 10
ATTEMPTS_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has begun; the token is told once."""

    staff: Staff
    session: StaffSession
    token: str


async def count_attempt(ctx: Context, *, email: str) -> None:
    """Count a try before it is made, so that many at once cannot slip through.

    Raises:
        TooManyAttempts: too many tries failed within the window.
    """
    began = ctx.now - ATTEMPTS_WINDOW
    first = insert(SignInAttempts).values(
        email_folded=fold(email), window_started_at=ctx.now, count=1
    )
    has_lapsed = SignInAttempts.window_started_at <= began
    counted = first.on_conflict_do_update(
        index_elements=["tenant_id", "email_folded"],
        set_={
            "count": case((has_lapsed, 1), else_=SignInAttempts.count + 1),
            "window_started_at": case(
                (has_lapsed, ctx.now), else_=SignInAttempts.window_started_at
            ),
        },
    ).returning(SignInAttempts.count, SignInAttempts.window_started_at)
    count, started_at = (await ctx.session.execute(counted)).one()
    if count > MOST_ATTEMPTS:
        raise TooManyAttempts(int((started_at - began).total_seconds()) + 1)


async def begin_session(ctx: Context, *, staff_id: UUID, checked_hash: str | None) -> SignedIn:
    """Sign somebody in whose password was checked, and forget the tries before.

    Raises:
        WrongCredentials: meanwhile they were shut out or chose another password.
    """
    staff = await queries.get_staff(ctx, staff_id)
    if not staff.is_active or staff.password_hash != checked_hash:
        raise WrongCredentials
    token = new_token(SESSION_PREFIX)
    session = StaffSession(
        staff_id=staff.id,
        token_hash=hash_token(token),
        created_at=ctx.now,
        expires_at=ctx.now + SESSION_LASTS,
    )
    ctx.session.add(session)
    await ctx.session.execute(
        delete(SignInAttempts).where(SignInAttempts.email_folded == staff.email_folded)
    )
    ctx.emit(StaffSignedIn(staff_id=staff.id))
    return SignedIn(staff, session, token)


async def sign_out(ctx: Context, *, token: str) -> None:
    """End the session of this token, if there is one."""
    ended = delete(StaffSession).where(StaffSession.token_hash == hash_token(token))
    await ctx.session.execute(ended)


async def forget_lapsed_sessions(ctx: Context) -> None:
    """Drop sessions that have expired, and tries of windows that are over."""
    await ctx.session.execute(delete(StaffSession).where(StaffSession.expires_at <= ctx.now))
    await ctx.session.execute(
        delete(SignInAttempts).where(SignInAttempts.window_started_at <= ctx.now - ATTEMPTS_WINDOW)
    )
