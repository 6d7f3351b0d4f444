"""What an operation asks for, read off its text and the schema alone, its fragments followed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from galleria.graphql.access import Access
from galleria.graphql.costs import ASSUMED_SIZE, DEFAULT_PAGE, Cost

SIZES = frozenset({"first", "ids", "last"})
"""Arguments that say how many entries a list has."""

_LARGEST = 2**31 - 1
"""What an ``Int`` can say."""

PAGES = frozenset({"nodes", "edges"})
"""Fields of a connection that have as many entries as its ``first`` or ``last`` says."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How deep, wide and costly a selection is, and who may make it.

    ``cost`` is one point for each object there may be, and ``extra`` what fields cost besides;
    ``fields`` and ``roots`` count and name what stands at its top.
    """

    depth: int = 0
    aliases: int = 0
    cost: int = 0
    extra: int = 0
    fields: int = 0
    roots: frozenset[str] = frozenset()
    accesses: frozenset[Access] = frozenset()

    @property
    def introspects(self) -> bool:
        """Whether the schema itself is asked about."""
        return "__schema" in self.roots or "__type" in self.roots


def read_shape(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> Shape:
    """Measure an operation. What is not in the schema is passed over: validation will refuse it."""
    defaults = {
        definition.variable.name.value: _written(definition.default_value)
        for definition in operation.variable_definitions or ()
    }
    reader = _Reader(schema, fragments, {**defaults, **variables})
    root = schema.get_root_type(operation.operation)
    return reader.selection(root, operation.selection_set, page=1) if root else Shape()


class _Reader:
    """Adds up one operation. A fragment is measured once for every size of page it stands in."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables
        self.measured: dict[tuple[str, int], Shape] = {}

    def selection(
        self, parent: GraphQLNamedType | None, selection: SelectionSetNode, page: int
    ) -> Shape:
        return _sum(self._selected(parent, node, page) for node in selection.selections)

    def _selected(self, parent: GraphQLNamedType | None, node: SelectionNode, page: int) -> Shape:
        match node:
            case FieldNode():
                return self._field(parent, node, page)
            case InlineFragmentNode():
                narrowed = node.type_condition and node.type_condition.name.value
                inner = self.schema.get_type(narrowed) if narrowed else parent
                return self.selection(inner, node.selection_set, page)
            case FragmentSpreadNode():
                return self._fragment(node.name.value, page)
        return Shape()

    def _fragment(self, name: str, page: int) -> Shape:
        fragment, key = self.fragments.get(name), (name, page)
        if fragment and key not in self.measured:
            self.measured[key] = Shape()  # A fragment that leads back to itself adds nothing more.
            inner = self.schema.get_type(fragment.type_condition.name.value)
            self.measured[key] = self.selection(inner, fragment.selection_set, page)
        return self.measured.get(key, Shape())

    def _field(self, parent: GraphQLNamedType | None, node: FieldNode, page: int) -> Shape:
        name, aliases = node.name.value, 1 if node.alias else 0
        field = _field_of(parent, name)
        if field is None:
            return Shape(1, aliases, 1, 0, 1, frozenset({name}))
        size = self._size(node)
        inner = self._inside(field, node, size)
        entries = _entries(field, name, page, size)
        extra = _extra(field) + entries * inner.extra
        objects = 1 if is_composite_type(get_named_type(field.type)) else 0
        return Shape(
            depth=inner.depth + 1,
            aliases=inner.aliases + aliases,
            cost=_extra(field) + entries * (objects + inner.cost),
            extra=extra,
            fields=1,
            roots=frozenset({name}),
            accesses=inner.accesses | _access(field),
        )

    def _inside(self, field: GraphQLField, node: FieldNode, size: int | None) -> Shape:
        if not node.selection_set:
            return Shape()
        page = size if size is not None else DEFAULT_PAGE
        return self.selection(get_named_type(field.type), node.selection_set, page)

    def _size(self, node: FieldNode) -> int | None:
        """How many entries are asked for, where the field says so."""
        for argument in node.arguments or ():
            if argument.name.value in SIZES:
                size = self._argument_size(argument.value)
                if size is not None:
                    return max(0, size)
        return None

    def _argument_size(self, value: ValueNode) -> int | None:
        if isinstance(value, VariableNode):
            return size_of(self.variables.get(value.name.value))
        return _written(value)


def size_of(value: Any) -> int | None:
    """How many entries a variable can ask for: as many as it says, or one for each in a list."""
    match value:
        case int():
            return min(value, _LARGEST)
        case list():
            return len(value)
    return None


def _written(value: ValueNode | None) -> int | None:
    """The same of a value that stands in the text."""
    match value:
        case IntValueNode():
            return int(value.value)
        case ListValueNode():
            return len(value.values)
    return None


def _sum(shapes: Iterator[Shape]) -> Shape:
    depth = aliases = cost = extra = fields = 0
    roots: frozenset[str] = frozenset()
    accesses: frozenset[Access] = frozenset()
    for shape in shapes:
        depth = max(depth, shape.depth)
        aliases += shape.aliases
        cost += shape.cost
        extra += shape.extra
        fields += shape.fields
        roots |= shape.roots
        accesses |= shape.accesses
    return Shape(depth, aliases, cost, extra, fields, roots, accesses)


def _field_of(parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
    if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
        field: GraphQLField | None = parent.fields.get(name)
        return field
    return None


def _entries(field: GraphQLField, name: str, page: int, size: int | None) -> int:
    if not is_list_type(get_nullable_type(field.type)):
        return 1
    if size is not None:
        return size
    return page if name in PAGES else ASSUMED_SIZE


def _extra(field: GraphQLField) -> int:
    cost = field.extensions.get("cost")
    return cost.extra if isinstance(cost, Cost) else 0


def _access(field: GraphQLField) -> frozenset[Access]:
    access = field.extensions.get("access")
    return frozenset({access}) if isinstance(access, Access) else frozenset()
