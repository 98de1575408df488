"""The check of an identity document at the counter: the code shown, and what was confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0022"
branch_labels = None
depends_on = None

ROLE = "portal_app"
SYSTEM = "acting_as('system')"
POLICIES = {
    "identification_code": (("system", "ALL", SYSTEM),),
    "identification": (
        ("system", "ALL", SYSTEM),
        ("own", "SELECT", "acting_as('citizen') AND account_id = actor()"),
    ),
}


def upgrade() -> None:
    op.create_table(
        "identification_code",
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("code_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "identification",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("municipality", sa.String, nullable=False, index=True),
        sa.Column("clerk_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("document_kind", sa.String, nullable=False),
        sa.Column("document_valid_until", sa.Date, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_by", sa.Uuid, sa.ForeignKey("account.id")),
        sa.Column("revoke_reason", sa.String, nullable=False, server_default=""),
    )
    for table, policies in POLICIES.items():
        op.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {ROLE}')
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        for name, command, condition in policies:
            op.execute(
                f'CREATE POLICY {table}_{name} ON "{table}" FOR {command} TO {ROLE}'
                f" USING ({condition})"
            )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
