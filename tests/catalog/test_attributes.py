import pytest

from galleria.catalog import queries
from galleria.catalog.errors import SlugTaken
from galleria.catalog.models import AttributeValue
from galleria.catalog.service import attributes
from galleria.core.errors import InvalidInput, NotFound
from tests.kit import Shop


async def test_a_name_changes_and_the_code_stays(shop: Shop) -> None:
    async with shop.transaction() as ctx:
        made = await attributes.create_attribute(ctx, name="Main material", kind="choice")
        await attributes.update_attribute(ctx, attribute_id=made.id, name=" Made of ")
        again = await attributes.ensure_attribute(ctx, name="Main material")

    assert (again.id, again.code, again.name) == (made.id, "main-material", "Made of")


async def test_refuses_no_name_and_a_code_that_is_taken(shop: Shop) -> None:
    async with shop.transaction() as ctx:
        await attributes.create_attribute(ctx, name="Glaze")

    for name, refusal in ((" ", InvalidInput), ("GLAZE", SlugTaken)):
        with pytest.raises(refusal):
            async with shop.transaction() as ctx:
                await attributes.create_attribute(ctx, name=name)


async def test_nothing_is_stated_of_what_is_deleted(shop: Shop) -> None:
    mug = await shop.goods()
    async with shop.transaction() as ctx:
        glaze = await attributes.create_attribute(ctx, name="Glaze")
        ctx.session.add(
            AttributeValue(product_id=mug.product_id, attribute_id=glaze.id, value="Blue")
        )
    async with shop.transaction() as ctx:
        listed = await queries.get_product_shown(ctx, mug.slug)
        assert [fact.values for fact in await queries.list_facts(ctx, listed)] == [("Blue",)]
        await attributes.delete_attribute(ctx, attribute_id=glaze.id)
        assert await queries.list_facts(ctx, listed) == []


async def test_the_neighbor_s_is_not_found(shop: Shop, neighbor: Shop) -> None:
    async with neighbor.transaction() as ctx:
        theirs = await attributes.create_attribute(ctx, name="Glaze")

    with pytest.raises(NotFound):
        async with shop.transaction() as ctx:
            await attributes.delete_attribute(ctx, attribute_id=theirs.id)
