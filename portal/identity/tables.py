"""Who uses the portal: accounts of citizens and staff, their sessions, confirmations, roles."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant
from portal.persistence.sealed_columns import sealed_document_field, sealed_text_field
from portal.shared.language import GERMAN


class Account(SQLModel, table=True):
    """A person who signs in. Accounts of citizens are valid in every municipality.

    `erased_at`: the person's data are gone, the row stays for the cases that must be kept.
    `language`: in which the portal writes to them, as they used it last.
    """

    __table_args__ = (CheckConstraint("kind IN ('citizen', 'staff')", name="account_kind"),)

    id: UUID = id_field()
    kind: str = "citizen"
    email: str = Field(unique=True, max_length=254)
    display_name: str = Field(default="", max_length=200)
    password_hash: str
    trust_level: str = "basic"
    email_confirmed_at: datetime | None = optional_instant()
    created_at: datetime = instant_field()
    erased_at: datetime | None = optional_instant()
    language: str = GERMAN


class Session(SQLModel, table=True):
    """A browser's session; the cookie's value is kept only as a SHA-256 digest.

    `waiting_account_id`: the password was right, the second factor has not come yet.
    `authenticated_at`: when the owner last proved who they are; `method`: how they signed in
    ("password", "confirmation_link", "passkey", "servicekonto"); `device`: 'Firefox auf Windows'.
    `trust_level`: what a service account told at this sign-in; it counts where it is higher than
    the account's.
    """

    id: UUID = id_field()
    token_digest: str = Field(unique=True, max_length=64)
    visitor_id: UUID = Field(index=True)
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    waiting_account_id: UUID | None = Field(default=None, foreign_key="account.id")
    host_municipality: str
    trust_level: str = "none"
    flash: dict[str, Any] = sealed_document_field(default_factory=dict)
    created_at: datetime = instant_field()
    last_seen_at: datetime = instant_field()
    expires_at: datetime = instant_field(default=...)
    revoked_at: datetime | None = optional_instant()
    authenticated_at: datetime | None = optional_instant()
    method: str = ""
    device: str = ""


class EmailToken(SQLModel, table=True):
    """A link sent by e-mail: single use, kept as a digest, valid for a while."""

    __tablename__ = "email_token"

    token_digest: str = Field(primary_key=True, max_length=64)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    purpose: str
    visitor_id: UUID | None = None
    continue_to: str = "/"
    created_at: datetime = instant_field()
    expires_at: datetime = instant_field(default=...)
    used_at: datetime | None = optional_instant()


class StaffRole(SQLModel, table=True):
    """What a member of staff may do, in which municipality, and for which of its services.

    `services` None means all of them; only case workers and team leads are limited.
    """

    __tablename__ = "staff_role"
    __table_args__ = (
        UniqueConstraint("account_id", "municipality", "role"),
        CheckConstraint(
            "services IS NULL OR cardinality(services) > 0", name="staff_role_services"
        ),
    )

    id: UUID = id_field()
    account_id: UUID = Field(foreign_key="account.id", index=True)
    municipality: str
    role: str
    services: list[str] | None = Field(default=None, sa_type=ARRAY(Text))


class Delegation(SQLModel, table=True):
    """A municipality has the cases of one service worked on by another, from day to day.

    It holds once a second administrator has confirmed it, until it is ended or `until` is over.
    `expires_at` is when nobody has confirmed it in time.
    """

    __table_args__ = (
        CheckConstraint("confirmed_by <> proposed_by", name="delegation_four_eyes"),
        CheckConstraint("municipality <> delegate", name="delegation_to_another"),
    )

    id: UUID = id_field()
    municipality: str = Field(index=True)
    delegate: str = Field(index=True)
    service: str
    since: date
    until: date | None = None
    reason: str
    proposed_by: UUID | None = Field(default=None, foreign_key="account.id")
    proposed_at: datetime = instant_field()
    expires_at: datetime = instant_field(default=...)
    confirmed_by: UUID | None = Field(default=None, foreign_key="account.id")
    confirmed_at: datetime | None = optional_instant()
    ended_by: UUID | None = Field(default=None, foreign_key="account.id")
    ended_at: datetime | None = optional_instant()


class SignInAttempt(SQLModel, table=True):
    """Failed attempts per digest of address and network: they make the next one slower."""

    __tablename__ = "sign_in_attempt"

    key_digest: str = Field(primary_key=True, max_length=64)
    failures: int = 0
    last_failed_at: datetime = instant_field()


class SecondFactor(SQLModel, table=True):
    """The secret of a member of staff's authenticator app, encrypted."""

    __tablename__ = "second_factor"

    account_id: UUID = Field(primary_key=True, foreign_key="account.id")
    secret: bytes
    confirmed_at: datetime | None = optional_instant()
    last_step: int = Field(default=0, sa_type=BigInteger)


class IdentificationCode(SQLModel, table=True):
    """The code a citizen shows at the counter: one per account, short-lived, kept as a digest."""

    __tablename__ = "identification_code"

    account_id: UUID = Field(primary_key=True, foreign_key="account.id")
    code_digest: str = Field(unique=True, max_length=64)
    expires_at: datetime = instant_field(default=...)


class Identification(SQLModel, table=True):
    """An identity document was compared at a counter: who, when, which kind, until when valid.

    Neither a copy nor a number of the document is kept (GDPR Art. 5 (1) c).
    """

    id: UUID = id_field()
    account_id: UUID = Field(foreign_key="account.id", index=True)
    municipality: str = Field(index=True)
    clerk_id: UUID = Field(foreign_key="account.id")
    document_kind: str
    document_valid_until: date
    confirmed_at: datetime = instant_field()
    revoked_at: datetime | None = optional_instant()
    revoked_by: UUID | None = Field(default=None, foreign_key="account.id")
    revoke_reason: str = sealed_text_field(default="")


class EmailChange(SQLModel, table=True):
    """Somebody wants to sign in with another address; the links are kept as digests."""

    __tablename__ = "email_change"

    id: UUID = id_field()
    account_id: UUID = Field(foreign_key="account.id", index=True)
    old_email: str = Field(max_length=254)
    new_email: str = Field(max_length=254)
    confirm_digest: str = Field(unique=True, max_length=64)
    undo_digest: str = Field(unique=True, max_length=64)
    created_at: datetime = instant_field()
    confirm_until: datetime = instant_field(default=...)
    undo_until: datetime = instant_field(default=...)
    confirmed_at: datetime | None = optional_instant()
    undone_at: datetime | None = optional_instant()


class KnownDevice(SQLModel, table=True):
    """A browser an account was used in: a digest of account and the browser's own secret, so that
    two accounts of one family computer cannot be told to share it."""

    __tablename__ = "known_device"

    account_id: UUID = Field(primary_key=True, foreign_key="account.id")
    device_digest: str = Field(primary_key=True, max_length=64)
    first_seen_at: datetime = instant_field()
    last_seen_at: datetime = instant_field()
