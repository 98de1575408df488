"""In which language somebody is written to; what a mail is about, and that nobody takes it."""

import sqlalchemy as sa
from alembic import op

revision = "0225"
down_revision = "0200"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("account", sa.Column("language", sa.String, nullable=False, server_default="de"))
    for name, default in (("kind", ""), ("language", "de"), ("problem", "")):
        op.add_column(
            "outgoing_mail", sa.Column(name, sa.String, nullable=False, server_default=default)
        )
    op.add_column("outgoing_mail", sa.Column("failed_at", INSTANT))
    case = sa.ForeignKey("case.id", ondelete="SET NULL")
    op.add_column("outgoing_mail", sa.Column("case_id", sa.Uuid, case))
    op.create_index("ix_outgoing_mail_case_id", "outgoing_mail", ["case_id"])
