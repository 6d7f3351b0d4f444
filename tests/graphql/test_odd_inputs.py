"""Whatever is sent, the answer is data or a refusal, never a fault of ours; and it replays."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)

from galleria.catalog.service import attributes, categories, collections, media
from galleria.catalog.service.media import MediaFields
from galleria.core.ids import encode_id, new_id
from galleria.graphql import ids
from galleria.graphql.schema import core, schema
from tests.api import Client
from tests.kit import Goods, Shop

MUTATIONS = core(schema).mutation_type

PREFIXES = {
    "variantId": ids.VARIANT,
    "variantIds": ids.VARIANT,
    "mediaId": ids.MEDIA,
    "mediaIds": ids.MEDIA,
    "attributeId": ids.ATTRIBUTE,
    "categoryId": ids.CATEGORY,
    "productId": ids.PRODUCT,
    "productIds": ids.PRODUCT,
    "storeId": ids.STORE,
    "storeIds": ids.STORE,
    "categoryIds": ids.CATEGORY,
    "parentId": ids.CATEGORY,
    "collectionId": ids.COLLECTION,
    "listingIds": ids.LISTING,
    "locationId": ids.LOCATION,
    "couponId": ids.COUPON,
    "methodId": ids.DELIVERY_OPTION,
    "optionIds": ids.DELIVERY_OPTION,
    "orderId": ids.ORDER,
    "reviewId": ids.REVIEW,
    "roleId": ids.ROLE,
    "staffId": ids.STAFF,
    "apiKeyId": ids.API_KEY,
    "lineId": ids.CART_LINE,
    "lineIds": ids.CART_LINE,
    "importId": ids.IMPORT,
}

SCALARS: dict[str, list[Any]] = {
    "String": ["", "x" * 5000, "漢字 ‘’ \u202e", "%_\\'\";--", " \t "],
    "Int": [0, -1, 1, 2**31 - 1, -(2**31)],
    "Boolean": [True, False, True, False, True],
    "Decimal": ["0", "-1", "1e30", "0.00000001", "NaN"],
    "DateTime": [
        "2026-01-01T00:00:00Z",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59+14:00",
        "2026-01-01T00:00:00Z",
        "2030-06-01T12:00:00+02:00",
    ],
    "CurrencyCode": ["EUR", "USD", "XXX", "", "nonsense"],
}
ROUNDS = range(5)

COMBINING = {"and", "or"}
"""What combines filters takes filters again; empty ones do."""

CANNOT_REPLAY = {"signInStaff", "verifyDomain"}
"""A session begins anew, and a proof is looked for anew."""


def odd(type_: GraphQLInputType, name: str, number: int, known: dict[str, str]) -> Any:
    """The odd value of this number for a part of an input."""
    if isinstance(type_, GraphQLNonNull):
        return odd(type_.of_type, name, number, known)
    if isinstance(type_, GraphQLList):
        entry = {} if name in COMBINING else odd(type_.of_type, name, number, known)
        return [entry] if number != 1 else []
    if isinstance(type_, GraphQLInputObjectType):
        return odd_object(type_, number, known)
    if isinstance(type_, GraphQLEnumType):
        return list(type_.values)[number % len(type_.values)]
    named = get_named_type(type_).name
    if named == "ID":
        prefix = PREFIXES.get(name, ids.ORDER)
        unknown = encode_id(prefix, new_id())
        return [known.get(prefix, unknown), known.get(prefix, unknown), unknown, "", "x_y"][number]
    return SCALARS[named][number]


def odd_object(type_: GraphQLInputObjectType, number: int, known: dict[str, str]) -> dict[str, Any]:
    if type_.name == "FileContent":
        return {"base64": odd(type_.fields["base64"].type, "base64", number, known)}
    if type_.name.endswith("Identifier"):
        name, field = list(type_.fields.items())[number % len(type_.fields)]
        return {name: odd(field.type, name, number, known)}
    return {
        name: {} if field.type is type_ else known.get(name) or odd(field.type, name, number, known)
        for name, field in type_.fields.items()
        if number != 0 or isinstance(field.type, GraphQLNonNull)
    }


async def furnished(shop: Shop, mug: Goods) -> dict[str, str]:
    """Give the shop one of each thing that goods alone do not bring; their ids, by prefix."""
    store_id = shop.store.store_id
    async with shop.transaction() as ctx:
        category = await categories.create_category(ctx, store_id=store_id, title="Mugs")
        collection = await collections.create_collection(ctx, store_id=store_id, title="Gifts")
        attribute = await attributes.create_attribute(ctx, name="Glaze")
        (picture,) = await media.insert_media(
            ctx, product_id=mug.product_id, media=[MediaFields(key="mug.webp")]
        )
    return {
        ids.CATEGORY: encode_id(ids.CATEGORY, category.id),
        ids.COLLECTION: encode_id(ids.COLLECTION, collection.id),
        ids.ATTRIBUTE: encode_id(ids.ATTRIBUTE, attribute.id),
        ids.MEDIA: encode_id(ids.MEDIA, picture.id),
    }


def names() -> Iterator[str]:
    assert MUTATIONS
    yield from MUTATIONS.fields


@pytest.mark.parametrize("name", list(names()))
async def test_odd_input_is_no_fault_of_ours_and_replays(
    name: str, owner: Client, shop: Shop
) -> None:
    assert MUTATIONS
    mug = await shop.goods()
    cart = await shop.cart({mug.variant: 1})
    known = await furnished(shop, mug) | {
        ids.STORE: encode_id(ids.STORE, shop.store.store_id),
        ids.PRODUCT: encode_id(ids.PRODUCT, mug.product_id),
        ids.VARIANT: encode_id(ids.VARIANT, mug.variant),
        ids.LISTING: encode_id(ids.LISTING, mug.listing_id),
        "cartToken": cart.token,
    }
    given = get_named_type(MUTATIONS.fields[name].args["input"].type)
    assert isinstance(given, GraphQLInputObjectType)
    query = f"""mutation ($input: {given.name}!) {{
      {name}(input: $input) {{ __typename ... on UserError {{ code message path }} }}
    }}"""

    for number in ROUNDS:
        sent = {"input": odd_object(given, number, known)}
        key = str(uuid4())
        answer = (await owner.post(query, sent, key=key)).json()
        codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
        assert "INTERNAL" not in codes, sent
        has_result = "data" in answer and "code" not in (answer["data"][name] or {})
        if name in CANNOT_REPLAY or not has_result:
            continue
        again = (await owner.post(query, sent, key=key)).json()
        assert again["extensions"].get("replayed"), sent
        assert again["data"] == answer["data"]


def questions() -> Iterator[tuple[str, str]]:
    """Every field that takes arguments, at the root and behind staff's door."""
    whole = core(schema)
    for parent in ("Query", "Admin"):
        type_ = whole.type_map[parent]
        assert isinstance(type_, GraphQLObjectType)
        yield from ((parent, name) for name, field in type_.fields.items() if field.args)


@pytest.mark.parametrize(("parent", "name"), list(questions()))
async def test_odd_arguments_are_no_fault_of_ours(
    parent: str, name: str, owner: Client, shop: Shop
) -> None:
    type_ = core(schema).type_map[parent]
    assert isinstance(type_, GraphQLObjectType)
    field = type_.fields[name]
    declared = ", ".join(f"${arg}: {part.type}" for arg, part in field.args.items())
    passed = ", ".join(f"{arg}: ${arg}" for arg in field.args)
    asked = f"{name}({passed}) {{ __typename }}"
    query = f"query ({declared}) {{ {f'admin {{ {asked} }}' if parent == 'Admin' else asked} }}"
    known = {ids.STORE: encode_id(ids.STORE, shop.store.store_id)}

    for number in ROUNDS:
        sent = {arg: odd(part.type, arg, number, known) for arg, part in field.args.items()}
        answer = (await owner.post(query, sent)).json()
        codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
        assert "INTERNAL" not in codes, sent
