"""A second factor for staff, and sessions that wait for it."""

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0062"
branch_labels = None
depends_on = None

ROLE = "portal_app"


def upgrade() -> None:
    op.add_column("session", sa.Column("waiting_account_id", sa.Uuid, sa.ForeignKey("account.id")))
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("last_step", sa.BigInteger, nullable=False, server_default="0"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON second_factor TO {ROLE}")
    op.execute("ALTER TABLE second_factor ENABLE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY second_factor_system ON second_factor FOR ALL TO {ROLE}"
        " USING (acting_as('system'))"
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
