"""When, how and on what kind of device the owner of a session signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0092"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("session", sa.Column("authenticated_at", sa.DateTime(timezone=True)))
    for name in ("method", "device"):
        op.add_column("session", sa.Column(name, sa.String, nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
