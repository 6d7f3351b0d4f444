"""The whole API put together, and the part of it that everybody sees."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import strawberry
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    is_introspection_type,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from galleria.graphql import account, reviews, stores
from galleria.graphql.access import PUBLIC, Access
from galleria.graphql.admin import imports as admin_imports
from galleria.graphql.admin import jobs as admin_jobs
from galleria.graphql.admin import listing_changes, product_changes, selling_changes, stock_changes
from galleria.graphql.admin import people as admin_people
from galleria.graphql.admin import sessions as admin_sessions
from galleria.graphql.admin import stores as admin_stores
from galleria.graphql.admin.root import AdminQuery
from galleria.graphql.catalog.root import CatalogQuery
from galleria.graphql.costs import Cost
from galleria.graphql.definitions import object_type
from galleria.graphql.nodes import NodeQuery
from galleria.graphql.running import Ask, Bind
from galleria.graphql.scalars import SCALARS
from galleria.graphql.selling import cart, cart_changes, checkout, orders
from galleria.graphql.writes import idempotent


@object_type(PUBLIC, name="Query")
class PublicQuery(
    stores.StoreQuery,
    CatalogQuery,
    cart.CartQuery,
    checkout.CheckoutQuery,
    orders.OrderQuery,
    account.ViewerQuery,
    NodeQuery,
):
    """What can be read."""


@object_type(PUBLIC)
class Query(PublicQuery, AdminQuery):
    """What can be read."""


@object_type(PUBLIC, name="Mutation")
class PublicMutation(cart_changes.CartMutation, checkout.CheckoutMutation, reviews.ReviewMutation):
    """What can be changed."""


@object_type(PUBLIC)
class Mutation(
    PublicMutation,
    admin_sessions.SessionMutation,
    admin_stores.StoreMutation,
    admin_people.PeopleMutation,
    product_changes.ProductMutation,
    listing_changes.ListingMutation,
    stock_changes.StockMutation,
    selling_changes.SellingMutation,
    admin_imports.ImportMutation,
    admin_jobs.JobMutation,
):
    """What can be changed."""


class UndeclaredField(TypeError):
    """A field does not say who may select it, or what it means."""


def build(query: type, mutation: type) -> strawberry.Schema:
    """Make a schema of these roots, all of whose fields say who may select them.

    Raises:
        UndeclaredField: one does not.
    """
    schema = strawberry.Schema(
        query=query,
        mutation=mutation,
        directives=[idempotent],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    for type_ in core(schema).type_map.values():
        is_ours = not is_introspection_type(type_)
        if isinstance(type_, GraphQLObjectType):
            # An object is of the type that made it; what leads to interfaces and unions knows that.
            type_.is_type_of = None
        if is_ours and isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                _finish(schema, f"{type_.name}.{name}", field)
    return schema


def core(schema: strawberry.Schema) -> GraphQLSchema:
    """The schema as graphql-core runs it."""
    return schema._schema  # noqa: SLF001 - Strawberry has no other way to it


def _finish(schema: strawberry.Schema, name: str, field: GraphQLField) -> None:
    """Keep what the edge reads of a field at hand, and the short way to its value."""
    declared: StrawberryField = field.extensions["strawberry-definition"]
    access = [d for d in declared.directives if isinstance(d, Access)]
    if len(access) != 1 or not field.description:
        raise UndeclaredField(f"{name} must say who may select it, once, and what it means.")
    field.extensions["access"] = access[0]
    field.extensions["cost"] = next((d for d in declared.directives if isinstance(d, Cost)), None)
    if declared.is_basic_field:
        field.extensions["attribute"] = declared.python_name
    else:
        field.extensions["bind"] = _binding(schema, declared)


def _binding(schema: strawberry.Schema, declared: StrawberryField) -> Bind | None:
    """Call a method as it is written, its arguments converted once: Strawberry takes a longer way,
    each time.
    """
    resolver = declared.base_resolver
    if resolver is None or not resolver.self_parameter or declared.extensions:
        return None
    method = cast("Callable[..., Any]", resolver.wrapped_func)
    if resolver.parent_parameter or resolver.root_parameter:
        return None
    scalars, wanted = schema.schema_converter.scalar_registry, resolver.info_parameter

    def bind(raw: GraphQLResolveInfo[Any], arguments: dict[str, Any]) -> Ask:
        info = strawberry.Info(raw, declared)
        given = convert_arguments(arguments, declared.arguments, scalars, schema.config, info=info)
        if wanted:
            given[wanted.name] = info
        return partial(method, **given) if given else method

    return bind


schema = build(Query, Mutation)
public_schema = build(PublicQuery, PublicMutation)


def export() -> str:
    """The API as text, which is committed and reviewed as ``schema.graphql``."""
    return schema.as_str() + "\n"
