"""What was sent before its direct debit was certain, where a municipality wants it so."""

import sqlalchemy as sa
from alembic import op

revision = "0173"
down_revision = "0172"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("ahead", sa.Boolean, nullable=False, server_default="false")
    op.add_column("payment_item", column)
    op.alter_column("payment_item", "ahead", server_default=None)


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
