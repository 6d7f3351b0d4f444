"""What shoppers say of products."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import UNSET

from galleria.catalog.queries import ListedProduct
from galleria.core.windows import Window
from galleria.graphql import ids
from galleria.graphql.access import PUBLIC
from galleria.graphql.connections import Connection, connection
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.definitions import input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.requests import (
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
)
from galleria.graphql.errors.reviewing import AlreadyReviewed
from galleria.graphql.node import Node
from galleria.graphql.writes import write
from galleria.reviews import models, queries, service
from galleria.reviews.rows import ReviewRow


@object_type(PUBLIC)
class Review(Node):
    """What one shopper says of one product."""

    id: strawberry.ID
    """Names the review for good."""
    rating: int
    """From 1, bad, to 5, good."""
    title: str
    """The shopper's opinion in a few words."""
    body: str
    """The shopper's opinion; may be empty."""
    author_name: str
    """How the shopper wants to be called."""
    is_verified: bool
    """Whether the shopper has bought the product here."""
    created_at: datetime
    """When it was written."""

    @classmethod
    def of(cls, review: models.Review | ReviewRow) -> "Review":
        """Show a review."""
        return cls(
            id=ids.show(ids.REVIEW, review.id),
            rating=review.rating,
            title=review.title,
            body=review.body,
            author_name=review.author_name,
            is_verified=review.is_verified,
            created_at=review.created_at,
        )


async def list_reviews(
    request: RequestContext, product: ListedProduct, window: Window
) -> Connection[Review]:
    """A page of what this store shows of a product's reviews, newest first."""
    product_id = product.product_id
    rows = await request.ask(lambda ctx: queries.list_within(ctx, product_id, window))
    return connection(
        window,
        rows,
        key=queries.NEWEST.key,
        node=Review.of,
        count=lambda: request.ask(lambda ctx: queries.count_approved(ctx, product_id)),
    )


SubmitReviewResult = Annotated[
    Review | AlreadyReviewed | InvalidInput | NotFound | IdempotencyKeyReused,
    strawberry.union("SubmitReviewResult"),
]


@input_type
class SubmitReviewInput:
    """What a shopper says of a product."""

    product_id: strawberry.ID
    """The product."""
    rating: int
    """From 1, bad, to 5, good."""
    title: str
    """The opinion in a few words."""
    body: str = ""
    """The opinion; may be empty."""
    author_name: str
    """How the shopper wants to be called; everybody sees it."""
    email: str
    """The shopper's address; nobody sees it, and each address reviews a product once."""
    order_token: str | None = UNSET
    """The token of an order with the product, placed under the same address: proof of purchase."""


@object_type(PUBLIC)
class ReviewMutation:
    """What shoppers do with reviews."""

    @mutation(PUBLIC)
    async def submit_review(self, info: Info, input: SubmitReviewInput) -> SubmitReviewResult:
        """Say something of a product. Staff look at it before others see it."""
        product_id = ids.read(ids.PRODUCT, input.product_id, "productId")
        review_id = await write(
            info,
            input,
            lambda ctx: service.submit_review(
                ctx,
                product_id=product_id,
                rating=input.rating,
                title=input.title,
                body=input.body,
                author_name=input.author_name,
                email=input.email,
                order_token=input.order_token or None,
            ),
        )
        return Review.of(await info.context.ask(lambda ctx: queries.get_review(ctx, review_id)))
