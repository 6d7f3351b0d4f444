"""Reads of one request: they share a transaction, and all of one kind and moment a query."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

from galleria.core.context import Context
from galleria.core.errors import DomainError

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Batch = Callable[[Context, Sequence[K]], Awaitable[Mapping[K, V]]]
"""Reads many by their keys, as the ``load_`` functions of the domains' queries do."""

Question = Callable[[Context], Awaitable[V]]

QUIET_TURNS = 4
"""Turns of the event loop without a new question, after which those that came are answered.

A page's count is asked for three turns before the prices of its entries.
"""


class Answer(asyncio.Future[V]):
    """What was asked for, once it has been read."""


class Reads:
    """Gathers questions until no more come, then answers all of them in one short transaction, and
    what they lead to as well: it ends as soon as nobody asks any more.
    """

    def __init__(self, begin: Callable[[], AbstractAsyncContextManager[Context]]) -> None:
        """Know how a short transaction begins."""
        self._begin = begin
        self._known: dict[tuple[Any, Any], Answer[Any]] = {}
        self._batches: dict[Any, dict[Any, Answer[Any]]] = {}
        self._questions: list[tuple[Question[Any], Answer[Any]]] = []
        self._turns_left = 0
        self._answering: asyncio.Task[None] | None = None

    def load(self, batch: Batch[K, V], key: K) -> Awaitable[V | None]:
        """Ask for one thing of a kind of which others may be asked for at the same moment."""
        found = self._known.get((batch, key))
        if found is None:
            found = self._known[batch, key] = self._ask_soon()
            self._batches.setdefault(batch, {})[key] = found
        return found

    def ask(self, question: Question[V]) -> Awaitable[V]:
        """Ask for something of which there is one."""
        answer: Answer[V] = self._ask_soon()
        self._questions.append((question, answer))
        return answer

    def forget(self) -> None:
        """Read everything anew from now on, because something has been changed."""
        self._known.clear()

    def _ask_soon(self) -> Answer[Any]:
        self._turns_left = QUIET_TURNS
        if self._answering is None:
            self._answering = asyncio.create_task(self._answer_all())
        return Answer(loop=asyncio.get_running_loop())

    async def _until_quiet(self) -> None:
        self._turns_left = QUIET_TURNS
        while self._turns_left:
            self._turns_left -= 1
            await asyncio.sleep(0)

    async def _answer_all(self) -> None:
        await self._until_quiet()
        while self._batches or self._questions:
            waiting = self._waiting()
            try:
                async with self._begin() as ctx:
                    while waiting := self._waiting():
                        await self._answer(ctx)
                        await self._until_quiet()
            except Exception as error:  # noqa: BLE001 - whoever asked is told, each of them
                for answer in waiting + self._waiting():
                    if not answer.done():
                        answer.set_exception(error)
                self._batches, self._questions = {}, []
        self._answering = None

    def _waiting(self) -> list[Answer[Any]]:
        loads = [answer for keys in self._batches.values() for answer in keys.values()]
        return loads + [answer for _, answer in self._questions]

    async def _answer(self, ctx: Context) -> None:
        batches, questions = self._batches, self._questions
        self._batches, self._questions = {}, []
        for question, answer in questions:
            await _answer_one(ctx, question, answer)
        for batch, keys in batches.items():
            await _answer_many(ctx, batch, keys)


async def _answer_one(ctx: Context, question: Question[Any], answer: Answer[Any]) -> None:
    """Answer, or tell whoever asked that it is refused; the others are answered all the same."""
    try:
        value = await question(ctx)
    except DomainError as refusal:
        if not answer.done():
            answer.set_exception(refusal)
    else:
        if not answer.done():
            answer.set_result(value)


async def _answer_many(
    ctx: Context, batch: Batch[Any, Any], keys: Mapping[Any, Answer[Any]]
) -> None:
    found = await batch(ctx, list(keys))
    for key, answer in keys.items():
        if not answer.done():
            answer.set_result(found.get(key))
