"""Who receives visitors may also write down an appointment for somebody who called."""

from alembic import op

revision = "0255"
down_revision = "0240"
branch_labels = None
depends_on = None

ROLE = "portal_app"


def upgrade() -> None:
    op.execute(
        f"CREATE POLICY appointment_staff_entry ON appointment FOR INSERT TO {ROLE}"
        " WITH CHECK (acting_as('staff') AND serves(municipality) AND account_id IS NULL"
        " AND application_id IS NULL AND status = 'booked'"
        " AND (municipality = ANY((SELECT desk_towns())::text[])"
        " OR (municipality || '/' || service) = ANY((SELECT desk_services())::text[])"
        " OR (SELECT holds_here('counter_clerk'))))"
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
