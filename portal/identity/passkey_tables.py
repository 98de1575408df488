"""Passkeys in the database: those that accounts have, and ceremonies under way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant


class Passkey(SQLModel, table=True):
    """The public half of a passkey. It opens nothing before `confirmed_at`.

    `user_handle` is what the authenticator knows the account by: random, the same for all
    passkeys of one account, and no id of ours (WebAuthn Level 3, 14.6.1).
    """

    id: UUID = id_field()
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    credential_id: bytes = Field(unique=True, sa_type=LargeBinary)
    public_key: bytes
    sign_count: int = Field(default=0, sa_type=BigInteger)
    user_handle: bytes
    name: str = Field(max_length=60)
    created_at: datetime = instant_field()
    confirmed_at: datetime | None = optional_instant()
    last_used_at: datetime | None = optional_instant()


class PasskeyCeremony(SQLModel, table=True):
    """One browser's way to the sign-in host and back: ticket, challenge, answer, code; each once.

    `session_id` is the session that set out at a municipality's portal; nobody else comes back.
    `account_id` is whose passkey is wanted (None: anybody's who signs in). Ticket and code are
    kept as digests.
    """

    __tablename__ = "passkey_ceremony"

    ticket_digest: str = Field(primary_key=True, max_length=64)
    purpose: str
    session_id: UUID = Field(index=True)
    account_id: UUID | None = Field(default=None, foreign_key="account.id", ondelete="CASCADE")
    challenge: bytes
    user_handle: bytes = b""
    name: str = Field(default="", max_length=60)
    return_origin: str
    continue_to: str
    expires_at: datetime = instant_field(default=..., index=True)
    answered_at: datetime | None = optional_instant()
    passkey_id: UUID | None = Field(default=None, foreign_key="passkey.id", ondelete="CASCADE")
    code_digest: str | None = Field(default=None, unique=True, max_length=64)
    code_expires_at: datetime | None = optional_instant()
    redeemed_at: datetime | None = optional_instant()
