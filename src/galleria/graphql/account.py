"""Who is asking, and by which rules the API answers."""

from collections.abc import Iterator
from enum import Enum

import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
)

from galleria.core.context import Actor
from galleria.graphql.access import PUBLIC
from galleria.graphql.context import Info
from galleria.graphql.costs import LARGEST_PAGE
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field
from galleria.tenancy.permissions import Permission


@strawberry.enum(description="The ways to come to a store.")
class ViewerKind(Enum):
    """The ways to come to a store."""

    GUEST = "guest"
    CUSTOMER = "customer"
    STAFF = "staff"
    API_KEY = "api_key"


@object_type(PUBLIC)
class Viewer:
    """Whoever sends the request."""

    kind: ViewerKind
    """How they came."""
    permissions: list[Permission]
    """What they may do on this store; empty for shoppers."""

    @classmethod
    def of(cls, actor: Actor) -> "Viewer":
        """Show an actor to itself."""
        held = [one for one in Permission if one in actor.permissions]
        return cls(kind=ViewerKind(actor.kind), permissions=held)


@object_type(PUBLIC)
class Deprecation:
    """Something that is about to leave the API."""

    name: str
    """What leaves, such as `Product.slug`."""
    reason: str
    """What to use instead, and until when it stays."""


def read_deprecations(schema: GraphQLSchema, actor: Actor) -> list[Deprecation]:
    """What of all that an actor may select is about to go."""
    found = []
    for type_ in schema.type_map.values():
        for name, part in parts_of(type_):
            access = part.extensions.get("access")
            is_seen = access is None or access.admits(actor)
            if part.deprecation_reason and is_seen:
                found.append(Deprecation(name=name, reason=part.deprecation_reason))
    return found


Part = GraphQLField | GraphQLInputField | GraphQLEnumValue


def parts_of(type_: GraphQLNamedType) -> Iterator[tuple[str, Part]]:
    """The fields or choices of a type, by their whole names."""
    match type_:
        case GraphQLObjectType() | GraphQLInterfaceType() | GraphQLInputObjectType():
            yield from ((f"{type_.name}.{name}", part) for name, part in type_.fields.items())
        case GraphQLEnumType():
            yield from ((f"{type_.name}.{name}", part) for name, part in type_.values.items())


@object_type(PUBLIC)
class ApiInfo:
    """By which rules the API answers."""

    max_cost: int
    """The points that one operation of yours may cost."""
    max_depth: int
    """How deep an operation may nest."""
    max_aliases: int
    """How many aliases an operation may have."""
    max_mutations: int
    """How many mutations an operation may have."""
    max_page: int
    """The most entries of a page."""
    bucket_points: int
    """The points that you may have spent at once."""
    points_per_second: int
    """The points that come back every second."""

    @field()
    def deprecations(self, info: Info) -> list[Deprecation]:
        """What you may select today and is about to go; a short list, best empty."""
        schema = info._raw_info.schema  # noqa: SLF001 - the schema as graphql-core runs it
        return read_deprecations(schema, info.context.actor)


@object_type(PUBLIC)
class ViewerQuery:
    """What is asked about the one who asks."""

    @field(PUBLIC)
    def viewer(self, info: Info) -> Viewer:
        """Who the request comes from, as its credentials tell."""
        return Viewer.of(info.context.actor)

    @field(PUBLIC)
    def api_info(self, info: Info) -> ApiInfo:
        """By which rules the API answers you."""
        limits = info.context.limits
        settings = limits.settings
        return ApiInfo(
            max_cost=limits.ceiling(info.context.actor),
            max_depth=settings.graphql_max_depth,
            max_aliases=settings.graphql_max_aliases,
            max_mutations=settings.graphql_max_mutations,
            max_page=LARGEST_PAGE,
            bucket_points=settings.graphql_bucket_points,
            points_per_second=settings.graphql_bucket_refill,
        )
