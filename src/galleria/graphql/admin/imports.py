"""Catalogs on their way into a store."""

import base64
from datetime import datetime
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from strawberry import UNSET

from galleria.core.errors import InvalidInput as Invalid
from galleria.core.errors import Problem
from galleria.core.windows import Sorting
from galleria.graphql import ids
from galleria.graphql.access import staff
from galleria.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    list_rows,
    read_window,
)
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.definitions import identifier_type, input_type, object_type
from galleria.graphql.edge import field, mutation, unless_missing
from galleria.graphql.errors.keeping import ImportNotWaiting
from galleria.graphql.errors.requests import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
)
from galleria.graphql.node import Node
from galleria.graphql.writes import write
from galleria.imports import models, queries, service
from galleria.tenancy.permissions import Permission

READS_CATALOG = staff(Permission.CATALOG_READ)
WRITES_CATALOG = staff(Permission.CATALOG_WRITE)


@strawberry.enum(description="Whose files can be imported.")
class ImportPlatform(Enum):
    """Whose files can be imported."""

    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"


@strawberry.enum(description="How an import is going.")
class ImportStatus(Enum):
    """How an import is going."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELED = "canceled"


@object_type(READS_CATALOG)
class ImportProblem:
    """Something in a file that was refused."""

    line: int
    """The line in the file."""
    column: str
    """The column; empty where the whole row is meant."""
    message: str
    """What is wrong, and what to do."""


@object_type(READS_CATALOG)
class ImportChange:
    """What became of a product, or would become of it."""

    line: int
    """The product's first line in the file."""
    title: str
    """What it is called."""
    action: str
    """`created`, `updated` or `unchanged`."""
    fields: list[str]
    """What changes about it."""


@object_type(READS_CATALOG)
class Import(Node):
    """One file on its way into a store."""

    id: strawberry.ID
    """Names the import for good."""
    store_id: strawberry.ID
    """The store."""
    platform: ImportPlatform
    """Whose file it is."""
    file_name: str
    """What the file is called."""
    is_dry_run: bool
    """Whether it only shows what would change."""
    status: ImportStatus
    """How it is going."""
    message: str
    """Why it failed, if it did."""
    total: int
    """How many products the file has."""
    done: int
    """How many of them have been looked at."""
    products: int
    """Products that went in."""
    variants: int
    """Variants that went in."""
    images: int
    """Pictures that went in."""
    created: int
    """Products that are new."""
    updated: int
    """Products that changed."""
    unchanged: int
    """Products that were so already."""
    rejected: int
    """Rows that were refused."""
    created_at: datetime
    """When it was asked for."""
    finished_at: datetime | None
    """When it ended."""
    details: strawberry.Private[dict[str, Any]]

    @field()
    def problems(self) -> list[ImportProblem]:
        """The first rows that were refused; at most 1,000."""
        return [
            ImportProblem(line=one["line"], column=one["column"], message=one["message"])
            for one in self.details.get("errors", ())
        ]

    @field()
    def changes(self) -> list[ImportChange]:
        """The first changes, of a dry run those there would be; at most 200."""
        return [
            ImportChange(
                line=one["line"],
                title=one["title"],
                action=one["action"],
                fields=[change["field"] for change in one["changes"]],
            )
            for one in self.details.get("changes", ())
        ]

    @classmethod
    def of(cls, row: models.ImportRun) -> "Import":
        """Show an import."""
        return cls(
            id=ids.show(ids.IMPORT, row.id),
            store_id=ids.show(ids.STORE, row.store_id),
            platform=ImportPlatform(row.format),
            file_name=row.file_name,
            is_dry_run=row.is_dry_run,
            status=ImportStatus(row.status),
            message=row.message,
            total=row.total,
            done=row.done,
            products=row.products,
            variants=row.variants,
            images=row.images,
            created=row.created,
            updated=row.updated,
            unchanged=row.unchanged,
            rejected=row.rejected,
            created_at=row.created_at,
            finished_at=row.finished_at,
            details=row.details,
        )


NEWEST = Sorting((models.ImportRun.id,), is_descending=True)


@object_type(READS_CATALOG)
class ImportAdmin:
    """What staff ask about imports."""

    @field(READS_CATALOG)
    async def imports(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Import]:
        """The imports into stores that you may act for, newest first."""
        window = read_window(NEWEST.kinds, first, after, last, before)
        rows, reach = select(models.ImportRun), info.context.actor.store_ids
        if reach is not None:
            rows = rows.where(models.ImportRun.store_id.in_(reach))
        return await list_rows(info.context, rows, NEWEST, window, node=Import.of)

    # "import" is a word of Python's own, hence the name in the API.
    @field(READS_CATALOG, name="import")
    async def import_(self, info: Info, id: strawberry.ID) -> Import | None:
        """One import, with its progress and its report."""
        run_id = ids.find(ids.IMPORT, id)
        if run_id is None:
            return None
        row = await unless_missing(info.context.ask(lambda ctx: queries.get_run(ctx, run_id)))
        return Import.of(row) if row else None


@identifier_type
class FileContent:
    """What is in a file."""

    text: str | None = UNSET
    """The file as text."""
    base64: str | None = UNSET
    """The file byte by byte, in Base64; for files in another encoding than UTF-8."""

    def read(self) -> bytes:
        """Take the bytes.

        Raises:
            InvalidInput: this is no Base64.
        """
        if self.text:
            return self.text.encode()
        try:
            return base64.b64decode(self.base64 or "", validate=True)
        except ValueError:
            message = "This is not Base64."
            raise Invalid([Problem(("file", "base64"), "INVALID_BASE64", message)]) from None


@input_type
class StartImportInput:
    """A file to import."""

    store_id: strawberry.ID
    """The store that its products go into."""
    platform: ImportPlatform
    """Whose export it is."""
    file_name: str
    """What it is called."""
    file: FileContent
    """What is in it."""
    is_dry_run: bool = False
    """Whether only to show what would change."""


@input_type
class ConfirmImportInput:
    """A dry run that was good."""

    import_id: strawberry.ID
    """The dry run."""


@input_type
class CancelImportInput:
    """An import to stop."""

    import_id: strawberry.ID
    """The import."""


StartImportResult = Annotated[
    Import | NotFound | InvalidInput | IdempotencyKeyMissing | IdempotencyKeyReused,
    strawberry.union("StartImportResult"),
]
ConfirmImportResult = Annotated[
    Import
    | ImportNotWaiting
    | NotFound
    | InvalidInput
    | IdempotencyKeyMissing
    | IdempotencyKeyReused,
    strawberry.union("ConfirmImportResult"),
]
CancelImportResult = Annotated[
    Import | ImportNotWaiting | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("CancelImportResult"),
]


@object_type(WRITES_CATALOG)
class ImportMutation:
    """What staff do with imports."""

    @mutation(WRITES_CATALOG, needs_key=True)
    async def start_import(self, info: Info, input: StartImportInput) -> StartImportResult:
        """Hand in a file; a worker takes it into the store while you watch."""
        store_id = ids.read(ids.STORE, input.store_id, "storeId")
        content = input.file.read()
        run_id = await write(
            info,
            input,
            lambda ctx: service.start_import(
                ctx,
                store_id=store_id,
                platform=input.platform.value,
                file_name=input.file_name,
                content=content,
                is_dry_run=input.is_dry_run,
            ),
        )
        return await _read_import(info.context, run_id)

    @mutation(WRITES_CATALOG, needs_key=True)
    async def confirm_import(self, info: Info, input: ConfirmImportInput) -> ConfirmImportResult:
        """Let happen what a dry run has shown."""
        tried = ids.read(ids.IMPORT, input.import_id, "importId")
        run_id = await write(info, input, lambda ctx: service.confirm_import(ctx, run_id=tried))
        return await _read_import(info.context, run_id)

    @mutation(WRITES_CATALOG)
    async def cancel_import(self, info: Info, input: CancelImportInput) -> CancelImportResult:
        """Stop an import; what went in stays in."""
        asked = ids.read(ids.IMPORT, input.import_id, "importId")
        run_id = await write(info, input, lambda ctx: service.cancel_import(ctx, run_id=asked))
        return await _read_import(info.context, run_id)


async def _read_import(request: RequestContext, run_id: UUID) -> Import:
    return Import.of(await request.ask(lambda ctx: queries.get_run(ctx, run_id)))
