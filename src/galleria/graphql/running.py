"""Run a plan: the execution of the GraphQL specification, for resolvers as ours are written.

https://spec.graphql.org/October2021/#sec-Execution
"""

import asyncio
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator, Sequence
from functools import partial
from typing import Any, cast

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    GraphQLResolveInfo,
    OperationType,
    default_field_resolver,
    default_type_resolver,
    located_error,
)
from graphql.execution.values import VariableValues, get_argument_values
from graphql.pyutils import is_awaitable, is_iterable

from galleria.graphql.plans import Field, Form, Plan
from galleria.graphql.reads import Answer

Ask = Callable[[Any], Any]
"""Asks an object for a field's value."""

Bind = Callable[[GraphQLResolveInfo[Any], dict[str, Any]], Ask]
"""Makes a field ready for one request, of which it is given the info and the arguments."""

Resolver = Coroutine[Any, Any, Any]

FAILURES = (Exception, asyncio.CancelledError)


class Place:
    """An object or a list of the answer, and where in the answer it stands."""

    __slots__ = ("is_lost", "is_nullable", "key", "parent", "value")

    def __init__(
        self, parent: "Place | None", key: str | int, value: Any, *, is_nullable: bool
    ) -> None:
        self.parent = parent
        self.key = key
        self.value = value
        self.is_nullable = is_nullable
        self.is_lost = False

    def path(self, key: str | int) -> list[str | int]:
        """The way to one of its entries, from the top."""
        keys, place = [key], self
        while place.parent is not None:
            keys.append(place.key)
            place = place.parent
        return keys[::-1]


class Run:
    """One request's run of a plan. ``objects`` counts the objects that there were.

    A resolver returns a value or an awaitable of one; the entries of a list are values. Its info
    stands for the field, not for one place of it, and has no path.
    """

    def __init__(self, plan: Plan, variables: VariableValues, context: Any) -> None:
        self.objects = 0
        self._plan = plan
        self._variables = variables
        self._context = context
        self._errors: list[GraphQLError] = []
        self._asks: dict[Field, Ask] = {}
        self._infos: dict[Field, GraphQLResolveInfo[Any]] = {}
        self._waiting = 0
        self._settled: asyncio.Future[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._is_mutation = plan.operation.operation is OperationType.MUTATION
        self._is_over = False

    async def result(self) -> ExecutionResult:
        """Resolve everything: what is read at once, what is changed one after the other."""
        data: dict[str, Any] = {}
        root, plan = Place(None, "", data, is_nullable=True), self._plan
        turns = [(field,) for field in plan.roots] if self._is_mutation else [plan.roots]
        try:
            for fields in turns:
                self._fill(root, fields, None)
                await self._settle()
                if root.is_lost:
                    break
        finally:
            self._is_over = True
            for task in self._tasks:
                task.cancel()
        return ExecutionResult(None if root.is_lost else data, self._errors or None)

    def _fill(self, place: Place, fields: Sequence[Field], source: Any) -> None:
        """Write an object's entries down."""
        answer, asks = place.value, self._asks
        for field in fields:
            form = field.form
            try:
                if field.attribute is not None:
                    value = getattr(source, field.attribute)
                else:
                    value = (asks.get(field) or self._ask(field))(source)
                    if hasattr(value, "__await__"):
                        answer[field.key] = None  # Keeps the order in which it was asked for.
                        self._wait(place, field, value)
                        continue
                if form.coerce is not None and value is not None:
                    answer[field.key] = form.coerce(value)
                else:
                    self._write(place, field.key, field, form, value)
            except FAILURES as error:
                self._fail(place, field.key, field, form, error)
            if place.is_lost:
                return

    def _write(self, place: Place, key: str | int, field: Field, form: Form, value: Any) -> None:
        """Write a value where it belongs in the answer."""
        if value is None:
            if not form.is_nullable:
                message = f"Cannot return null for non-nullable field {field.parent}.{field.name}."
                raise TypeError(message)
            place.value[key] = None
        elif form.coerce is not None:
            place.value[key] = form.coerce(value)
        elif form.item is not None:
            self._write_list(place, key, field, form, value)
        else:
            self._write_object(place, key, field, form, value)

    def _write_list(
        self, place: Place, key: str | int, field: Field, form: Form, value: Any
    ) -> None:
        if not is_iterable(value):
            message = (
                f"Expected Iterable, but did not find one for field '{field.parent}.{field.name}'."
            )
            raise GraphQLError(message)
        entries, item = list(value), cast("Form", form.item)
        inner = Place(place, key, entries, is_nullable=form.is_nullable)
        place.value[key] = entries
        for number, entry in enumerate(entries):
            try:
                self._write(inner, number, field, item, entry)
            except FAILURES as error:
                self._fail(inner, number, field, item, error)
            if inner.is_lost:
                return

    def _write_object(
        self, place: Place, key: str | int, field: Field, form: Form, value: Any
    ) -> None:
        type_ = form.type
        if not isinstance(type_, GraphQLObjectType):
            type_ = self._type_of(field, form, value)
        if type_.is_type_of and not type_.is_type_of(value, self._info(field)):
            message = f"Expected value of type '{type_}' but got: {value!r}."
            raise GraphQLError(message, field.nodes)
        self.objects += 1
        inner = Place(place, key, {}, is_nullable=form.is_nullable)
        place.value[key] = inner.value
        fields = field.selected.get(type_.name)
        if fields is None:
            fields = self._plan.selected(field, type_, self._variables)
        self._fill(inner, fields, value)

    def _type_of(self, field: Field, form: Form, value: Any) -> GraphQLObjectType:
        """The type of an object where the schema leaves a choice."""
        schema = self._plan.schema
        find = form.type.resolve_type or default_type_resolver
        name = find(value, self._info(field), form.type)
        found = schema.get_type(name) if isinstance(name, str) else None
        if isinstance(found, GraphQLObjectType) and schema.is_sub_type(form.type, found):
            return found
        message = (
            f"Abstract type '{form.type}' must resolve to one of its Object types at runtime for"
            f" field '{field.parent}.{field.name}', and not to {name!r}."
        )
        raise GraphQLError(message, field.nodes)

    def _ask(self, field: Field) -> Ask:
        """Make a field ready; with the same arguments wherever it stands in this request."""
        definition = field.definition
        given = {}
        if definition.args:
            given = get_argument_values(
                definition, field.nodes[0], self._variables, None, hide_suggestions=True
            )
        bind: Bind | None = definition.extensions.get("bind")
        info = self._info(field)
        if bind is not None:
            ask = bind(info, given)
        else:
            resolve = definition.resolve or default_field_resolver

            def ask(source: Any) -> Any:
                return resolve(source, info, **given)

        self._asks[field] = ask
        return ask

    def _info(self, field: Field) -> GraphQLResolveInfo[Any]:
        found = self._infos.get(field)
        if found is None:
            plan = self._plan
            found = self._infos[field] = GraphQLResolveInfo(
                field_name=field.name,
                field_nodes=field.nodes,
                return_type=field.definition.type,
                parent_type=field.parent,
                path=cast("Any", None),
                schema=plan.schema,
                fragments=plan.fragments,
                root_value=None,
                operation=plan.operation,
                variable_values=self._variables,
                context=self._context,
                is_awaitable=is_awaitable,
                abort_signal=None,
                async_helpers=cast("Any", None),
            )
        return found

    def _fail(
        self, place: Place, key: str | int, field: Field, form: Form, error: BaseException
    ) -> None:
        """Tell of an error, unless it stands in what is lost anyway; null what may be null."""
        if _is_lost(place):
            return
        fault = error if isinstance(error, Exception) else RuntimeError("cancelled")
        self._errors.append(located_error(fault, field.nodes, place.path(key)))
        if form.is_nullable:
            place.value[key] = None
            return
        while place.parent is not None and not place.is_nullable:
            place.is_lost = True
            place = place.parent
        place.is_lost = True
        if place.parent is not None:
            place.parent.value[place.key] = None

    async def _settle(self) -> None:
        """Wait until nothing is waited for any more."""
        if self._waiting:
            self._settled = asyncio.get_running_loop().create_future()
            await self._settled

    def _wait(self, place: Place, field: Field, awaitable: Awaitable[Any]) -> None:
        """Write a value once it is there."""
        self._waiting += 1
        if isinstance(awaitable, Coroutine) and not (self._is_mutation and place.parent is None):
            self._go_on(place, field, awaitable)
        else:
            self._leave(place, field, awaitable)

    def _go_on(self, place: Place, field: Field, resolver: Resolver) -> None:
        """Resume a resolver. While it waits for nothing but reads it needs no task of its own: that
        would cost more than all that it does.
        """
        try:
            waits_for = resolver.send(None)
        except StopIteration as done:
            self._take(place, field, done.value)
        except FAILURES as error:
            self._give_up(place, field, error)
        else:
            _mark_awaited(waits_for, is_awaited=False)
            if isinstance(waits_for, Answer):
                waits_for.add_done_callback(partial(self._answered, place, field, resolver))
            else:
                self._leave(place, field, _rest(resolver, waits_for))

    def _answered(self, place: Place, field: Field, resolver: Resolver, _: Any) -> None:
        if self._is_over or _is_lost(place):
            resolver.close()
            self._finish()
        else:
            self._go_on(place, field, resolver)

    def _leave(self, place: Place, field: Field, awaitable: Awaitable[Any]) -> None:
        """Let a task wait."""

        async def wait() -> None:
            try:
                value = await awaitable
            except FAILURES as error:
                self._give_up(place, field, error)
            else:
                self._take(place, field, value)

        self._tasks.append(asyncio.create_task(wait()))

    def _take(self, place: Place, field: Field, value: Any) -> None:
        """Write a value that was waited for."""
        try:
            if not _is_lost(place):
                self._write(place, field.key, field, field.form, value)
        except FAILURES as error:
            self._fail(place, field.key, field, field.form, error)
        self._finish()

    def _give_up(self, place: Place, field: Field, error: BaseException) -> None:
        self._fail(place, field.key, field, field.form, error)
        self._finish()

    def _finish(self) -> None:
        self._waiting -= 1
        if not self._waiting and self._settled and not self._settled.done():
            self._settled.set_result(None)


def _is_lost(place: Place | None) -> bool:
    """Whether an error has nulled it, or what it stands in."""
    while place is not None:
        if place.is_lost:
            return True
        place = place.parent
    return False


def _mark_awaited(waits_for: Any, *, is_awaited: bool) -> None:
    """Do what a task does with a future that is awaited, so that others may await it too."""
    if isinstance(waits_for, asyncio.Future):
        waits_for._asyncio_future_blocking = is_awaited  # noqa: SLF001 - asyncio's own protocol


@types.coroutine
def _rest(resolver: Resolver, waits_for: Any) -> Generator[Any, Any, Any]:
    """What is left of a resolver that has begun, for a task to run."""
    _mark_awaited(waits_for, is_awaited=True)
    while True:
        step: Callable[[], Any]
        try:
            step = partial(resolver.send, (yield waits_for))
        except BaseException as error:  # noqa: BLE001 - the resolver decides what becomes of it
            step = partial(resolver.throw, error)
        try:
            waits_for = step()
        except StopIteration as done:
            return done.value
