"""Tables of the demo adapters: what the demo mailbox received and the demo bank holds."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from portal.persistence.columns import instant_field, optional_instant


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
