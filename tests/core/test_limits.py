import asyncio
from uuid import uuid4

import pytest
import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from galleria.core.limits import Bucket


def bucket_of(redis: Redis, *, refill_per_second: float = 0.001) -> Bucket:
    return Bucket(redis, uuid4().hex, capacity=100, refill_per_second=refill_per_second)


class TestTake:
    async def test_what_is_taken_is_gone_for_this_caller_alone(self, redis: Redis) -> None:
        bucket = bucket_of(redis)
        assert await bucket.take("ann", 30) == pytest.approx(70, abs=0.1)
        assert await bucket.take("ann", 30) == pytest.approx(40, abs=0.1)
        assert await bucket.take("bob", 30) == pytest.approx(70, abs=0.1)

    async def test_too_much_takes_nothing_and_says_how_much_lacks(self, redis: Redis) -> None:
        bucket = bucket_of(redis)
        await bucket.take("ann", 80)
        assert await bucket.take("ann", 50) == pytest.approx(-30, abs=0.1)
        assert await bucket.take("ann", 20) == pytest.approx(0, abs=0.1)

    async def test_points_come_back_with_time_up_to_the_capacity(self, redis: Redis) -> None:
        bucket = bucket_of(redis, refill_per_second=200)
        await bucket.take("ann", 100)
        await asyncio.sleep(0.25)
        assert 40 <= await bucket.take("ann", 0) <= 100
        await asyncio.sleep(0.6)
        assert await bucket.take("ann", 0) == 100

    async def test_callers_at_once_never_take_more_than_there_is(self, redis: Redis) -> None:
        bucket = bucket_of(redis)
        left = await asyncio.gather(*(bucket.take("ann", 7) for _ in range(50)))
        assert sum(one >= 0 for one in left) == 100 // 7

    async def test_a_full_bucket_is_forgotten(self, redis: Redis) -> None:
        bucket = bucket_of(redis, refill_per_second=0.1)
        await bucket.take("ann", 50)
        [key] = await redis.keys(f"bucket:{bucket._name}:*")
        assert 0 < await redis.pttl(key) <= 501_000


class TestGiveBack:
    async def test_unused_points_return_but_never_more_than_fit(self, redis: Redis) -> None:
        bucket = bucket_of(redis)
        await bucket.take("ann", 60)
        await bucket.give_back("ann", 50)
        assert await bucket.take("ann", 0) == pytest.approx(90, abs=0.1)
        await bucket.give_back("ann", 500)
        assert await bucket.take("ann", 0) == pytest.approx(100, abs=0.1)


class TestGiveBackSoon:
    async def test_the_next_question_finds_them(self, redis: Redis) -> None:
        bucket = bucket_of(redis)
        await bucket.take("ann", 60)
        bucket.give_back_soon("ann", 50)
        assert await bucket.take("ann", 0) == pytest.approx(90, abs=0.1)
        bucket.give_back_soon("ann", 500)
        assert await bucket.take("ann", 0) == pytest.approx(100, abs=0.1)

    async def test_other_processes_learn_of_them_soon(self, redis: Redis) -> None:
        bucket, callers = bucket_of(redis), ("ann", "bob")
        elsewhere = Bucket(redis, bucket._name, capacity=100, refill_per_second=0.001)
        for who in callers:
            await bucket.take(who, 60)
            bucket.give_back_soon(who, 50)
        async with asyncio.timeout(60):
            while min([await elsewhere.take(who, 0) for who in callers]) < 89:  # noqa: ASYNC110 - Redis rings no bell
                await asyncio.sleep(0.02)
        assert await elsewhere.take("bob", 0) == pytest.approx(90, abs=0.1)

    async def test_what_is_on_its_way_back_is_there_for_the_next_question(
        self, redis: Redis
    ) -> None:
        bucket = bucket_of(redis)
        for _ in range(5):
            assert await bucket.take("ann", 100) >= 0
            bucket.give_back_soon("ann", 100)
            async with asyncio.timeout(60):
                while bucket._owed:  # noqa: ASYNC110 - it leaves without a word
                    await asyncio.sleep(0)

    async def test_a_refusal_keeps_them(self, redis: Redis) -> None:
        bucket = bucket_of(redis)
        await bucket.take("ann", 90)
        bucket.give_back_soon("ann", 20)
        assert await bucket.take("ann", 50) == pytest.approx(-20, abs=0.1)
        assert await bucket.take("ann", 30) == pytest.approx(0, abs=0.1)


class TestWithoutRedis:
    async def test_everything_is_allowed_and_said_once(self) -> None:
        nowhere = Redis(host="127.0.0.1", port=1, retry=Retry(NoBackoff(), 0))
        bucket = bucket_of(nowhere)
        with structlog.testing.capture_logs() as logs:
            assert [await bucket.take("ann", 80) for _ in range(3)] == [100, 100, 100]
            bucket._ask_at = 0
            assert await bucket.take("ann", 80) == 100
        await nowhere.aclose()
        assert [line["event"] for line in logs] == ["no limits without Redis"]
