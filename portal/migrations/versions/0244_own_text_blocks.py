"""Text blocks that team leads write, and what was changed about them.

Like rules, they are read and written by the portal itself, after it looked up the role.
"""

import sqlalchemy as sa
from alembic import op

revision = "0244"
down_revision = "0255"
branch_labels = None
depends_on = None

ROLE = "portal_app"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "own_text_block",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("municipality", sa.String, nullable=False, index=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("uses", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("english", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.CheckConstraint("cardinality(uses) > 0", name="text_block_uses"),
    )
    op.create_table(
        "text_block_change",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("municipality", sa.String, nullable=False, index=True),
        sa.Column("block_id", sa.Uuid, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
    )
    for table in ("own_text_block", "text_block_change"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_system ON {table} FOR ALL TO {ROLE}"
            " USING (acting_as('system') AND serves(municipality))"
        )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
