"""Messages to citizens: one row each, before anything is sent."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant
from portal.persistence.sealed_columns import sealed_text_field
from portal.shared.language import GERMAN


class OutgoingMail(SQLModel, table=True):
    """An e-mail to be sent once. `unique_key` names the occasion; the Message-ID is stable.

    `kind` is a row of notifications/kinds, `case_id` the case it is about. `failed_at`: no server
    takes it, for the reason `problem` (such as "550"); it is not tried again.
    """

    __tablename__ = "outgoing_mail"

    id: UUID = id_field()
    unique_key: str = Field(unique=True)
    message_id: str = Field(unique=True)
    municipality: str = Field(index=True)
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    to_address: str
    subject: str
    body: str = sealed_text_field()
    calendar: str = sealed_text_field(default="")
    created_at: datetime = instant_field()
    sent_at: datetime | None = optional_instant()
    kind: str = ""
    language: str = GERMAN
    case_id: UUID | None = Field(
        default=None, foreign_key="case.id", ondelete="SET NULL", index=True
    )
    failed_at: datetime | None = optional_instant()
    problem: str = ""
