"""Who works on a case is the town hall's own affair: a citizen's session never reads it."""

from alembic import op

revision = "0205"
down_revision = "0217"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE POLICY case_event_within ON case_event AS RESTRICTIVE FOR SELECT TO portal_app"
        " USING (NOT acting_as('citizen')"
        " OR kind NOT IN ('assigned', 'given_back', 'mail_refused'))"
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
