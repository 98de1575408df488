"""Files of messages, when a message was read, and what somebody has typed and not sent yet.

What hangs on a case goes with it (ON DELETE CASCADE runs as the owner, see 0150).
"""

import sqlalchemy as sa
from alembic import op

revision = "0215"
down_revision = "0210"
branch_labels = None
depends_on = None

ROLE = "portal_app"
INSTANT = sa.DateTime(timezone=True)
SYSTEM = "acting_as('system') AND serves(municipality)"
OWN = "account_id = actor()"
CITIZEN = f"acting_as('citizen') AND {OWN}"
SENT = "message_id IS NOT NULL"


def upgrade() -> None:
    _create_files()
    _create_readings()
    _create_drafts()
    op.create_index(
        "messages_to_an_account", "case_message", ["account_id"],
        postgresql_where=sa.text("author_kind = 'staff'"),
    )  # fmt: skip


def _create_files() -> None:
    op.create_table(
        "message_file",
        sa.Column("id", sa.Uuid, primary_key=True),
        *_of_case("message_file"),
        _of_message(nullable=True),
        sa.Column("author_kind", sa.String(10), nullable=False),
        sa.Column("author_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    op.create_index("ix_message_file_message_id", "message_file", ["message_id"])
    _open_to_the_portal(
        "message_file",
        citizen=f"{CITIZEN} AND ({SENT} OR author_id = actor())",
        staff=f"{_staff('message_file')} AND ({SENT} OR author_id = actor())",
    )


def _create_readings() -> None:
    op.create_table(
        "message_reading",
        sa.Column(
            "message_id",
            sa.Uuid,
            sa.ForeignKey("case_message.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        *_of_case("message_reading"),
        sa.Column("reader_id", sa.Uuid),
        sa.Column("at", INSTANT),
    )
    _open_to_the_portal("message_reading", CITIZEN, _staff("message_reading"))
    # Nobody noted until now who read what: that counts as read, and says no day.
    op.execute(
        "INSERT INTO message_reading (message_id, case_id, municipality, account_id)"
        " SELECT id, case_id, municipality, account_id FROM case_message"
    )


def _create_drafts() -> None:
    op.create_table(
        "message_draft",
        sa.Column("id", sa.Uuid, primary_key=True),
        *_of_case("message_draft"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.UniqueConstraint("case_id", "account_id"),
    )
    _open_to_the_portal("message_draft", CITIZEN, f"{_staff('message_draft')} AND {OWN}")


def _of_case(table: str) -> "list[sa.Column[object]]":
    return [
        sa.Column(
            "case_id",
            sa.Uuid,
            sa.ForeignKey("case.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False, index=True),
    ]


def _of_message(*, nullable: bool) -> "sa.Column[object]":
    return sa.Column(
        "message_id",
        sa.Uuid,
        sa.ForeignKey("case_message.id", ondelete="CASCADE"),
        nullable=nullable,
    )


def _staff(table: str) -> str:
    return f"acting_as('staff') AND EXISTS (SELECT FROM \"case\" c WHERE c.id = {table}.case_id)"


def _open_to_the_portal(table: str, citizen: str, staff: str) -> None:
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    for name, condition in (("system", SYSTEM), ("citizen", citizen), ("staff", staff)):
        op.execute(f"CREATE POLICY {table}_{name} ON {table} FOR ALL TO {ROLE} USING ({condition})")


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
