"""The ledger of refunds: everything that goes back, whoever wanted it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant
from portal.persistence.ownership import OfAccount
from portal.persistence.sealed_columns import sealed_text_field


class Refund(OfAccount, SQLModel, table=True):
    """Money that goes back to the citizen. Integer cents.

    `kind` is 'surplus' (arrived for something already paid or gone; by itself), 'by_hand' (a team
    lead gives back a settled item or a part of it, for a `reason`), 'outside' (found at the
    provider, made there) or 'correction' (corrected answers cost less; by itself). `needs_second`
    says that somebody else must agree before it is made: that is `decided_by`, who may also
    decline. Triggers of migration 0170 see to it that no payment and no item is ever given back
    more than it brought in.
    """

    __table_args__ = (
        CheckConstraint(
            "kind IN ('surplus', 'by_hand', 'outside', 'correction')", name="refund_kind"
        ),
        CheckConstraint(
            "status IN ('asked', 'agreed', 'calling', 'done', 'refused', 'declined')",
            name="refund_status",
        ),
        CheckConstraint("amount_cents > 0", name="refund_amount"),
        CheckConstraint("decided_by <> asked_by", name="refund_second_pair_of_eyes"),
        CheckConstraint(
            "NOT needs_second OR decided_by IS NOT NULL OR status IN ('asked', 'declined')",
            name="refund_needs_second",
        ),
        CheckConstraint(
            "(kind = 'by_hand') = (asked_by IS NOT NULL)"
            " AND (kind <> 'by_hand' OR item_id IS NOT NULL)",
            name="refund_by_hand",
        ),
        Index(
            "one_refund_at_a_time",
            "payment_id",
            unique=True,
            postgresql_where=text("status = 'calling'"),
        ),
    )

    id: UUID = id_field()
    payment_id: UUID = Field(foreign_key="payment.id", index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    item_id: UUID | None = Field(default=None, foreign_key="payment_item.id", index=True)
    municipality: str = Field(index=True)
    kind: str
    amount_cents: int
    status: str
    needs_second: bool = False
    reason: str = sealed_text_field(default="")
    asked_by: UUID | None = None
    asked_at: datetime = instant_field()
    decided_by: UUID | None = None
    decided_at: datetime | None = optional_instant()
    calling_since: datetime | None = optional_instant()
    done_at: datetime | None = optional_instant()
    provider_reference: str = ""
