"""What citizens keep in their account and what they and the town hall write is sealed."""

from alembic import context, op

from portal.persistence.seal_existing import seal_existing

revision = "0141"
down_revision = "0140"
branch_labels = None
depends_on = None


def upgrade() -> None:
    keys = context.config.attributes["keys"]
    connection = op.get_bind()
    seal_existing(
        connection, keys, "contact_profile", ["answers"], row_id="account_id", municipality=None
    )
    seal_existing(connection, keys, "case_message", ["body"])
    seal_existing(connection, keys, "case_event", ["detail"])


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
