"""What the nightly comparison with the providers found. Only the system sees it."""

import sqlalchemy as sa
from alembic import op

revision = "0180"
down_revision = "0170"
branch_labels = None
depends_on = None

ROLE = "portal_app"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "payment_difference",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("provider", sa.String, nullable=False),
        sa.Column("payment_id", sa.Uuid, index=True),
        sa.Column("municipality", sa.String, nullable=False, index=True),
        sa.Column("ours_cents", sa.Integer, nullable=False),
        sa.Column("theirs_cents", sa.Integer, nullable=False),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("closed_by", sa.Uuid),
        sa.Column("reason", sa.LargeBinary, nullable=False),
        sa.CheckConstraint(
            "closed_by IS NULL OR closed_at IS NOT NULL", name="difference_closed_by_somebody"
        ),
    )
    op.create_index(
        "one_open_difference_of_a_kind", "payment_difference", ["kind", "subject"], unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "reconciliation_run",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("compared", "unanswered", "found", "closed")
        ),
    )
    for table in ("payment_difference", "reconciliation_run"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_system ON {table} FOR ALL TO {ROLE} USING (acting_as('system'))"
        )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
