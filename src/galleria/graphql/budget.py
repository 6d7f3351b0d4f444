"""The points an actor may spend: taken before an operation runs, unused ones given back."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from galleria.core.limits import Bucket
from galleria.core.networks import network_of
from galleria.graphql.context import RequestContext
from galleria.graphql.refusals import RequestError


@dataclass(frozen=True, slots=True)
class Spent:
    """What an operation may cost, what it did cost, and what is left."""

    bucket: Bucket
    who: str
    requested: int
    actual: int
    remaining: int

    @property
    def seconds_to_full(self) -> int:
        """How long until everything that was spent has come back."""
        return math.ceil((self.bucket.capacity - self.remaining) / self.bucket.refill_per_second)

    def figures(self) -> dict[str, Any]:
        """The figures that stand in the response's extensions."""
        resets_at = datetime.now(UTC) + timedelta(seconds=self.seconds_to_full)
        return {
            "requested": self.requested,
            "actual": self.actual,
            "limit": self.bucket.capacity,
            "remaining": self.remaining,
            "resetsAt": resets_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        }

    def headers(self) -> dict[str, str]:
        """The same figures in the headers that proxies and clients know."""
        return {
            "RateLimit-Limit": str(self.bucket.capacity),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.seconds_to_full),
        }


@dataclass(frozen=True, slots=True)
class Budget:
    """One share of the bucket for each network that guests come from, and for each actor."""

    bucket: Bucket

    async def take(self, context: RequestContext, points: int) -> Spent:
        """Take what an operation may cost.

        Raises:
            RequestError: there is not enough now; when there will be.
        """
        who = _spender(context)
        left = await self.bucket.take(who, points)
        if left >= 0:
            return Spent(self.bucket, who, points, points, int(left))
        wait = max(1, math.ceil(-left / self.bucket.refill_per_second))
        spent = Spent(self.bucket, who, points, 0, max(0, int(points + left)))
        raise RequestError(
            "RATE_LIMITED",
            f"Too many requests. Try again in {wait} s.",
            headers={"Retry-After": str(wait), **spent.headers()},
            cost=spent.figures(),
        )

    def settle(self, spent: Spent, used: int) -> Spent:
        """Give back what was not needed after all."""
        unused = spent.requested - used
        if unused <= 0:
            return spent
        spent.bucket.give_back_soon(spent.who, unused)
        return replace(spent, actual=used, remaining=spent.remaining + unused)


def _spender(context: RequestContext) -> str:
    who = context.actor.key if context.actor.id else network_of(context.address)
    return f"{context.tenant_id}:{who}"
