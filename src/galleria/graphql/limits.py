"""How much one operation may ask for."""

from dataclasses import dataclass

from graphql import OperationDefinitionNode, OperationType

from galleria.core.context import Actor
from galleria.core.settings import Settings
from galleria.graphql.analysis import Shape
from galleria.graphql.refusals import RequestError


@dataclass(frozen=True, slots=True)
class Limits:
    """What an operator allows; the defaults of the settings are what the API documents."""

    settings: Settings

    def check(self, operation: OperationDefinitionNode, shape: Shape) -> None:
        """Refuse what is too deep or too wide, before it is validated.

        Raises:
            RequestError: which limit is passed, and by how much.
        """
        settings = self.settings
        _within("DEPTH_LIMIT", "levels deep", shape.depth, settings.graphql_max_depth)
        _within("ALIAS_LIMIT", "aliases", shape.aliases, settings.graphql_max_aliases)
        if operation.operation is OperationType.MUTATION:
            _within("MUTATION_LIMIT", "mutations", shape.fields, settings.graphql_max_mutations)

    def check_cost(self, actor: Actor, shape: Shape) -> None:
        """Refuse what would cost too much in one go.

        Raises:
            RequestError: what it costs, and what it may.
        """
        _within("COST_LIMIT", "points of cost", shape.cost, self.ceiling(actor))

    def largest_body(self, actor: Actor) -> int:
        """The bytes that a request may have; staff send whole files."""
        if actor.is_staff:
            return self.settings.graphql_largest_staff_body
        return self.settings.graphql_largest_body

    def ceiling(self, actor: Actor) -> int:
        """The points that one operation of this actor may cost."""
        if actor.is_staff:
            return self.settings.graphql_staff_cost
        if actor.kind == "customer":
            return self.settings.graphql_customer_cost
        return self.settings.graphql_public_cost


def _within(code: str, what: str, found: int, limit: int) -> None:
    if found > limit:
        message = f"The operation has {found} {what}; {limit} are allowed."
        raise RequestError(code, message, found=found, limit=limit)
