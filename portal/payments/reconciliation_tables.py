"""What the nightly comparison found, and when it ran."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant
from portal.persistence.sealed_columns import sealed_text_field


class PaymentDifference(SQLModel, table=True):
    """Something in which our books and the provider's do not agree. Integer cents.

    `subject` is the payment's id, or what the provider calls money that is unknown here. Open
    until the two agree again, or until `closed_by` closed it for a `reason`: then it comes back
    only with other amounts. `municipality` is the portal it was paid at; "" for unknown money.
    """

    __tablename__ = "payment_difference"
    __table_args__ = (
        CheckConstraint(
            "closed_by IS NULL OR closed_at IS NOT NULL", name="difference_closed_by_somebody"
        ),
        Index(
            "one_open_difference_of_a_kind",
            "kind", "subject",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )  # fmt: skip

    id: UUID = id_field()
    kind: str
    subject: str
    provider: str
    payment_id: UUID | None = Field(default=None, index=True)
    municipality: str = Field(default="", index=True)
    ours_cents: int
    theirs_cents: int
    first_seen_at: datetime = instant_field()
    last_seen_at: datetime = instant_field()
    closed_at: datetime | None = optional_instant()
    closed_by: UUID | None = None
    reason: str = sealed_text_field(default="")


class ReconciliationRun(SQLModel, table=True):
    """One comparison. `unanswered` counts what a provider did not answer: not compared."""

    __tablename__ = "reconciliation_run"

    id: UUID = id_field()
    started_at: datetime = instant_field()
    finished_at: datetime | None = optional_instant()
    compared: int = 0
    unanswered: int = 0
    found: int = 0
    closed: int = 0
