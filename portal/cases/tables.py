"""Cases: what the town hall works on, and everything that happened to each."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant
from portal.persistence.ownership import OfAccount
from portal.persistence.sealed_columns import sealed_text_field

_STILL_OPEN = text("closed_at IS NULL")
_FORWARDED = text("forwarded_to IS NOT NULL")
DONE_EVENT = text("to_status IN ('posted', 'provided', 'closed', 'rejected')")
"""The town hall did its part: what it took is measured until the first of these."""
_FROM_THE_TOWN_HALL = text("author_kind = 'staff'")


class CaseCounter(SQLModel, table=True):
    """The last reference number given, per municipality and year."""

    __tablename__ = "case_counter"

    municipality: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last_number: int


class Case(OfAccount, SQLModel, table=True):
    """One case: exactly one per application.

    `erase_after` is the last day a closed case is kept; the content says how long. `paused_on` is
    since when the town hall waits for the citizen: its deadline stands still (cases/deadline.py).
    `inbox_consent_at` is when the citizen agreed to be told of decisions in the inbox.
    `forwarded_to` is whose desk it lies on since it was forwarded (cases/forwarding.py).
    `escalated_for` is the deadline that passed and of which the team leads were told.
    """

    __table_args__ = (
        Index("open_cases_by_deadline", "municipality", "due_on", postgresql_where=_STILL_OPEN),
        Index("cases_of_a_service", "municipality", "service", "opened_at"),
        Index("open_cases_of_a_colleague", "assignee_id", postgresql_where=_STILL_OPEN),
        Index("cases_by_day", "municipality", "opened_at"),
        Index("cases_forwarded_to", "forwarded_to", "service", postgresql_where=_FORWARDED),
    )

    id: UUID = id_field()
    reference: str = Field(unique=True, max_length=15)
    municipality: str = Field(index=True)
    application_id: UUID = Field(foreign_key="application.id", unique=True)
    submission_id: UUID = Field(foreign_key="submission.id")
    account_id: UUID = Field(foreign_key="account.id", index=True)
    service: str
    title: str
    applicant_name: str
    status: str
    assignee_id: UUID | None = Field(default=None, foreign_key="account.id")
    assignee_name: str = ""
    due_on: date
    paused_on: date | None = None
    inbox_consent_at: datetime | None = optional_instant()
    revision: int = 0
    opened_at: datetime = instant_field()
    closed_at: datetime | None = optional_instant()
    erase_after: date | None = None
    forwarded_to: str | None = None
    escalated_for: date | None = None

    @property
    def authority(self) -> str:
        """Whose desk the case lies on: where it was forwarded to, else its own municipality."""
        return self.forwarded_to or self.municipality


FOUND_BY: Column[str] = Column("found_by", TSVECTOR)
"""What the queue's search finds a case by: words of name and title, and the title's stems. The
database keeps it (migration 0200); no row that is read carries it."""
SQLModel.metadata.tables["case"].append_column(FOUND_BY)


class CaseEvent(OfAccount, SQLModel, table=True):
    """Something that happened to a case; append-only."""

    __tablename__ = "case_event"
    __table_args__ = (
        Index("done_events", "municipality", "case_id", "at", postgresql_where=DONE_EVENT),
    )

    id: UUID = id_field()
    case_id: UUID = Field(foreign_key="case.id", index=True)
    municipality: str = Field(index=True)
    account_id: UUID = Field(foreign_key="account.id")
    at: datetime = instant_field()
    kind: str
    from_status: str = ""
    to_status: str = ""
    actor_kind: str
    actor_id: UUID | None = None
    detail: str = sealed_text_field(default="")


class CaseForwarding(SQLModel, table=True):
    """A case went from one desk to another; append-only. The reason stands in the history."""

    __tablename__ = "case_forwarding"

    id: UUID = id_field()
    case_id: UUID = Field(foreign_key="case.id", ondelete="CASCADE", index=True)
    municipality: str
    service: str
    from_town: str
    to_town: str
    by_id: UUID
    by_name: str
    at: datetime = instant_field()


class CaseMessage(OfAccount, SQLModel, table=True):
    """One message of the conversation between citizen and town hall; append-only."""

    __tablename__ = "case_message"
    __table_args__ = (
        Index("messages_to_an_account", "account_id", postgresql_where=_FROM_THE_TOWN_HALL),
    )

    id: UUID = id_field()
    case_id: UUID = Field(foreign_key="case.id", index=True)
    municipality: str = Field(index=True)
    account_id: UUID = Field(foreign_key="account.id")
    at: datetime = instant_field()
    author_kind: str
    author_id: UUID
    body: str = sealed_text_field(max_length=4000)
