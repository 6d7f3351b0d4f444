"""How much one caller may ask for: buckets that refill, kept in Redis for all processes."""

import time
from typing import Final

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

_QUIET: Final = 60
"""Seconds between two complaints that Redis is away."""

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
local left = level - cost
if left >= 0 then level = math.min(capacity, left) end
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
        self._take = redis.register_script(_TAKE)
        self._ask_at = 0.0
        self._complain_at = 0.0

    async def take(self, who: str, points: int) -> float:
        """Spend points and tell how many are left; below zero: nothing was spent, so many lack."""
        if time.monotonic() < self._ask_at:
            return self.capacity
        try:
            left: bytes | str = await self._take(
                keys=[f"bucket:{self._name}:{who}"],
                args=[points, self.capacity, self.refill_per_second],
            )
        except RedisError as error:
            self._do_without(error)
            return self.capacity
        return float(left)

    async def give_back(self, who: str, points: int) -> None:
        """Return points that were not needed; a bucket never holds more than its capacity."""
        await self.take(who, -points)

    def _do_without(self, error: RedisError) -> None:
        now = time.monotonic()
        self._ask_at = now + _RECOVERY
        if now >= self._complain_at:
            self._complain_at = now + _QUIET
            log.warning("no limits without Redis", exc_info=error)
