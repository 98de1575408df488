"""Requests not to pay a fee, or not all of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant
from portal.persistence.ownership import OfAccount
from portal.persistence.sealed_columns import sealed_text_field


class FeeRelief(OfAccount, SQLModel, table=True):
    """A citizen's request to be let off the fee of a case, as the content offered it when it was
    sent, and what the desk decided. Amounts in integer cents.

    `full_cents` is the fee without it, `offered_cents` the most that may be remitted,
    `remitted_cents` what was. `reason` is what the desk wrote to it (VwVfG § 39).
    """

    __tablename__ = "fee_relief"
    __table_args__ = (
        CheckConstraint(
            "status IN ('asked', 'granted', 'partly', 'refused', 'moot')", name="fee_relief_status"
        ),
        CheckConstraint(
            "0 <= remitted_cents AND remitted_cents <= offered_cents"
            " AND offered_cents <= full_cents AND full_cents > 0",
            name="fee_relief_amounts",
        ),
        CheckConstraint("(status = 'asked') = (decided_at IS NULL)", name="fee_relief_decided"),
    )

    id: UUID = id_field()
    case_id: UUID = Field(foreign_key="case.id", unique=True, ondelete="CASCADE")
    municipality: str = Field(index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    kind: str = Field(max_length=60)
    label: str
    proof: str
    legal_basis: str
    full_cents: int
    offered_cents: int
    remitted_cents: int = 0
    status: str = "asked"
    reason: str = sealed_text_field(default="")
    asked_at: datetime = instant_field()
    decided_at: datetime | None = optional_instant()
    decided_by: UUID | None = None
