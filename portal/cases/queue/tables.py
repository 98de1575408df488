"""Views of the queue that people keep for themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from portal.persistence.columns import document_field, id_field, instant_field


class QueueView(SQLModel, table=True):
    """A saved filter of one member of staff in one municipality's portal: never with words that
    were searched. At most one per person and portal `is_start`."""

    __tablename__ = "queue_view"
    __table_args__ = (
        Index(
            "one_start_view",
            "account_id",
            "municipality",
            unique=True,
            postgresql_where=text("is_start"),
        ),
        Index("views_of_a_person", "account_id", "municipality", "name", unique=True),
    )

    id: UUID = id_field()
    account_id: UUID = Field(foreign_key="account.id")
    municipality: str
    name: str = Field(max_length=40)
    wish: dict[str, Any] = document_field(default_factory=dict)
    is_start: bool = False
    created_at: datetime = instant_field()
