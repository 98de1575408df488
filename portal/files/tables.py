"""What is known about a stored file; its bytes lie encrypted outside the database."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field
from portal.persistence.ownership import OfAccountOrVisitor
from portal.persistence.sealed_columns import sealed_text_field


class StoredFile(OfAccountOrVisitor, SQLModel, table=True):
    """An upload of a citizen, belonging to one application."""

    __tablename__ = "stored_file"

    id: UUID = id_field()
    application_id: UUID = Field(foreign_key="application.id", index=True)
    municipality: str = Field(index=True)
    visitor_id: UUID
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    field_path: str
    name: str = sealed_text_field(max_length=200)
    media_type: str
    size_bytes: int
    sha256: str
    created_at: datetime = instant_field()
