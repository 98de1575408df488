"""Remember for each answer of a draft which revision last changed it.

Two devices may then fill in different fields of one draft, and notice when it is the same one.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0031"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "application",
        sa.Column("answer_changes", JSONB(), nullable=False, server_default=sa.text("'{}'")),
    )
    op.alter_column("application", "answer_changes", server_default=None)


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
