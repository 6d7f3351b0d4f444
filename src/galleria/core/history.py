"""Every announced fact, kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from galleria.core.db import TenantTable


class EventRecord(TenantTable):
    """One announced fact of a tenant, who caused it and when."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_name", "tenant_id", "name", "id"),)

    name: Mapped[str]
    data: Mapped[dict[str, Any]]
    actor: Mapped[str]
    occurred_at: Mapped[datetime]
