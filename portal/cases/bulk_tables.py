"""Something done to many cases at once: what was planned, and what became of each."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant
from portal.persistence.sealed_columns import sealed_text_field


class Outcome(StrEnum):
    """What becomes of a case: it fits and waits, it cannot be changed, it was, it was refused."""

    FITS = "fits"
    CANNOT = "cannot"
    DONE = "done"
    REFUSED = "refused"


class BulkJob(SQLModel, table=True):
    """What one member of staff does to many cases; planned first, begun by their yes."""

    __tablename__ = "bulk_job"

    id: UUID = id_field()
    municipality: str
    staff_id: UUID
    deed: str = Field(max_length=30)
    assignee_id: UUID | None = None
    assignee_name: str = ""
    note: str = sealed_text_field(default="", max_length=4000)
    planned_at: datetime = instant_field()
    begun_at: datetime | None = optional_instant()
    finished_at: datetime | None = optional_instant()


class BulkItem(SQLModel, table=True):
    """One case of it, with the revision the preview showed; `why` it is not changed, if so."""

    __tablename__ = "bulk_item"
    __table_args__ = (Index("items_of_a_bulk_job", "job_id", "position", unique=True),)

    id: UUID = id_field()
    job_id: UUID = Field(foreign_key="bulk_job.id", ondelete="CASCADE")
    municipality: str
    position: int
    case_id: UUID = Field(foreign_key="case.id", ondelete="CASCADE", index=True)
    reference: str
    revision: int
    outcome: str
    why: str = ""
