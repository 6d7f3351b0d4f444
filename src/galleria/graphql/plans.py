"""Operations made ready to run: what each selection asks for is worked out once, and kept."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import (
    FieldDetailsList,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

Coerce = Callable[[Any], Any]


class Form:
    """What a value is written as: a leaf where ``coerce`` is given, a list where ``item`` is, else
    an object.
    """

    __slots__ = ("coerce", "is_nullable", "item", "type")

    def __init__(self, declared: GraphQLOutputType) -> None:
        self.is_nullable = not is_non_null_type(declared)
        self.type: Any = get_nullable_type(declared)
        self.item = Form(self.type.of_type) if is_list_type(self.type) else None
        self.coerce = _coerce(self.type) if is_leaf_type(self.type) else None


class Field:
    """One entry of an answer's objects of one type: where it comes from and how it is written."""

    __slots__ = ("attribute", "definition", "details", "form", "key", "nodes", "parent", "selected")

    def __init__(
        self,
        key: str,
        parent: GraphQLObjectType,
        definition: GraphQLField,
        details: FieldDetailsList,
    ) -> None:
        self.key = key
        self.parent = parent
        self.definition = definition
        self.details = details
        self.nodes: list[FieldNode] = [detail.node for detail in details]
        self.attribute: str | None = definition.extensions.get("attribute")
        self.form = Form(definition.type)
        self.selected: dict[str, Sequence[Field]] = {}

    @property
    def name(self) -> str:
        """The name it has in the schema, whatever it is called in the answer."""
        return self.nodes[0].name.value


class Plan:
    """One operation, for requests that agree on what it includes and skips.

    Objects of a type are looked into when the first of them is met: which types a union leads to is
    known only then.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues,
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.fragments = dict(fragments)
        self._details = {name: FragmentDetails(node) for name, node in fragments.items()}
        root = schema.get_root_type(operation.operation)
        if root is None:
            raise LookupError(operation.operation)
        collected = collect_fields(
            schema, self._details, variables, root, operation, hide_suggestions=True
        )
        self.roots = self._fields(root, collected.grouped_field_set)

    def selected(
        self, field: Field, type_: GraphQLObjectType, variables: VariableValues
    ) -> Sequence[Field]:
        """What is asked of the objects of a type that a field leads to."""
        found = field.selected.get(type_.name)
        if found is None:
            collected = collect_subfields(
                self.schema,
                self._details,
                variables,
                self.operation,
                type_,
                field.details,
                hide_suggestions=True,
            )
            found = field.selected[type_.name] = self._fields(type_, collected.grouped_field_set)
        return found

    def _fields(self, parent: GraphQLObjectType, grouped: GroupedFieldSet) -> Sequence[Field]:
        """Make entries; a field that is not in the schema was refused when it was validated."""
        return tuple(
            Field(key, parent, definition, details)
            for key, details in grouped.items()
            if (definition := self.schema.get_field(parent, details[0].node.name.value))
        )


def _coerce(leaf: Any) -> Coerce:
    def coerce(value: Any) -> Any:
        written = leaf.coerce_output_value(value)
        if written is None or written is Undefined:
            message = f"{leaf.name} cannot write {value!r}."
            raise TypeError(message)
        return written

    return coerce
