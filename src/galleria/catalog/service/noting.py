"""What every change of a product leaves behind."""

from galleria.catalog.events import ProductChanged
from galleria.catalog.models import Product
from galleria.core.context import Context


def note_change(ctx: Context, product: Product) -> None:
    """Count a change of a locked product, its variants or its pictures, and tell of it."""
    product.version += 1
    product.updated_at = ctx.now
    ctx.emit(ProductChanged(product_id=product.id))
