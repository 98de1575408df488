"""What staff keep beside a case for themselves: notes and ticked checklists. Append-only."""

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
