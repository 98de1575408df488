"""Payments: what is owed to whom, what the provider says, each event once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Sequence, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.persistence.columns import document_field, id_field, instant_field, optional_instant
from portal.persistence.ownership import OfAccount

KASSENZEICHEN_NUMBERS = Sequence("kassenzeichen_number")
"""Running numbers for all municipalities; one that is not used in the end leaves a gap."""


class Payment(OfAccount, SQLModel, table=True):
    """One attempt to pay one basket. Amounts in integer cents, EUR only.

    `provider` 'none' settles baskets without a fee. `surplus` marks a payment that arrived for
    something already paid or gone: it is refunded by itself. `attempt_key` is the checkout page's:
    a second click finds the first payment; `attempt_number` grows when the same page is used
    again after a failure or another way. `part` of `parts` is which one of the payments it is that
    a basket takes. `problem` names what only a human can clear.
    """

    __table_args__ = (
        CheckConstraint(
            "status IN ('created', 'pending', 'paid', 'declined', 'canceled', 'expired')",
            name="payment_status",
        ),
        CheckConstraint("amount_cents >= 0 AND refunded_cents >= 0", name="payment_amounts"),
        CheckConstraint("part BETWEEN 1 AND parts", name="payment_parts"),
        CheckConstraint("refunded_cents <= amount_cents", name="never_refunded_more_than_paid"),
        Index(
            "one_payment_per_provider_reference",
            "provider", "provider_reference",
            unique=True,
            postgresql_where=text("provider_reference <> ''"),
        ),
        UniqueConstraint(
            "account_id", "attempt_key", "attempt_number", name="one_payment_per_attempt"
        ),
    )  # fmt: skip

    id: UUID = id_field()
    account_id: UUID = Field(foreign_key="account.id", index=True)
    host_municipality: str
    provider: str
    method: str
    amount_cents: int
    refunded_cents: int = 0
    disputed_cents: int = 0
    status: str = "created"
    surplus: bool = False
    provider_reference: str = ""
    redirect_url: str = ""
    attempt_key: str = Field(max_length=64)
    attempt_number: int = 0
    problem: str = ""
    part: int = 1
    parts: int = 1
    created_at: datetime = instant_field()
    settled_at: datetime | None = optional_instant()


class PaymentItem(OfAccount, SQLModel, table=True):
    """What a payment is for, for one authority: a submission, or a claim on its case
    (`claim_id`).

    It outlives both: `booked_title` and `booked_reference` then say what was paid for (AO § 147).
    `booking_account` and `kassenzeichen` are where and under what the treasury books it, as the
    content said when the payment began; both never change. No Kassenzeichen: nothing to book, or
    begun before there were any. `ahead`: its case was opened before the money was certain.
    """

    __tablename__ = "payment_item"
    __table_args__ = (
        UniqueConstraint("payment_id", "application_id"),
        Index(
            "an_application_is_paid_once",
            "application_id",
            unique=True,
            postgresql_where=text("settled AND claim_id IS NULL"),
        ),
        Index(
            "a_claim_is_paid_once",
            "claim_id",
            unique=True,
            postgresql_where=text("settled AND claim_id IS NOT NULL"),
        ),
    )

    id: UUID = id_field()
    payment_id: UUID = Field(foreign_key="payment.id", index=True)
    account_id: UUID = Field(foreign_key="account.id")
    municipality: str = Field(index=True)
    application_id: UUID
    submission_id: UUID
    claim_id: UUID | None = None
    amount_cents: int = Field(ge=0)
    settled: bool = False
    ahead: bool = False
    booked_title: str = ""
    booked_reference: str = ""
    booking_account: str = Field(default="", max_length=40)
    kassenzeichen: str | None = Field(default=None, max_length=25, unique=True)


class PaymentEvent(SQLModel, table=True):
    """A provider's notification, stored once by its own id, handled once."""

    __tablename__ = "payment_event"

    provider: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    provider_reference: str
    payload: dict[str, Any] = document_field(default_factory=dict)
    received_at: datetime = instant_field()
    handled_at: datetime | None = optional_instant()
