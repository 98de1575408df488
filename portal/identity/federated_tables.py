"""Service accounts in the database: ways under way, links to accounts, what a session was told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant


class ServiceAccountWay(SQLModel, table=True):
    """Somebody's way to a provider and back: one browser's, ten minutes, once.

    The state is kept as a digest; the verifier never leaves the server (RFC 7636).
    """

    __tablename__ = "service_account_way"

    state_digest: str = Field(primary_key=True, max_length=64)
    session_id: UUID = Field(index=True)
    account_id: UUID | None = None
    provider: str
    purpose: str
    nonce: str
    verifier: str
    redirect_uri: str
    wanted_level: str
    continue_to: str
    created_at: datetime = instant_field()
    expires_at: datetime = instant_field(default=..., index=True)
    used_at: datetime | None = optional_instant()


class IdentityLink(SQLModel, table=True):
    """An account and the service account of its owner; the key is kept as a digest."""

    __tablename__ = "identity_link"
    __table_args__ = (
        UniqueConstraint("issuer", "key_digest"),
        UniqueConstraint("account_id", "issuer"),
    )

    id: UUID = id_field()
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    issuer: str
    key_digest: str = Field(max_length=64)
    provider: str
    linked_at: datetime = instant_field()
    last_used_at: datetime = instant_field()


class ServiceAccountSession(SQLModel, table=True):
    """What a provider told at the sign-in of one session. Attributes and ID token are sealed."""

    __tablename__ = "service_account_session"

    session_id: UUID = Field(primary_key=True, foreign_key="session.id", ondelete="CASCADE")
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    provider: str
    issuer: str
    subject_digest: str = Field(index=True, max_length=64)
    sid_digest: str = Field(default="", index=True, max_length=64)
    level: str
    attributes: bytes
    id_token: bytes
    created_at: datetime = instant_field()


class LogoutTokenSeen(SQLModel, table=True):
    """A logout token counts once (OpenID Connect Back-Channel Logout 1.0, 2.6)."""

    __tablename__ = "logout_token_seen"

    token_digest: str = Field(primary_key=True, max_length=64)
    expires_at: datetime = instant_field(default=...)
