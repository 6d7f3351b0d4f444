"""Refusals around reviews."""

from galleria.graphql.errors.user_error import UserError, error_type
from galleria.reviews import errors as reviews


@error_type(reviews.AlreadyReviewed)
class AlreadyReviewed(UserError):
    """This person has reviewed the product in this store."""
