"""A file's rows in batches, each of which goes in whole or product by product."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import structlog

from galleria.catalog.service.products import clean_html
from galleria.core.context import Actor, Context, StoreRef
from galleria.core.db import Database
from galleria.core.errors import DomainError
from galleria.core.faults import REFUSED, is_outage, reason_of
from galleria.imports import queries
from galleria.imports.records import ProductRecord, RowProblem
from galleria.imports.report import ImportReport, ProductOutcome
from galleria.imports.rules.comparing import action, changes
from galleria.imports.rules.wanting import Wanted, want
from galleria.imports.writing.products import Plan, write_plans

AT_ONCE = 50

log = structlog.get_logger()

Row = ProductRecord | RowProblem
Result = ProductOutcome | RowProblem
Keep = Callable[[Context, ImportReport], Awaitable[None]]


def behind(rows: Iterable[Row], seen: int) -> Iterator[Row]:
    """Leave out the products that were dealt with, and the problems told with them."""
    products = 0
    for row in rows:
        if products >= seen:
            yield row
        products += isinstance(row, ProductRecord)


def in_batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Take so many products at once, with the problems told before them."""
    batch: list[Row] = []
    products = 0
    for row in rows:
        batch.append(row)
        products += isinstance(row, ProductRecord)
        if products == AT_ONCE:
            yield batch
            batch, products = [], 0
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class Importer:
    """Takes batches of one file into one store."""

    database: Database
    store: StoreRef
    source: str
    actor: Actor
    reference: str
    dry_run: bool
    keep: Keep

    async def take(
        self, batch: Sequence[Row], report: ImportReport
    ) -> tuple[list[Result], ImportReport]:
        """Deal with a batch as one, or else with each product for itself."""
        try:
            return await self._commit(batch, report)
        except (DomainError, *REFUSED) as fault:
            if is_outage(fault):
                raise
            log.warning("import batch refused", products=_products(batch), error=_reason(fault))
        results: list[Result] = []
        for row in batch:
            more, report = await self._take_alone(row, report)
            results += more
        return results, report

    async def _take_alone(
        self, row: Row, report: ImportReport
    ) -> tuple[list[Result], ImportReport]:
        try:
            return await self._commit([row], report)
        except (DomainError, *REFUSED) as fault:
            if is_outage(fault):
                raise
            log.warning("import of a product refused", line=row.line, error=_reason(fault))
            return await self._commit([_refusal(row, fault)], report, seen=1)

    async def _commit(
        self, batch: Sequence[Row], report: ImportReport, *, seen: int = 0
    ) -> tuple[list[Result], ImportReport]:
        async with self.database.transaction(
            self.store.tenant_id, actor=self.actor, store=self.store
        ) as ctx:
            results = await self._results(ctx, batch)
            told = report.extended(results, seen=seen + _products(batch))
            await self.keep(ctx, told)
        return results, told

    async def _results(self, ctx: Context, batch: Sequence[Row]) -> list[Result]:
        records = [row for row in batch if isinstance(row, ProductRecord)]
        known = await queries.load_known(ctx, source=self.source, records=records)
        currency = self.store.currency
        plans: list[Plan] = []
        results: list[Result] = []
        for row in batch:
            if isinstance(row, RowProblem):
                results.append(row)
                continue
            there = known.get(row.key)
            wanted = want(row, there, currency, clean_html)
            results += wanted.problems
            if wanted.state.variants:
                plan = Plan(row, there, wanted, changes(there, wanted, currency))
                plans.append(plan)
                results.append(_outcome(plan))
        if not self.dry_run:
            results += await write_plans(
                ctx, plans=plans, source=self.source, reference=self.reference
            )
        return results


def _outcome(plan: Plan) -> ProductOutcome:
    return ProductOutcome(
        line=plan.record.line,
        key=plan.record.key,
        title=plan.wanted.state.title,
        action=action(plan.there, plan.changes),
        variants=_told_variants(plan.record, plan.wanted),
        images=len(plan.wanted.state.images),
        changes=plan.changes,
    )


def _told_variants(record: ProductRecord, wanted: Wanted) -> int:
    """Count the variants that the file speaks of; a product may have more."""
    return min(len(record.variants), len(wanted.state.variants))


def _products(batch: Sequence[Row]) -> int:
    return sum(isinstance(row, ProductRecord) for row in batch)


def _refusal(row: Row, fault: Exception) -> RowProblem:
    return RowProblem(row.line, "", f"This product was left out: {_reason(fault)}")


def _reason(fault: Exception) -> str:
    if isinstance(fault, DomainError):
        return fault.message
    return f"the database does not take it ({reason_of(fault)})."
