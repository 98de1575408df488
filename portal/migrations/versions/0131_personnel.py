"""Roles that wait for a second administrator, and invitations of new members of staff.

What makes four eyes of two is also a rule of the table: no code can get around it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0131"
down_revision = "0150"
branch_labels = None
depends_on = None

ROLE = "portal_app"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("municipality", sa.String, nullable=False, index=True),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("services", sa.ARRAY(sa.Text)),
        sa.Column("proposed_by", sa.Uuid, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("outcome", sa.String, nullable=False, server_default=""),
        sa.Column("decided_by", sa.Uuid, sa.ForeignKey("account.id")),
        sa.Column("decided_at", INSTANT),
        sa.CheckConstraint(
            "outcome <> 'confirmed' OR (decided_by IS NOT NULL"
            " AND decided_by <> proposed_by AND decided_by <> account_id)",
            name="role_grant_four_eyes",
        ),
        sa.CheckConstraint(
            "outcome IN ('', 'confirmed', 'refused', 'replaced')", name="role_grant_outcome"
        ),
    )
    op.create_index(
        "one_waiting_role_grant",
        "role_grant",
        ["account_id", "municipality", "role"],
        unique=True,
        postgresql_where=sa.text("outcome = ''"),
    )
    op.create_table(
        "staff_invitation",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("token_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("email", sa.String(254), nullable=False, index=True),
        sa.Column("municipality", sa.String, nullable=False, index=True),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("services", sa.ARRAY(sa.Text)),
        sa.Column("invited_by", sa.Uuid, sa.ForeignKey("account.id")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("accepted_at", INSTANT),
        sa.Column("withdrawn_at", INSTANT),
    )
    for table in ("role_grant", "staff_invitation"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_system ON {table} FOR ALL TO {ROLE} USING (acting_as('system'))"
        )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
