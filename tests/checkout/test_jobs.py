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
        await run_chore([shop, neighbor], {"test": TestGateway()})
        assert await statuses(shop, stuck) == {stuck: "placed"}
