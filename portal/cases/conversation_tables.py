"""What belongs to messages: their files, when they were read, what is typed and not sent yet; and
the code that opens a case's status without signing in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant
from portal.persistence.ownership import OfAccount
from portal.persistence.sealed_columns import sealed_text_field


class MessageFile(OfAccount, SQLModel, table=True):
    """A file sent with a message; until it is sent, only its author sees it.

    `account_id` is the citizen's whose case it is, whoever of both sides sent it.
    """

    __tablename__ = "message_file"

    id: UUID = id_field()
    case_id: UUID = Field(foreign_key="case.id", ondelete="CASCADE", index=True)
    municipality: str
    account_id: UUID = Field(foreign_key="account.id", index=True)
    message_id: UUID | None = Field(
        default=None, foreign_key="case_message.id", ondelete="CASCADE", index=True
    )
    author_kind: str = Field(max_length=10)
    author_id: UUID
    name: str = sealed_text_field(max_length=200)
    media_type: str
    size_bytes: int
    sha256: str
    created_at: datetime = instant_field()


class MessageReading(OfAccount, SQLModel, table=True):
    """The other side has opened the page with this message; `at` None before that was noted."""

    __tablename__ = "message_reading"

    message_id: UUID = Field(foreign_key="case_message.id", ondelete="CASCADE", primary_key=True)
    case_id: UUID = Field(foreign_key="case.id", ondelete="CASCADE", index=True)
    municipality: str
    account_id: UUID = Field(foreign_key="account.id", index=True)
    reader_id: UUID | None = None
    at: datetime | None = optional_instant()


class MessageDraft(OfAccount, SQLModel, table=True):
    """What somebody has typed into the field of a case; `account_id` is whoever types."""

    __tablename__ = "message_draft"
    __table_args__ = (UniqueConstraint("case_id", "account_id"),)

    id: UUID = id_field()
    case_id: UUID = Field(foreign_key="case.id", ondelete="CASCADE", index=True)
    municipality: str
    account_id: UUID = Field(foreign_key="account.id", index=True)
    body: str = sealed_text_field(max_length=4000)
    changed_at: datetime = instant_field()


class GuestCode(OfAccount, SQLModel, table=True):
    """The digest of the code with which one may ask for a case's status; one per case."""

    __tablename__ = "guest_code"

    case_id: UUID = Field(foreign_key="case.id", ondelete="CASCADE", primary_key=True)
    municipality: str
    account_id: UUID = Field(foreign_key="account.id", index=True)
    code_digest: str = Field(max_length=64)
    made_at: datetime = instant_field()
