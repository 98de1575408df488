"""With which form a draft was begun, and what to tell where the form changed since."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.sql.sqltypes import AutoString

revision = "0071"
down_revision = "0091"
branch_labels = None
depends_on = None

ROLE = "portal_app"
ANYBODY = " OR ".join(f"acting_as('{kind}')" for kind in ("system", "citizen", "visitor", "staff"))


def upgrade() -> None:
    _add_columns()
    op.create_table(
        "definition_version",
        sa.Column("service", AutoString(), nullable=False),
        sa.Column("digest", AutoString(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("questions", JSONB(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("service", "digest"),
    )
    # Content that is public anyway; kept by whoever begins the first draft with it.
    op.execute(f"GRANT SELECT, INSERT ON definition_version TO {ROLE}")
    op.execute("ALTER TABLE definition_version ENABLE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY definition_version_read ON definition_version FOR SELECT TO {ROLE}"
        f" USING ({ANYBODY})"
    )
    op.execute(
        f"CREATE POLICY definition_version_keep ON definition_version FOR INSERT TO {ROLE}"
        f" WITH CHECK ({ANYBODY})"
    )


def _add_columns() -> None:
    op.add_column(
        "application",
        sa.Column("definition_digest", AutoString(length=64), nullable=False, server_default=""),
    )
    op.add_column(
        "application",
        sa.Column("change_note", JSONB(), nullable=False, server_default=sa.text("'{}'")),
    )
    for column in ("definition_digest", "change_note"):
        op.alter_column("application", column, server_default=None)


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
