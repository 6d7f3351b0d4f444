"""What stands around every page of a store."""

from sqlalchemy import func, select

from galleria.cart.models import Cart, CartLine
from galleria.catalog import queries as catalog
from galleria.catalog.models import Collection
from galleria.core.context import Context
from galleria.storefront.branches import menu_of
from galleria.storefront.views.frame import Frame, Shop
from galleria.storefront.visits import Visit

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


async def build_frame(visit: Visit, ctx: Context) -> Frame:
    """Gather the store's menu and what the visitor carries, in three queries at most."""
    store = visit.store
    shop = Shop(
        name=store.name,
        origin=visit.origin,
        locale=visit.locale,
        currency=store.currency,
        theme=store.theme,
        menu=menu_of(await catalog.list_categories(ctx), visit),
        has_collections=await _has_collections(ctx),
        is_right_to_left=visit.locale.partition("-")[0] in _RIGHT_TO_LEFT,
    )
    return Frame(
        shop=shop,
        path=visit.request.url.path,
        form_token=visit.form_token,
        cart_count=await _count_units(ctx, visit.cart_token),
        messages=visit.messages(),
    )


async def _has_collections(ctx: Context) -> bool:
    """Whether there is any collection to lead shoppers to."""
    first = select(Collection.id).where(Collection.store_id == ctx.store.store_id).limit(1)
    return await ctx.session.scalar(first) is not None


async def _count_units(ctx: Context, token: str) -> int:
    if not token:
        return 0
    units = select(func.coalesce(func.sum(CartLine.quantity), 0)).join(
        Cart, Cart.id == CartLine.cart_id
    )
    ours = (Cart.token == token, Cart.store_id == ctx.store.store_id, Cart.status != "ordered")
    return int(await ctx.session.scalar(units.where(*ours)) or 0)
