"""Documents: read, measured and validated once, then kept by their text."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.execution.values import VariableValues
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from galleria.graphql.analysis import Shape, read_shape, size_of
from galleria.graphql.plans import Plan
from galleria.graphql.refusals import RequestError

LONGEST_KEPT = 16_384
"""Characters of an operation that is kept, read in this process or as text for all of them."""

LONGEST_SHORT = 4_096
# What is read takes a hundred times the room of its text, so only few long ones are kept.
KEPT_SHORT = 500
KEPT_LONG = 50
RULES = (*specified_rules, OneOfInputValidationRule)
KEPT_SHAPES = 20
KEPT_PLANS = 20
MOST_ERRORS = 20
LONGEST_NUMBER = 30


class Document:
    """A text that has been read, with what is known about its operations so far."""

    def __init__(self, ast: DocumentNode) -> None:
        """Know nothing yet.

        Raises:
            GraphQLError: a number in it has more digits than anything here can hold.
        """
        self.ast = ast
        self.fragments = {
            node.name.value: node
            for node in ast.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self._shapes: dict[tuple[Any, ...], Shape] = {}
        self._faults: dict[GraphQLSchema, list[GraphQLError]] = {}
        self._conditions = _conditions(ast)
        _check_numbers(ast)
        self._plans: dict[tuple[Any, ...], Plan] = {}

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run.

        Raises:
            RequestError: there is none of this name, or several without a name given.
        """
        found = get_operation_ast(self.ast, name)
        if found is None:
            message = (
                "The document has no such operation." if name else "Name one operation to run."
            )
            raise RequestError("OPERATION_UNKNOWN", message)
        return found

    def shape(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> Shape:
        """Measure an operation; only whole numbers and lists can change how large it is."""
        # Of what was sent, only what the operation declares: a key is kept, and must be small.
        declared = {one.variable.name.value for one in operation.variable_definitions or ()}
        named = [(name, size_of(variables.get(name))) for name in declared]
        sizes = [(name, size) for name, size in named if size is not None]
        key = (schema, operation.name and operation.name.value, *sorted(sizes))
        if key not in self._shapes:
            if len(self._shapes) >= KEPT_SHAPES:
                self._shapes.clear()
            self._shapes[key] = read_shape(schema, operation, self.fragments, variables)
        return self._shapes[key]

    def faults(self, schema: GraphQLSchema) -> list[GraphQLError]:
        """What is wrong with the document by GraphQL's own rules."""
        if schema not in self._faults:
            self._faults[schema] = validate(
                schema, self.ast, RULES, max_errors=MOST_ERRORS, hide_suggestions=True
            )
        return self._faults[schema]

    def plan(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        variables: VariableValues,
    ) -> Plan:
        """Make an operation ready to run; only what it skips and includes can change the plan."""
        chosen = [variables.coerced.get(name) for name in self._conditions]
        key = (schema, operation.name and operation.name.value, *chosen)
        if key not in self._plans:
            if len(self._plans) >= KEPT_PLANS:
                self._plans.clear()
            self._plans[key] = Plan(schema, operation, self.fragments, variables)
        return self._plans[key]


def read_document(text: str, max_tokens: int) -> Document:
    """Read a document, or find it among those read before.

    Raises:
        RequestError: it is longer than allowed.
        GraphQLSyntaxError: it is not GraphQL.
        GraphQLError: a number in it has too many digits.
    """
    if len(text) <= LONGEST_SHORT:
        return _kept_short(text, max_tokens)
    return _kept_long(text, max_tokens) if len(text) <= LONGEST_KEPT else _read(text, max_tokens)


def _read(text: str, max_tokens: int) -> Document:
    return Document(parse(text, max_lexical_tokens=max_tokens, max_comments=max_tokens))


_kept_short = lru_cache(maxsize=KEPT_SHORT)(_read)
_kept_long = lru_cache(maxsize=KEPT_LONG)(_read)


def _conditions(ast: DocumentNode) -> list[str]:
    """The variables by which fields and fragments are skipped or included."""
    found: dict[str, None] = {}

    class Conditions(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
            is_condition = node.name.value in {"skip", "include"}
            for argument in node.arguments or ():
                if is_condition and isinstance(argument.value, VariableNode):
                    found[argument.value.name.value] = None

    visit(ast, Conditions())
    return list(found)


def _check_numbers(ast: DocumentNode) -> None:
    """Refuse numbers so long that Python takes none of their kind."""

    class Numbers(Visitor):
        def enter_int_value(self, node: IntValueNode, *_: Any) -> None:
            if len(node.value) > LONGEST_NUMBER:
                message = f"Write whole numbers with at most {LONGEST_NUMBER} digits."
                raise GraphQLError(message, node)

    visit(ast, Numbers())
