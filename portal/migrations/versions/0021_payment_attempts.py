"""a payment belongs to one attempt at the checkout; the demo bank remembers its refunds"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0031"
branch_labels = None
depends_on = None

ROLE = "portal_app"


def upgrade() -> None:
    op.add_column("payment", sa.Column("attempt_key", sa.String(64), nullable=True))
    op.execute("UPDATE payment SET attempt_key = id::text")
    op.alter_column("payment", "attempt_key", nullable=False)
    for name, column, default in (
        ("attempt_number", sa.Integer(), "0"),
        ("problem", sa.String(), ""),
    ):
        op.add_column("payment", sa.Column(name, column, nullable=False, server_default=default))
        op.alter_column("payment", name, server_default=None)
    op.create_unique_constraint(
        "one_payment_per_attempt", "payment", ["account_id", "attempt_key", "attempt_number"]
    )
    op.create_table(
        "demo_bank_refund",
        sa.Column("idempotency_key", sa.String(), primary_key=True),
        sa.Column(
            "reference", sa.String(), sa.ForeignKey("demo_bank_payment.reference"), nullable=False
        ),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON demo_bank_refund TO {ROLE}")
    op.execute("ALTER TABLE demo_bank_refund ENABLE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY demo_bank_refund_system ON demo_bank_refund FOR ALL TO {ROLE}"
        " USING (acting_as('system'))"
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
