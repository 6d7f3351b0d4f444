"""Answer one operation: read it, check it as a whole, run it, and tell what it cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import VariableValues, get_variable_values

from galleria.graphql import access
from galleria.graphql.analysis import Shape
from galleria.graphql.budget import Budget, Spent
from galleria.graphql.context import RequestContext
from galleria.graphql.documents import read_document
from galleria.graphql.limits import Limits
from galleria.graphql.plans import Plan
from galleria.graphql.presenting import present
from galleria.graphql.refusals import RequestError
from galleria.graphql.running import Run

WAYS_IN = frozenset({"__typename", "acceptInvitation", "signInStaff"})
"""Root fields by which guests become staff; a store that is closed answers guests no others."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client sent."""

    text: str
    variables: Mapping[str, Any]
    operation_name: str | None = None
    may_change: bool = True
    hash: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back; the body is GraphQL's response."""

    body: dict[str, Any]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Runnable:
    """An operation that has passed every check."""

    plan: Plan
    variables: VariableValues
    shape: Shape


def refused(errors: Sequence[GraphQLError], request_id: str) -> Reply:
    """Answer a request of which nothing ran."""
    first = errors[0]
    status, headers = (
        (first.status, first.headers) if isinstance(first, RequestError) else (400, {})
    )
    body = {"errors": [present(error, request_id) for error in errors]}
    return Reply(body, status, headers)


@dataclass(frozen=True, slots=True)
class Execution:
    """The schemas and the limits that every operation is answered with.

    ``whole`` holds everything; ``public`` is what those who are no staff see when they ask for the
    schema itself.
    """

    whole: GraphQLSchema
    public: GraphQLSchema
    limits: Limits
    budget: Budget

    async def answer(self, asked: Asked, context: RequestContext) -> Reply:
        """Check the operation and run it."""
        try:
            runnable = self._check(asked, context)
            if isinstance(runnable, Reply):
                return runnable
            spent = await self.budget.take(context, runnable.shape.cost)
        except GraphQLError as error:
            return refused([error], context.request_id)
        run = Run(runnable.plan, runnable.variables, context)
        result = await run.result()
        used = _used(runnable.shape, result, run.objects)
        return _reply(result, context, self.budget.settle(spent, used))

    def _check(self, asked: Asked, context: RequestContext) -> Runnable | Reply:
        document = read_document(asked.text, self.limits.settings.graphql_max_tokens)
        operation = document.operation(asked.operation_name)
        shape = document.shape(self.whole, operation, asked.variables)
        self.limits.check(operation, shape)
        _check_method(operation, shape, asked, context)
        schema = self.public if shape.introspects and not context.actor.is_staff else self.whole
        faults = document.faults(schema)
        if faults:
            return refused(faults, context.request_id)
        _check_open(shape, context)
        access.require(context.actor, shape.accesses)
        self.limits.check_cost(context.actor, shape)
        context.roots = shape.roots
        variables = get_variable_values(
            schema,
            operation.variable_definitions or (),
            dict(asked.variables),
            hide_suggestions=True,
        )
        if isinstance(variables, list):
            return refused(variables, context.request_id)
        return Runnable(document.plan(schema, operation, variables), variables, shape)


def _check_open(shape: Shape, context: RequestContext) -> None:
    """Whoever closed a store must be able to come in by its own door, and open it again."""
    if not (context.is_open or context.actor.is_staff or shape.roots <= WAYS_IN):
        raise RequestError("STORE_INACTIVE", "This store is not open.")


def _check_method(
    operation: OperationDefinitionNode, shape: Shape, asked: Asked, context: RequestContext
) -> None:
    if operation.operation is OperationType.SUBSCRIPTION:
        raise RequestError("INVALID_OPERATION", "Subscriptions are not offered over HTTP.")
    if operation.operation is not OperationType.MUTATION:
        return
    if not asked.may_change:
        message = "Send mutations by POST; a GET request changes nothing."
        raise RequestError("METHOD_NOT_ALLOWED", message, headers={"Allow": "POST"})
    if context.idempotency_key is not None and shape.fields > 1:
        message = (
            "The Idempotency-Key header stands for one mutation. Give each its @idempotent(key:)."
        )
        raise RequestError("IDEMPOTENCY_KEY_AMBIGUOUS", message)


def _used(shape: Shape, result: ExecutionResult, objects: int) -> int:
    """The points that were really used: what was extra, and the objects that there were."""
    return 0 if result.data is None else min(shape.cost, shape.extra + objects)


def _reply(result: ExecutionResult, context: RequestContext, spent: Spent) -> Reply:
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [present(error, context.request_id) for error in result.errors]
    if result.data is not None or not result.errors:
        body["data"] = result.data
    body["extensions"] = {"cost": spent.figures()}
    if context.has_replayed:
        body["extensions"]["replayed"] = True
    return Reply(body, 200 if "data" in body else 400, spent.headers())
