"""The work queue and the usual durations stay fast with many cases."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "open_cases_by_deadline",
        "case",
        ["municipality", "due_on"],
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("cases_of_a_service", "case", ["municipality", "service", "opened_at"])


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
