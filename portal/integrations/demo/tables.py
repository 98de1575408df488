"""Tables of the demo adapters: the mailbox, the bank, and the Servicekonto's OpenID provider."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from portal.persistence.columns import document_field, instant_field, optional_instant


class DemoMail(SQLModel, table=True):
    """What arrived in the demo mailbox; filled by the demo adapter alone."""

    __tablename__ = "demo_mail"

    message_id: str = Field(primary_key=True)
    municipality: str
    to_address: str
    subject: str
    body: str
    calendar: str = ""
    received_at: datetime = instant_field()


class DemoBankPayment(SQLModel, table=True):
    """A payment at the demo bank, which stands in for PayPal and cards.

    `status` is what the person decided; the bank says so only from `effective_at` on.
    """

    __tablename__ = "demo_bank_payment"

    reference: str = Field(primary_key=True)
    idempotency_key: str = Field(unique=True)
    method: str
    amount_cents: int
    refunded_cents: int = 0
    description: str
    return_url: str
    notify_host: str
    status: str = "open"
    decided_at: datetime | None = optional_instant()
    effective_at: datetime | None = optional_instant()
    created_at: datetime = instant_field()


class DemoBankRefund(SQLModel, table=True):
    """Money given back, once per idempotency key. Amounts in integer cents."""

    __tablename__ = "demo_bank_refund"

    idempotency_key: str = Field(primary_key=True)
    reference: str = Field(foreign_key="demo_bank_payment.reference")
    amount_cents: int = Field(gt=0)
    created_at: datetime = instant_field()


class DemoProviderKey(SQLModel, table=True):
    """The key that signs ID tokens, made at first use; one per installation."""

    __tablename__ = "demo_provider_key"

    purpose: str = Field(primary_key=True)
    private_jwk: dict[str, Any] = document_field()
    created_at: datetime = instant_field()


class DemoProviderSession(SQLModel, table=True):
    """Somebody signed in at the provider, in one browser; `id` is the claim `sid`."""

    __tablename__ = "demo_provider_session"

    id: str = Field(primary_key=True)
    token_digest: str = Field(unique=True, max_length=64)
    subject: str
    claims: dict[str, Any] = document_field()
    acr: str
    authenticated_at: datetime = instant_field()
    ended_at: datetime | None = optional_instant()


class DemoProviderGrant(SQLModel, table=True):
    """A code for the portal, and the access token it was redeemed for."""

    __tablename__ = "demo_provider_grant"

    code_digest: str = Field(primary_key=True, max_length=64)
    session_id: str = Field(foreign_key="demo_provider_session.id", index=True)
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    acr: str
    authenticated_at: datetime = instant_field()
    expires_at: datetime = instant_field(default=...)
    redeemed_at: datetime | None = optional_instant()
    token_digest: str | None = Field(default=None, unique=True, max_length=64)
    token_expires_at: datetime | None = optional_instant()
    revoked_at: datetime | None = optional_instant()
