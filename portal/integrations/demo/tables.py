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
    received_at: datetime = instant_field()


class DemoBankPayment(SQLModel, table=True):
    """A payment at the demo bank, which stands in for PayPal and cards."""

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
