"""A notification on the phone knows the case it is about, as an e-mail does."""

import sqlalchemy as sa
from alembic import op

revision = "0235"
down_revision = "0227"
branch_labels = None
depends_on = None


def upgrade() -> None:
    case = sa.ForeignKey("case.id", ondelete="SET NULL")
    op.add_column("outgoing_push", sa.Column("case_id", sa.Uuid, case, nullable=True))
    op.create_index("ix_outgoing_push_case_id", "outgoing_push", ["case_id"])


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
