"""Team leads are told once of each deadline that passed; the citizen's session never reads it."""

import sqlalchemy as sa
from alembic import op

revision = "0208"
down_revision = "0207"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("escalated_for", sa.Date))
    op.execute(
        "ALTER POLICY case_event_within ON case_event USING (NOT acting_as('citizen')"
        " OR kind NOT IN ('assigned', 'given_back', 'mail_refused', 'escalated'))"
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
