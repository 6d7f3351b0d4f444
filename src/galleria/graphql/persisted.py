"""Operations that clients name by their hash, so that reads are short addresses caches can hold.

The protocol is Apollo's: https://github.com/apollographql/apollo-link-persisted-queries#protocol
"""

import hashlib
from dataclasses import dataclass, replace
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError

from galleria.graphql.documents import LONGEST_KEPT
from galleria.graphql.execution import Asked
from galleria.graphql.refusals import RequestError

MOST = 500
"""Operations that are kept for a tenant."""

_DAYS_30 = 30 * 86_400

# When there is no room, any one of them makes way: whoever misses it sends it again.
_KEEP = """
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0
   and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then
    redis.call('HDEL', KEYS[1], redis.call('HRANDFIELD', KEYS[1]))
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[4])
"""


@dataclass(frozen=True, slots=True)
class PersistedOperations:
    """Keeps operations in Redis, those of each tenant apart. Without Redis none is known, and
    clients send them in full.
    """

    redis: Redis

    async def complete(self, asked: Asked, tenant_id: UUID) -> Asked:
        """Find the text of an operation that was named by its hash alone.

        Raises:
            RequestError: it is not known, or the text has another hash.
        """
        if asked.hash is None:
            return asked
        if asked.text:
            if hashlib.sha256(asked.text.encode()).hexdigest() != asked.hash:
                message = "The hash is not that of the operation."
                raise RequestError("PERSISTED_QUERY_HASH_MISMATCH", message)
            return asked
        text = await self._find(asked.hash, tenant_id)
        if text is None:
            # Clients know this very sentence.
            raise RequestError("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
        return replace(asked, text=text, hash=None)

    async def keep(self, asked: Asked, tenant_id: UUID) -> None:
        """Remember an operation that was sent in full with its hash, and has passed every check."""
        if asked.hash is None or not asked.may_change or len(asked.text) > LONGEST_KEPT:
            return
        given: list[str | int] = [asked.hash, asked.text, MOST, _DAYS_30]
        try:
            await self.redis.register_script(_KEEP)(keys=[_key(tenant_id)], args=given)
        except RedisError:
            return

    async def _find(self, hash_: str, tenant_id: UUID) -> str | None:
        try:
            found: bytes | str | None = await self.redis.hget(_key(tenant_id), hash_)
        except RedisError:
            return None
        return found.decode() if isinstance(found, bytes) else found


def _key(tenant_id: UUID) -> str:
    return f"operations:{tenant_id}"
