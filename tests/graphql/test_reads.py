"""Reads that are wanted at one moment share a transaction."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest

from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.graphql.reads import Reads


class Transactions:
    """Counts how many were begun, and what was asked in each."""

    def __init__(self) -> None:
        self.begun = self.open = 0
        self.batches: list[Sequence[int]] = []

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Context]:
        self.begun += 1
        self.open += 1
        try:
            yield cast("Context", None)
        finally:
            self.open -= 1

    async def double(self, _: Context, keys: Sequence[int]) -> dict[int, int]:
        self.batches.append(list(keys))
        return {key: key * 2 for key in keys if key > 0}


@pytest.fixture
def transactions() -> Transactions:
    return Transactions()


@pytest.fixture
def reads(transactions: Transactions) -> Reads:
    return Reads(transactions.begin)


async def test_everything_of_one_moment_is_one_transaction(
    reads: Reads, transactions: Transactions
) -> None:
    double = transactions.double

    async def later() -> int | None:
        await asyncio.sleep(0)
        return await reads.load(double, 3)

    async def answer(_: Context) -> str:
        return "yes"

    found = await asyncio.gather(
        reads.load(double, 1), reads.load(double, 2), later(), reads.ask(answer)
    )

    assert list(found) == [2, 4, 6, "yes"]
    assert transactions.begun == 1
    assert transactions.batches == [[1, 2, 3]]


async def test_what_is_known_is_not_read_again_until_it_may_have_changed(
    reads: Reads, transactions: Transactions
) -> None:
    double = transactions.double
    await reads.load(double, 1)
    await reads.load(double, 1)
    assert transactions.batches == [[1]]

    reads.forget()
    await reads.load(double, 1)
    assert transactions.batches == [[1], [1]]


async def test_what_an_answer_leads_to_is_read_in_the_same_transaction(
    reads: Reads, transactions: Transactions
) -> None:
    double = transactions.double
    assert await reads.load(double, await reads.load(double, 1) or 0) == 4
    assert transactions.batches == [[1], [2]]
    assert transactions.begun == 1


async def test_a_transaction_ends_when_nobody_asks_any_more(
    reads: Reads, transactions: Transactions
) -> None:
    await reads.load(transactions.double, 1)
    async with asyncio.timeout(60):
        while transactions.open:  # noqa: ASYNC110 - only its end tells
            await asyncio.sleep(0)

    await reads.load(transactions.double, 2)
    assert transactions.begun == 2


async def test_after_a_fault_others_are_answered(reads: Reads, transactions: Transactions) -> None:
    async def broken(_: Context) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await reads.ask(broken)
    assert await reads.load(transactions.double, 1) == 2


async def test_what_is_not_there_is_none(reads: Reads, transactions: Transactions) -> None:
    assert await reads.load(transactions.double, -1) is None


async def test_one_refusal_leaves_the_others_alone(
    reads: Reads, transactions: Transactions
) -> None:
    async def refused(_: Context) -> Any:
        raise NotFound("thing")

    found = await asyncio.gather(
        reads.ask(refused), reads.load(transactions.double, 4), return_exceptions=True
    )

    assert isinstance(found[0], NotFound)
    assert found[1] == 8


async def test_a_fault_is_told_to_everybody(reads: Reads, transactions: Transactions) -> None:
    async def broken(_: Context) -> Any:
        raise ZeroDivisionError

    found = await asyncio.gather(
        reads.ask(broken), reads.load(transactions.double, 4), return_exceptions=True
    )

    assert [type(one) for one in found] == [ZeroDivisionError, ZeroDivisionError]
