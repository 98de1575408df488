"""Bank transfers: what citizens were asked to transfer, and what arrived at the bank.

No name and no IBAN of a payer is kept: the bank's statement has them.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant


class TransferOrder(SQLModel, table=True):
    """A Kassenzeichen and what is to arrive under it, in cents. The account is the one the
    citizen was told, whatever the content says later. `returned_cents` of what arrived does not
    count any more: a surplus, or a part, that the treasury transferred back."""

    __tablename__ = "transfer_order"

    reference: str = Field(primary_key=True)
    idempotency_key: str = Field(unique=True)
    payment_id: UUID = Field(index=True)
    municipality: str = Field(index=True)
    amount_cents: int = Field(gt=0)
    recipient: str
    iban: str
    bic: str
    returned_cents: int = 0
    status: str = "open"
    created_at: datetime = instant_field()


class BankBooking(SQLModel, table=True):
    """Money on the bank's statement, entered by the treasury once per the bank's own reference.

    `order_reference` is the order it counts for; None while nobody knows. Amounts in cents.
    """

    __tablename__ = "bank_booking"
    __table_args__ = (
        UniqueConstraint("municipality", "bank_reference", name="one_booking_per_bank_reference"),
        CheckConstraint("amount_cents > 0", name="bank_booking_amount"),
        CheckConstraint(
            "outcome IN ('assigned', 'unclear', 'sent_back')", name="bank_booking_outcome"
        ),
        CheckConstraint(
            "(outcome = 'assigned') = (order_reference IS NOT NULL)", name="bank_booking_assigned"
        ),
    )

    id: UUID = id_field()
    municipality: str
    bank_reference: str = Field(max_length=64)
    kassenzeichen: str = Field(max_length=64)
    amount_cents: int
    booked_on: date
    order_reference: str | None = Field(
        default=None, foreign_key="transfer_order.reference", index=True
    )
    outcome: str = "unclear"
    entered_by: UUID | None = None
    entered_at: datetime = instant_field()
    decided_by: UUID | None = None
    decided_at: datetime | None = optional_instant()


class TransferRefund(SQLModel, table=True):
    """Money to be transferred back to who paid, ordered once per key; `done_at` when it was."""

    __tablename__ = "transfer_refund"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="transfer_refund_amount"),)

    idempotency_key: str = Field(primary_key=True)
    order_reference: str = Field(foreign_key="transfer_order.reference", index=True)
    amount_cents: int
    created_at: datetime = instant_field()
    done_at: datetime | None = optional_instant()
