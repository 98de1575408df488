"""When a draft was last touched and its end announced; contact data; answers as last time."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

ROLE = "portal_app"
OWN = "acting_as('citizen') AND account_id = actor()"


def upgrade() -> None:
    _note_when_drafts_were_touched()
    op.add_column("application", sa.Column("repeats_submission_id", sa.Uuid(), nullable=True))
    op.create_table(
        "contact_profile",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("answers", JSONB(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON contact_profile TO {ROLE}")
    op.execute("ALTER TABLE contact_profile ENABLE ROW LEVEL SECURITY")
    for name, condition in (("system", "acting_as('system')"), ("citizen", OWN)):
        op.execute(
            f"CREATE POLICY contact_profile_{name} ON contact_profile FOR ALL TO {ROLE}"
            f" USING ({condition})"
        )


def _note_when_drafts_were_touched() -> None:
    instant = sa.DateTime(timezone=True)
    op.add_column("application", sa.Column("touched_at", instant, nullable=True))
    op.execute("UPDATE application SET touched_at = saved_at")
    op.alter_column("application", "touched_at", nullable=False)
    op.add_column("application", sa.Column("end_announced_at", instant, nullable=True))
    op.create_index(
        "unfinished_applications",
        "application",
        ["touched_at"],
        postgresql_where=sa.text("status IN ('draft', 'in_basket')"),
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
