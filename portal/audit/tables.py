"""The append-only record of who saw or changed what."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field


class AuditEntry(SQLModel, table=True):
    """One thing done by one actor to one subject; never changed, never deleted."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("audit_of_an_actor", "actor_id", "action", "at"),)

    id: UUID = id_field()
    at: datetime = instant_field()
    municipality: str = Field(index=True)
    actor_kind: str
    actor_id: UUID | None = None
    action: str
    subject: str
    detail: str = ""
