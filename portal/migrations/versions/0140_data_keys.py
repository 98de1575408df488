"""The keys that seal what citizens told, each locked by a key that is not in the database."""

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0130"
branch_labels = None
depends_on = None

ROLE = "portal_app"


def upgrade() -> None:
    op.create_table(
        "data_key",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("wrapped_by", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("municipality", "generation"),
    )
    # No DELETE: what a key sealed is lost with it.
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON data_key TO {ROLE}")
    op.execute("ALTER TABLE data_key ENABLE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY data_key_system ON data_key FOR ALL TO {ROLE} USING (acting_as('system'))"
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
