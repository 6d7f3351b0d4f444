"""Whatever is found by its id alone."""

import strawberry

from galleria.graphql.access import PUBLIC
from galleria.graphql.definitions import interface_type


@interface_type(PUBLIC)
class Node:
    """Whatever is found by its id alone, of whatever kind it is."""

    id: strawberry.ID
    """Names the thing for good; begins with its kind."""
