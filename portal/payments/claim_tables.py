"""What a municipality still asks of a citizen for a case that is open already."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant
from portal.persistence.ownership import OfAccount
from portal.persistence.sealed_columns import sealed_text_field


class FeeClaim(OfAccount, SQLModel, table=True):
    """An amount (integer cents, EUR) to be paid for an open case until the end of `due_on`.

    Amount, case and booking account never change; another amount is another claim. A payment's
    item that pays for it names it (`PaymentItem.claim_id`) and has the Kassenzeichen.
    `end_reason` is the desk's word for a claim it withdrew.
    """

    __tablename__ = "fee_claim"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="fee_claim_amount"),
        CheckConstraint(
            "status IN ('open', 'paid', 'withdrawn', 'lapsed')", name="fee_claim_status"
        ),
        CheckConstraint(
            "(status IN ('paid', 'withdrawn')) = (ended_at IS NOT NULL)", name="fee_claim_ended"
        ),
        Index(
            "claims_to_be_paid",
            "municipality", "due_on",
            postgresql_where=text("status IN ('open', 'lapsed')"),
        ),
    )  # fmt: skip

    id: UUID = id_field()
    case_id: UUID = Field(foreign_key="case.id", index=True, ondelete="CASCADE")
    municipality: str
    account_id: UUID = Field(foreign_key="account.id", index=True)
    application_id: UUID
    submission_id: UUID
    amount_cents: int
    reason: str = sealed_text_field()
    booking_account: str = Field(default="", max_length=40)
    due_on: date
    status: str = "open"
    created_at: datetime = instant_field()
    created_by: UUID | None = None
    ended_at: datetime | None = optional_instant()
    ended_by: UUID | None = None
    end_reason: str = sealed_text_field(default="")
