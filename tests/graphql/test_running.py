"""Plans run as graphql-core's own executor would run the same operations."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
from graphql import (
    ExecutionResult,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    execute,
)
from graphql.execution.values import VariableValues, get_variable_values

from galleria.core.context import GUEST, Context
from galleria.core.settings import Settings
from galleria.graphql.context import House, RequestContext
from galleria.graphql.documents import Document, read_document
from galleria.graphql.limits import Limits
from galleria.graphql.reads import Reads
from galleria.graphql.running import Run
from galleria.graphql.schema import core
from galleria.graphql.schema import schema as api
from tests.kit import Shop

ODD = build_schema("""
    interface Named { name: String! }
    type Thing implements Named {
      name: String! later: String! read: Int twice: Int whole: Int!
      broken: String brokenHard: String! brokenLater: String! brokenRead: Int! missing: String!
      numbers: [Int!] holes: [Int!] manyHoles: [[Int!]] hardHoles: [[Int!]!]! mixed: [Int]
      thing: Thing hard: Thing! laterThing: Thing! things: [Thing!] few: [Thing]
      odd: Int color: Color
      echo(text: String = "so", many: [Int!], in: In): String!
    }
    type Other implements Named { name: String! broken: String! }
    union Any = Thing | Other
    enum Color { RED BLUE }
    input In { a: Int = 3, b: [String] }
    type Query {
      thing: Thing hard: Thing! named: [Named!]! any(which: Int): Any nobody: Any wrong: Named
      list: [Int] things: [Thing!]!
    }
    type Mutation { add(number: Int!): Int! fail: Int! failSoftly: Int later(number: Int!): Total }
    type Total { now: Int! read: Int }
""")


@asynccontextmanager
async def nothing_to_begin() -> AsyncIterator[Context]:
    yield cast("Context", None)


async def double(_: Context, keys: Any) -> dict[int, int]:
    if -1 in keys:
        raise ZeroDivisionError
    return {key: key * 2 for key in keys}


class Told:
    """What resolvers of the odd schema share in one run."""

    def __init__(self) -> None:
        self.reads = Reads(nothing_to_begin)
        self.total = 0
        self.one = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.001, self.one.set_result, 5)


def thing(depth: int = 3) -> Any:
    return SimpleNamespace(kind="Thing", name=f"thing {depth}", depth=depth)


async def _later(source: Any, _: Any) -> str:
    await asyncio.sleep(0)
    return f"late {source.name}"


async def _broken_later(*_: Any) -> str:
    await asyncio.sleep(0)
    raise LookupError("broken later")


def _broken(*_: Any) -> str:
    raise LookupError("broken")


async def _read(source: Any, info: Any) -> Any:
    return await info.context.reads.load(double, source.depth)


async def _twice(source: Any, info: Any) -> Any:
    """Waits for reads, then for one future with others, then for reads again."""
    first = await info.context.reads.load(double, source.depth)
    shared = await info.context.one
    both = await asyncio.gather(info.context.reads.load(double, 7), asyncio.sleep(0, 1))
    return first + shared + both[0] + await info.context.reads.load(double, 100 + source.depth)


async def _broken_read(_: Any, info: Any) -> Any:
    return await info.context.reads.load(double, -1)


async def _later_thing(source: Any, info: Any) -> Any:
    await info.context.reads.load(double, 50)
    return thing(source.depth - 1) if source.depth else None


def _inner(source: Any, _: Any) -> Any:
    return thing(source.depth - 1) if source.depth else None


async def _add(_: Any, info: Any, number: int) -> int:
    before = info.context.total
    await asyncio.sleep(0)
    info.context.total = before + number
    return int(info.context.total)


async def _total(_: Any, info: Any, number: int) -> Any:
    return SimpleNamespace(now=await _add(None, info, number), depth=number)


async def _resolved(value: Any) -> Any:
    return value


def _install(type_: str, **resolvers: Any) -> None:
    fields = cast("GraphQLObjectType", ODD.get_type(type_)).fields
    for name, resolve in resolvers.items():
        cast("GraphQLField", fields[name]).resolve = resolve


_install(
    "Thing",
    later=_later,
    read=_read,
    twice=_twice,
    whole=lambda *_: _resolved(1),
    broken=_broken,
    brokenHard=_broken,
    brokenLater=_broken_later,
    brokenRead=_broken_read,
    missing=lambda *_: None,
    numbers=lambda *_: (1, 2),
    holes=lambda *_: [1, None],
    manyHoles=lambda *_: [[1], [None], None],
    hardHoles=lambda *_: [[1], [None]],
    mixed=lambda *_: [1, "x", None],
    thing=_inner,
    hard=_inner,
    laterThing=_later_thing,
    things=lambda source, _: [thing(source.depth - 1), thing(0)],
    few=lambda source, _: _resolved([thing(source.depth - 1), None]),
    odd=lambda *_: "not a number",
    color=lambda *_: "GREEN",
    echo=lambda _, __, **given: repr(sorted(given.items())),
)
_install("Other", broken=_broken)
_install(
    "Query",
    thing=lambda *_: thing(),
    hard=lambda *_: thing(),
    named=lambda *_: [thing(), SimpleNamespace(kind="Other", name="other")],
    any=lambda _, __, which=0: SimpleNamespace(kind=("Thing", "Other")[which], name="it", depth=1),
    nobody=lambda *_: SimpleNamespace(kind="Nobody"),
    wrong=lambda *_: SimpleNamespace(kind="Query"),
    list=lambda *_: 7,
    things=lambda *_: _resolved([thing(number) for number in range(4)]),
)
_install("Mutation", add=_add, fail=_broken, failSoftly=_broken_later, later=_total)
_install("Total", read=_read)
for abstract in ("Named", "Any"):
    cast("Any", ODD.get_type(abstract)).resolve_type = lambda value, *_: value.kind

ARGUMENTS = (
    "query ($t: String, $n: Int = 4, $i: In) { thing { echo(text: $t, many: [$n], in: $i) } }"
)

CONDITIONS = (
    "query ($yes: Boolean = true, $no: Boolean = false) {"
    " thing { name @skip(if: $yes) later @include(if: $yes) ... @include(if: $no) { read } } }"
)

OPERATIONS = [
    "{ thing { name later read twice whole numbers } }",
    "{ b: thing { name } a: thing { x: name y: later x: name } b: thing { later } }",
    "{ thing { thing { thing { thing { thing { name } } } hard { hard { hard { name } } } } } }",
    "{ things { name read twice laterThing { read later } } }",
    "{ things { thing { hard { read } } } }",
    "{ hard { brokenHard } }",
    "{ hard { name thing { brokenLater } } }",
    "{ thing { broken later read } }",
    "{ thing { brokenRead } }",
    "{ thing { name missing } hard { name } }",
    "{ thing { holes manyHoles mixed numbers } }",
    "{ thing { hardHoles } }",
    "{ thing { things { name few { name brokenLater } } few { missing } } }",
    "{ things { hard { name } } }",
    "{ thing { odd color name } list }",
    "{ thing { laterThing { laterThing { laterThing { laterThing { name } } } } } }",
    "{ named { __typename name ... on Thing { read } ... on Other { broken } } }",
    """{ any { ...T ... on Other { name } __typename } other: any(which: 1) { ...T ...O } }
    fragment T on Thing { name ...N } fragment N on Named { name thing: name }
    fragment O on Other { name }""",
    "{ nobody { __typename } }",
    "{ wrong { name } thing { name } }",
    '{ thing { echo b: echo(text: null) c: echo(text: "x", many: [1], in: {}) } }',
    ARGUMENTS,
    CONDITIONS,
    "mutation { a: add(number: 1) later(number: 3) { now read } c: add(number: 4) }",
    "mutation { a: add(number: 1) failSoftly b: add(number: 2) }",
    "mutation { a: add(number: 1) fail b: add(number: 2) }",
    "mutation ($n: Int!) { add(number: $n) }",
    """{ __schema { queryType { name fields { name type { kind ofType { name } } } } }
    __type(name: "Color") { enumValues { name } } }""",
]

API_OPERATIONS = [
    """{ products(first: 3) { count { value isExact } pageInfo { hasNextPage endCursor }
    nodes { id slug title price { amount minorUnits currency formatted } kind publishedAt
    image { url } variants { id title price { amount } available options { name } }
    reviews(first: 2) { nodes { rating } count { value } } rating { count } } } }""",
    """query ($first: Int! = 2) {
    products(first: $first, filter: { text: "mug" }, sort: TITLE) { edges { cursor node { id } } }
    store { name locales paymentGateways { name } } }""",
    "{ products(first: 1000) { nodes { id } } }",
    '{ a: products(after: "!") { nodes { id } } b: product(by: { slug: "mug-0" }) { title } }',
    '{ product(by: { sku: "none" }) { title } categories { slug } collections { slug } }',
    "{ viewer { __typename } store { ...S } } fragment S on Store { id url @skip(if: true) }",
]


def variables_of(
    schema: GraphQLSchema, document: Document, given: dict[str, Any]
) -> VariableValues:
    definitions = document.operation(None).variable_definitions or ()
    found = get_variable_values(schema, definitions, given)
    assert isinstance(found, VariableValues)
    return found


async def run(
    schema: GraphQLSchema, document: Document, context: Any, given: dict[str, Any]
) -> ExecutionResult:
    variables = variables_of(schema, document, given)
    plan = document.plan(schema, document.operation(None), variables)
    return await Run(plan, variables, context).result()


async def expected(
    schema: GraphQLSchema, document: Document, context: Any, given: dict[str, Any]
) -> ExecutionResult:
    result = execute(schema, document.ast, context_value=context, variable_values=given)
    return result if isinstance(result, ExecutionResult) else await result


def errors(result: ExecutionResult) -> list[tuple[str, str, str]]:
    """Where they stand and what they are; only the order is left open by the specification."""
    return sorted(
        (str(error.path), str(error.locations), type(error.original_error).__name__)
        for error in result.errors or ()
    )


def assert_same(ours: ExecutionResult, theirs: ExecutionResult) -> None:
    assert ours.data == theirs.data
    assert repr(ours.data) == repr(theirs.data)  # The order of the entries, too.
    assert errors(ours) == errors(theirs)


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_an_operation_is_run_as_graphql_core_would(operation: str) -> None:
    document = read_document(operation, 1000)
    assert document.faults(ODD) == []
    given = {"n": 5} if "$n: Int!" in operation else {}
    theirs = await expected(ODD, document, Told(), given)

    assert_same(await run(ODD, document, Told(), given), theirs)
    # And once more, now that the plan is known.
    assert_same(await run(ODD, document, Told(), given), theirs)


async def test_a_plan_is_kept_for_each_choice_of_what_is_included() -> None:
    document = read_document(CONDITIONS, 1000)
    for yes, no in itertools.product([True, False], repeat=2):
        given = {"yes": yes, "no": no}
        theirs = await expected(ODD, document, Told(), given)
        assert_same(await run(ODD, document, Told(), given), theirs)


async def test_arguments_are_read_anew_for_every_request() -> None:
    document = read_document(ARGUMENTS, 1000)
    for given in ({"t": "a"}, {"t": None, "n": 9}, {"i": {"a": 1, "b": ["x"]}}, {}):
        theirs = await expected(ODD, document, Told(), given)
        assert_same(await run(ODD, document, Told(), given), theirs)


async def test_a_request_that_is_given_up_stops_what_it_waits_for() -> None:
    stopped = asyncio.Event()
    begun = asyncio.Event()

    async def endless(*_: Any) -> str:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
        return ""

    schema = build_schema("type Query { endless: String }")
    cast("Any", schema.query_type).fields["endless"].resolve = endless
    task = asyncio.create_task(run(schema, read_document("{ endless }", 10), None, {}))
    await begun.wait()
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(60):
        await stopped.wait()


async def test_the_api_answers_as_graphql_core_would(
    house: House, settings: Settings, shop: Shop
) -> None:
    for number in range(5):
        await shop.goods(f"Mug {number}", sizes=("S", "L") if number % 2 else ())

    def context() -> RequestContext:
        return RequestContext(house, uuid4().hex, shop.store, GUEST, "en", Limits(settings))

    for operation in API_OPERATIONS:
        document = read_document(operation, 1000)
        assert document.faults(core(api)) == []
        theirs = await expected(core(api), document, context(), {})
        assert_same(await run(core(api), document, context(), {}), theirs)
