from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from galleria.cart import queries as carts
from galleria.checkout import jobs, queries, service
from galleria.checkout.models import CheckoutAttempt
from galleria.core.context import GUEST
from galleria.core.money import Money
from galleria.core.queue import ClockRun
from galleria.payments.gateways.protocol import Captured, CaptureRequest, Declined
from galleria.payments.gateways.test import TestGateway
from galleria.payments.service import Gateways
from tests.kit import Shop


class Silent(TestGateway):
    """Never answers for payments by one method."""

    async def capture(self, request: CaptureRequest) -> Captured | Declined:
        if request.method == "unreachable":
            raise ConnectionError("no answer")
        return await super().capture(request)


async def leave_unfinished(shop: Shop, variant_id: UUID, *, method: str = "") -> UUID:
    """Begin to pay, and go away for a minute."""
    cart = await shop.ready_cart({variant_id: 1}, method=method)
    async with shop.transaction(GUEST) as ctx:
        view = await carts.get_cart_view(ctx, cart.id)
        total = Money(view.totals.total, view.currency)
        attempt = await service.begin_checkout(ctx, cart_token=cart.token, expected_total=total)
        await ctx.session.flush()
        await ctx.session.execute(
            update(CheckoutAttempt)
            .where(CheckoutAttempt.id == attempt.id)
            .values(started_at=datetime.now(UTC) - timedelta(minutes=1))
        )
    return attempt.id


async def pass_time(shop: Shop, span: timedelta) -> None:
    """Let what happened to the attempts be so much longer ago."""
    async with shop.transaction() as ctx:
        await ctx.session.execute(
            update(CheckoutAttempt).values(
                started_at=CheckoutAttempt.started_at - span,
                tried_at=CheckoutAttempt.tried_at - span,
            )
        )


async def run_chore(shops: list[Shop], gateways: Gateways) -> None:
    async def tenants() -> list[UUID]:
        return [shop.store.tenant_id for shop in shops]

    (chore,) = jobs.chores(gateways)
    await chore.run(ClockRun(shops[0].database, tenants))


async def statuses(shop: Shop, *attempts: UUID) -> Mapping[UUID, str]:
    async with shop.transaction() as ctx:
        return {one: (await queries.get_attempt(ctx, one)).status for one in attempts}


class TestFinishAttempts:
    async def test_a_gateway_that_is_silent_about_one_keeps_no_other_from_being_finished(
        self, shop: Shop, neighbor: Shop
    ) -> None:
        mug, bowl = await shop.goods(), await neighbor.goods("Bowl")
        stuck = await leave_unfinished(shop, mug.variant, method="unreachable")
        next_to_it = await leave_unfinished(shop, mug.variant)
        elsewhere = await leave_unfinished(neighbor, bowl.variant)

        with pytest.raises(ExceptionGroup):
            await run_chore([shop, neighbor], {"test": Silent()})

        assert await statuses(shop, stuck, next_to_it) == {
            stuck: "processing",
            next_to_it: "placed",
        }
        assert await statuses(neighbor, elsewhere) == {elsewhere: "placed"}
        await pass_time(shop, timedelta(minutes=2))
        await run_chore([shop, neighbor], {"test": TestGateway()})
        assert await statuses(shop, stuck) == {stuck: "placed"}

    async def test_an_attempt_rests_as_long_as_it_had_lasted(self, shop: Shop) -> None:
        mug = await shop.goods()
        stuck = await leave_unfinished(shop, mug.variant, method="unreachable")
        with pytest.raises(ExceptionGroup):
            await run_chore([shop], {"test": Silent()})

        await pass_time(shop, timedelta(seconds=30))
        await run_chore([shop], {"test": TestGateway()})
        assert await statuses(shop, stuck) == {stuck: "processing"}

        await pass_time(shop, timedelta(hours=1))
        await run_chore([shop], {"test": TestGateway()})
        assert await statuses(shop, stuck) == {stuck: "placed"}


class TestClaimUnfinished:
    async def test_takes_what_was_never_tried_before_what_was(self, shop: Shop) -> None:
        mug = await shop.goods()
        stuck = {await leave_unfinished(shop, mug.variant) for _ in range(3)}
        await pass_time(shop, timedelta(hours=1))
        assert len(await claim(shop, limit=2)) == 2
        newer = await leave_unfinished(shop, mug.variant)
        await pass_time(shop, timedelta(hours=2))

        taken = await claim(shop, limit=2)

        assert newer in taken
        assert len(taken & stuck) == 1
        assert await claim(shop, limit=2) == stuck - taken


async def claim(shop: Shop, *, limit: int) -> set[UUID]:
    """Take so many attempts to be finished."""
    async with shop.transaction() as ctx:
        taken = await service.claim_unfinished(ctx, older_than=jobs.ABANDONED_AFTER, limit=limit)
    return {attempt_id for attempt_id, _ in taken}
