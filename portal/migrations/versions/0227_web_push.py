"""Notifications on phones and in browsers: who receives, what was chosen, what was pushed."""

import sqlalchemy as sa
from alembic import op

revision = "0227"
down_revision = "0205"
branch_labels = None
depends_on = None

ROLE = "portal_app"
INSTANT = sa.DateTime(timezone=True)
OWN = "acting_as('citizen') AND account_id = actor()"


def upgrade() -> None:
    op.create_table(
        "push_subscription",
        sa.Column("id", sa.Uuid, primary_key=True),
        _account(),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("endpoint_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("endpoint", sa.LargeBinary, nullable=False),
        sa.Column("p256dh", sa.LargeBinary, nullable=False),
        sa.Column("auth", sa.LargeBinary, nullable=False),
        sa.Column("device", sa.String, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT),
    )
    op.create_table(
        "channel_choice",
        sa.Column("id", sa.Uuid, primary_key=True),
        _account(),
        sa.Column("group", sa.String, nullable=False),
        sa.Column("by_mail", sa.Boolean, nullable=False),
        sa.Column("by_push", sa.Boolean, nullable=False),
        sa.UniqueConstraint("account_id", "group"),
    )
    op.create_table(
        "outgoing_push",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("unique_key", sa.String, nullable=False, unique=True),
        sa.Column("mail_key", sa.String, nullable=False, index=True),
        _account(),
        sa.Column("subscription_id", sa.Uuid, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("kind", "reference", "path")),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("failed_at", INSTANT),
    )
    for table in ("push_subscription", "channel_choice", "outgoing_push"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_system ON {table} FOR ALL TO {ROLE} USING (acting_as('system'))"
        )
        op.execute(f"CREATE POLICY {table}_citizen ON {table} FOR SELECT TO {ROLE} USING ({OWN})")
    for command, words in (("INSERT", "WITH CHECK"), ("UPDATE", "USING"), ("DELETE", "USING")):
        op.execute(
            f"CREATE POLICY channel_choice_{command.lower()} ON channel_choice FOR {command}"
            f" TO {ROLE} {words} ({OWN})"
        )
    op.execute(
        f"CREATE POLICY push_subscription_delete ON push_subscription FOR DELETE TO {ROLE}"
        f" USING ({OWN})"
    )


def _account() -> sa.Column[object]:
    account = sa.ForeignKey("account.id", ondelete="CASCADE")
    return sa.Column("account_id", sa.Uuid, account, nullable=False, index=True)


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
