"""What staff keep beside a case for themselves: notes and ticked checklists, which are append-only,
and who is looking at it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field
from portal.persistence.sealed_columns import sealed_text_field


class CaseNote(SQLModel, table=True):
    """An internal note; the citizen never sees it."""

    __tablename__ = "case_note"

    id: UUID = id_field()
    case_id: UUID = Field(foreign_key="case.id", ondelete="CASCADE", index=True)
    municipality: str
    at: datetime = instant_field()
    author_id: UUID
    author_name: str
    body: str = sealed_text_field(max_length=4000)


class CaseCheck(SQLModel, table=True):
    """Somebody ticked an item of the service's checklist, or took the tick away again."""

    __tablename__ = "case_check"

    id: UUID = id_field()
    case_id: UUID = Field(foreign_key="case.id", ondelete="CASCADE", index=True)
    municipality: str
    at: datetime = instant_field()
    author_id: UUID
    author_name: str
    item: str = Field(max_length=60)
    is_done: bool


class CasePresence(SQLModel, table=True):
    """Somebody of the town hall has the case open; forgotten as soon as they are gone."""

    __tablename__ = "case_presence"

    case_id: UUID = Field(foreign_key="case.id", ondelete="CASCADE", primary_key=True)
    staff_id: UUID = Field(primary_key=True)
    municipality: str
    name: str
    seen_at: datetime = instant_field()
