"""Who asked for a refund may take it back without a second person."""

from alembic import op

revision = "0171"
down_revision = "0185"
branch_labels = None
depends_on = None

NAME = "refund_needs_second"


def upgrade() -> None:
    op.drop_constraint(NAME, "refund")
    op.create_check_constraint(
        NAME,
        "refund",
        "NOT needs_second OR decided_by IS NOT NULL OR status IN ('asked', 'declined')",
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
