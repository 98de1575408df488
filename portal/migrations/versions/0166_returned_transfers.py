"""What of the money under a Kassenzeichen the treasury transferred back: a surplus, or a part."""

import sqlalchemy as sa
from alembic import op

revision = "0166"
down_revision = "0165"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "transfer_order",
        sa.Column("returned_cents", sa.Integer, nullable=False, server_default="0"),
    )
    op.alter_column("transfer_order", "returned_cents", server_default=None)


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
