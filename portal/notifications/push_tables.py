"""Where citizens are told besides e-mail, what they chose, and what was pushed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant
from portal.persistence.sealed_columns import sealed_text_field
from portal.shared.language import GERMAN


class PushSubscription(SQLModel, table=True):
    """A browser that shows notifications to the owner of the account, found by the digest of its
    `endpoint`. `device` is told in words: 'Firefox auf Android'."""

    __tablename__ = "push_subscription"

    id: UUID = id_field()
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    municipality: str
    endpoint_digest: str = Field(unique=True, max_length=64)
    endpoint: str = sealed_text_field()
    p256dh: str = sealed_text_field()
    auth: str = sealed_text_field()
    device: str = ""
    created_at: datetime = instant_field()
    last_used_at: datetime | None = optional_instant()


class ChannelChoice(SQLModel, table=True):
    """How somebody wants to be told of one group of notifications; without a row: by both."""

    __tablename__ = "channel_choice"
    __table_args__ = (UniqueConstraint("account_id", "group"),)

    id: UUID = id_field()
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    group: str
    by_mail: bool = True
    by_push: bool = True


class OutgoingPush(SQLModel, table=True):
    """A notification for one browser, once per `unique_key`.

    `mail_key` is the unique_key of the e-mail that waits in case no browser takes it, "" where
    none does. `subscription_id` is no foreign key: a browser that is gone is deleted.
    """

    __tablename__ = "outgoing_push"

    id: UUID = id_field()
    unique_key: str = Field(unique=True)
    mail_key: str = Field(default="", index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    subscription_id: UUID
    case_id: UUID | None = Field(
        default=None, foreign_key="case.id", ondelete="SET NULL", index=True
    )
    kind: str
    reference: str = ""
    path: str = ""
    language: str = GERMAN
    created_at: datetime = instant_field()
    sent_at: datetime | None = optional_instant()
    failed_at: datetime | None = optional_instant()
