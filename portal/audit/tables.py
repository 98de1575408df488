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


class DataAccess(SQLModel, table=True):
    """Staff saw data of a citizen; never changed, deleted after two years by the owner alone.

    `municipality` is whose data it is, `by_municipality` whose staff looked, `action` one of
    portal.audit.access.Look, `subject` a kind and an id, `reference` the case's, if there is one.
    """

    __tablename__ = "data_access"
    __table_args__ = (
        Index("accesses_to_an_account", "account_id", "at"),
        Index("accesses_by_staff", "actor_id", "subject", "at"),
    )

    id: UUID = id_field()
    at: datetime = instant_field()
    account_id: UUID
    municipality: str
    by_municipality: str
    actor_id: UUID
    action: str
    subject: str
    reference: str = ""
