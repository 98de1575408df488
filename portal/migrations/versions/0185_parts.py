"""A basket that several collect for is paid in parts: which of how many a payment is."""

import sqlalchemy as sa
from alembic import op

revision = "0185"
down_revision = "0190"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("part", "parts"):
        column = sa.Column(name, sa.Integer, nullable=False, server_default="1")
        op.add_column("payment", column)
        op.alter_column("payment", name, server_default=None)
    op.create_check_constraint("payment_parts", "payment", "part BETWEEN 1 AND parts")


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
