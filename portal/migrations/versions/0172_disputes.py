"""What payers' banks claim back of a payment, as the provider says."""

import sqlalchemy as sa
from alembic import op

revision = "0172"
down_revision = "0171"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("disputed_cents", sa.Integer, nullable=False, server_default="0")
    op.add_column("payment", column)
    op.alter_column("payment", "disputed_cents", server_default=None)


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
