"""Bank transfers: what was asked for, what arrived, what goes back. Only the system sees them."""

import sqlalchemy as sa
from alembic import op

revision = "0165"
down_revision = "0115"
branch_labels = None
depends_on = None

ROLE = "portal_app"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_order()
    _create_booking()
    op.create_table(
        "transfer_refund",
        sa.Column("idempotency_key", sa.String, primary_key=True),
        _order_reference(nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT),
        sa.CheckConstraint("amount_cents > 0", name="transfer_refund_amount"),
    )
    for table in ("transfer_order", "bank_booking", "transfer_refund"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_system ON {table} FOR ALL TO {ROLE} USING (acting_as('system'))"
        )


def _create_order() -> None:
    op.create_table(
        "transfer_order",
        sa.Column("reference", sa.String, primary_key=True),
        sa.Column("idempotency_key", sa.String, nullable=False, unique=True),
        sa.Column("payment_id", sa.Uuid, nullable=False, index=True),
        sa.Column("municipality", sa.String, nullable=False, index=True),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("recipient", sa.String, nullable=False),
        sa.Column("iban", sa.String, nullable=False),
        sa.Column("bic", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("amount_cents > 0", name="transfer_order_amount"),
    )


def _create_booking() -> None:
    op.create_table(
        "bank_booking",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("bank_reference", sa.String(64), nullable=False),
        sa.Column("kassenzeichen", sa.String(64), nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("booked_on", sa.Date, nullable=False),
        _order_reference(nullable=True),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("entered_by", sa.Uuid),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_at", INSTANT),
        sa.UniqueConstraint(
            "municipality", "bank_reference", name="one_booking_per_bank_reference"
        ),
        sa.CheckConstraint("amount_cents > 0", name="bank_booking_amount"),
        sa.CheckConstraint(
            "outcome IN ('assigned', 'unclear', 'sent_back')", name="bank_booking_outcome"
        ),
        sa.CheckConstraint(
            "(outcome = 'assigned') = (order_reference IS NOT NULL)", name="bank_booking_assigned"
        ),
    )


def _order_reference(nullable: bool) -> "sa.Column[str]":
    return sa.Column(
        "order_reference",
        sa.String,
        sa.ForeignKey("transfer_order.reference"),
        nullable=nullable,
        index=True,
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
