"""Applications, uploads' names, appointments and mails are sealed: whatever somebody typed.

Each table is written anew while it is locked; how long that takes stands in record 0032.
"""

from alembic import context, op

from portal.persistence.seal_existing import seal_existing

revision = "0142"
down_revision = "0131"
branch_labels = None
depends_on = None

SEALED = {
    "application": ["answers", "change_note"],
    "submission": ["answers", "review"],
    "stored_file": ["name"],
    "outgoing_mail": ["body", "calendar"],
    "appointment": ["name", "phone", "cancelled_because"],
    "identification": ["revoke_reason"],
}


def upgrade() -> None:
    keys, connection = context.config.attributes["keys"], op.get_bind()
    for table, columns in SEALED.items():
        seal_existing(connection, keys, table, columns)
    seal_existing(connection, keys, "session", ["flash"], municipality=None)


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
