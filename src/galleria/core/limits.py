"""How much one caller may ask for: buckets that refill, kept in Redis for all processes."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

_QUIET: Final = 60
"""Seconds between two complaints that Redis is away."""

_GIVE_BACK_AFTER: Final = 0.2
"""Seconds that points wait which are given back, unless their owner asks for some before."""

_RECOVERY: Final = 1
"""Seconds in which a Redis that was away is not asked again, so that nobody waits for it."""

# One script, so that no two callers spend the same token; Redis' own clock, so that no two differ.
# A bucket keeps its level and when that was true. Full ones are forgotten.
_TAKE = """
local cost, capacity, rate = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local bucket = redis.call('HMGET', KEYS[1], 'level', 'at')
local level = capacity
if bucket[1] then
    local refilled = math.max(0, now - bucket[2]) * rate
    level = math.min(capacity, bucket[1] + refilled)
end
local left = math.min(capacity, level - cost)
if left >= 0 then level = left end
redis.call('HSET', KEYS[1], 'level', tostring(level), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - level) / rate * 1000) + 1000)
return tostring(left)
"""


class Bucket:
    """Points that each caller may spend, and that come back over time.

    Without Redis all is allowed: a limit must not close a shop.
    """

    def __init__(self, redis: Redis, name: str, *, capacity: int, refill_per_second: float) -> None:
        self.capacity = capacity
        self.refill_per_second = refill_per_second
        self._name = name
        self._redis = redis
        self._take = redis.register_script(_TAKE)
        self._owed: dict[str, int] = {}
        self._giving_back: asyncio.Task[None] | None = None
        self._none_under_way = asyncio.Event()
        self._none_under_way.set()
        self._ask_at = 0.0
        self._complain_at = 0.0

    async def take(self, who: str, points: int) -> float:
        """Spend points and tell how many are left; below zero: nothing was spent, so many lack."""
        if time.monotonic() < self._ask_at:
            return self.capacity
        # Points on their way back are this caller's too, and might arrive after the question.
        await self._none_under_way.wait()
        owed = self._owed.pop(who, 0)
        try:
            left = float(await self._take(**self._question(who, points - owed)))
        except RedisError as error:
            self._do_without(error)
            return self.capacity
        if left < 0:
            self.give_back_soon(who, owed)
        return left

    async def give_back(self, who: str, points: int) -> None:
        """Return points that were not needed; a bucket never holds more than its capacity."""
        await self.take(who, -points)

    def give_back_soon(self, who: str, points: int) -> None:
        """Return points without a trip of their own: with the next question about this caller, or
        with all others a moment later. Until then other processes know less than there is.
        """
        if points <= 0:
            return
        self._owed[who] = self._owed.get(who, 0) + points
        if self._giving_back is None:
            self._giving_back = asyncio.create_task(self._give_back_all())

    async def _give_back_all(self) -> None:
        try:
            while self._owed:
                await asyncio.sleep(_GIVE_BACK_AFTER)
                owed, self._owed = self._owed, {}
                self._none_under_way.clear()
                await self._return(owed)
                self._none_under_way.set()
        except RedisError as error:
            self._do_without(error)
        finally:
            self._none_under_way.set()
            self._giving_back = None

    async def _return(self, owed: Mapping[str, int]) -> None:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for who, points in owed.items():
                await self._take(**self._question(who, -points), client=pipeline)
            await pipeline.execute()

    def _question(self, who: str, points: int) -> dict[str, Any]:
        return {
            "keys": [f"bucket:{self._name}:{who}"],
            "args": [points, self.capacity, self.refill_per_second],
        }

    def _do_without(self, error: RedisError) -> None:
        now = time.monotonic()
        self._ask_at = now + _RECOVERY
        if now >= self._complain_at:
            self._complain_at = now + _QUIET
            log.warning("no limits without Redis", exc_info=error)
