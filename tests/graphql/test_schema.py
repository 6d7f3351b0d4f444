"""What holds for the whole of the API: read off the schema, field by field."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    get_named_type,
    get_nullable_type,
    is_introspection_type,
    is_list_type,
    is_non_null_type,
    parse,
)

from galleria.catalog.errors import VariantExists
from galleria.core.errors import (
    DomainError,
    Forbidden,
    IdempotencyKeyMissing,
    NotFound,
    VersionConflict,
)
from galleria.graphql.access import Access, Audience
from galleria.graphql.errors.user_error import MEMBERS
from galleria.graphql.schema import core, export, public_schema, schema
from galleria.inventory.errors import OutOfStock
from galleria.tenancy.errors import DomainUnverified, InvalidHost
from tests.graphql.reachable import refusals_of

WHOLE, PUBLIC = core(schema), core(public_schema)
COMMITTED = Path(__file__).parents[2] / "schema.graphql"


def objects(of: GraphQLSchema) -> Iterator[GraphQLObjectType | GraphQLInterfaceType]:
    for type_ in of.type_map.values():
        if is_introspection_type(type_):
            continue
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            yield type_


def fields(of: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    for type_ in objects(of):
        for name, field in type_.fields.items():
            yield f"{type_.name}.{name}", field


def mutations() -> Iterator[tuple[str, GraphQLField]]:
    assert WHOLE.mutation_type
    yield from WHOLE.mutation_type.fields.items()


def members(field: GraphQLField) -> list[GraphQLObjectType]:
    union = get_named_type(field.type)
    assert isinstance(union, GraphQLUnionType)
    return list(union.types)


def test_the_committed_text_is_the_schema() -> None:
    assert COMMITTED.read_text() == export(), "run: galleria schema export"


@pytest.mark.parametrize("of", [WHOLE, PUBLIC], ids=["whole", "public"])
def test_every_field_says_who_may_select_it_and_what_it_means(of: GraphQLSchema) -> None:
    for name, field in fields(of):
        assert isinstance(field.extensions["access"], Access), name
        assert field.description, name


def test_the_text_shows_who_may_select_each_field() -> None:
    shown = 0
    for definition in parse(export()).definitions:
        if isinstance(definition, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            for field in definition.fields or ():
                names = [directive.name.value for directive in field.directives or ()]
                assert "access" in names, f"{definition.name.value}.{field.name.value}"
                shown += 1
    assert shown > 300


def test_every_argument_input_field_and_choice_is_described() -> None:
    for type_ in WHOLE.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            assert type_.description, type_.name
            for name, field in type_.fields.items():
                assert field.description, f"{type_.name}.{name}"


def test_the_public_schema_holds_nothing_of_staff() -> None:
    for name, field in fields(PUBLIC):
        assert field.extensions["access"].audience is not Audience.STAFF, name
    assert "Admin" not in PUBLIC.type_map
    assert not {name for name in PUBLIC.type_map if name.startswith("Admin")}


def test_fields_of_staff_stand_behind_fields_of_staff_only() -> None:
    """A public type never has a field for staff, so that both schemas share every type."""
    behind = {f"{type_.name}.{name}" for type_ in objects(PUBLIC) for name in type_.fields}
    for name, field in fields(WHOLE):
        if name in behind:
            assert field.extensions["access"].audience is not Audience.STAFF, name


def test_every_mutation_takes_one_input_and_may_refuse_in_data() -> None:
    user_error = WHOLE.get_type("UserError")
    for name, field in mutations():
        assert list(field.args) == ["input"], name
        assert is_non_null_type(field.args["input"].type), name
        assert not is_non_null_type(field.type), name
        first, *refusals = members(field)
        assert user_error not in first.interfaces, name
        assert refusals, name
        assert all(user_error in member.interfaces for member in refusals), name


CANNOT_HAPPEN: dict[str, set[type[DomainError]]] = {
    # Letting go of stock never lacks any.
    "removeCartLines": {OutOfStock},
    # What was just made is there when it is read for the answer.
    "acceptInvitation": {NotFound},
    "createAttribute": {NotFound},
    "createCart": {NotFound},
    "createLocation": {NotFound},
    "createProduct": {NotFound},
    "createRole": {NotFound},
    # Copies differ as the variants do that they are copies of.
    "duplicateProduct": {VariantExists},
    # The store is new, and its sub-domain counts at once.
    "createStore": {DomainUnverified, NotFound},
    # Whoever is signed in was found by the same transaction; of an address only the form is read.
    "signInStaff": {InvalidHost, NotFound},
}


@pytest.mark.parametrize(("name", "field"), list(mutations()))
def test_a_mutation_declares_what_its_service_can_raise_and_nothing_else(
    name: str, field: GraphQLField
) -> None:
    resolver = field.extensions["strawberry-definition"].base_resolver.wrapped_func
    raised = refusals_of(inspect.unwrap(resolver)) - CANNOT_HAPPEN.get(name, set())
    raised -= {Forbidden}  # Stands at the top of the response.
    given = get_named_type(field.args["input"].type)
    assert isinstance(given, GraphQLInputObjectType)
    if "expectedVersion" not in given.fields:
        raised -= {VersionConflict}
    if "Needs an idempotency key" in (field.description or ""):
        raised |= {IdempotencyKeyMissing}

    assert {MEMBERS[error].__name__ for error in raised} == {m.name for m in members(field)[1:]}


def test_no_field_holds_a_float_or_anything_at_all() -> None:
    assert not {"Float", "JSON", "JSONObject"} & set(WHOLE.type_map)


def test_long_lists_are_connections_and_short_ones_say_so() -> None:
    bounded = re.compile(r"short list|at most|[Oo]ne for each")
    for name, field in fields(WHOLE):
        item = get_named_type(field.type)
        is_page = name.endswith((".nodes", ".edges"))
        if not is_list_type(get_nullable_type(field.type)) or is_page:
            continue
        if isinstance(item, GraphQLObjectType):
            assert bounded.search(field.description or ""), f"{name}: {field.description}"


def test_connections_have_what_paging_takes() -> None:
    for name, field in fields(WHOLE):
        result = get_named_type(field.type)
        if result.name.endswith("Connection"):
            assert {"first", "after", "last", "before"} <= set(field.args), name
            assert isinstance(result, GraphQLObjectType)
            assert {"nodes", "edges", "pageInfo", "count"} <= set(result.fields), name


def test_lists_and_their_items_are_never_null() -> None:
    nullable_lists = {"UserError.path", "ApiKey.storeIds"}
    with_gaps = {"Query.nodes", "Admin.nodes"}  # One place for each id, found or not.
    for name, field in fields(WHOLE):
        inner = get_nullable_type(field.type)
        if is_list_type(inner):
            assert is_non_null_type(inner.of_type) or name in with_gaps, name
            is_path = name.endswith(".path")
            assert is_path or is_non_null_type(field.type) or name in nullable_lists, name


@pytest.mark.parametrize(("name", "field"), list(mutations()))
def test_a_client_may_select_the_thing_and_the_refusals_side_by_side(
    name: str, field: GraphQLField
) -> None:
    """Fields of one name in a result are of one type; else GraphQL would ask for aliases."""
    types: dict[str, set[str]] = {}
    for member in members(field):
        for part, inner in member.fields.items():
            leaf = get_named_type(inner.type)
            kind = "{}" if isinstance(leaf, GraphQLObjectType) else leaf.name
            types.setdefault(part, set()).add(str(inner.type).replace(leaf.name, kind))
    assert {part: kinds for part, kinds in types.items() if len(kinds) > 1} == {}, name
