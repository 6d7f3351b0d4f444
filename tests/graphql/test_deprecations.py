"""The API says what is about to leave it."""

from graphql import build_schema

from galleria.core.context import GUEST, Actor
from galleria.graphql.access import STAFF
from galleria.graphql.account import read_deprecations
from galleria.graphql.schema import core, schema
from tests.api import Client

SCHEMA = """
type Query {
  old: Int @deprecated(reason: "Use new until 2027-06-01.")
  secret: Int @deprecated(reason: "Nobody needs it.")
  new(by: Choice): Int
}
input Wanted { word: String @deprecated(reason: "Use text.") text: String }
enum Choice { FIRST SECOND @deprecated(reason: "Use FIRST.") }
"""


def test_fields_and_choices_that_go_are_named_with_what_comes_instead() -> None:
    some = build_schema(SCHEMA)
    assert some.query_type
    some.query_type.fields["secret"].extensions["access"] = STAFF

    for_guests = {one.name: one.reason for one in read_deprecations(some, GUEST)}
    for_staff = {one.name for one in read_deprecations(some, Actor("staff"))}

    assert for_guests["Query.old"] == "Use new until 2027-06-01."
    assert {"Query.old", "Wanted.word", "Choice.SECOND"} == set(for_guests)
    assert for_staff - set(for_guests) == {"Query.secret"}


async def test_a_client_can_ask_for_them(guest: Client) -> None:
    found = await guest.ask("{ apiInfo { deprecations { name reason } maxPage } }")

    told = {one["name"] for one in found["apiInfo"]["deprecations"]}
    assert told == {one.name for one in read_deprecations(core(schema), GUEST)}


async def test_a_guest_reads_no_name_of_staffs_in_the_schema(guest: Client) -> None:
    found = await guest.ask("{ __schema { types { name } mutationType { fields { name } } } }")

    types = {one["name"] for one in found["__schema"]["types"]}
    mutations = {one["name"] for one in found["__schema"]["mutationType"]["fields"]}
    assert "Product" in types
    assert not {"Admin", "AdminProduct", "Coupon", "StaffMember", "OrderFilter"} & types
    assert "createCart" in mutations
    assert not {"createStore", "createProduct", "setTaxRate"} & mutations
