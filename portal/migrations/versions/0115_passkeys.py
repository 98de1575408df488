"""Passkeys of accounts, and ceremonies on the sign-in host."""

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0126"
branch_labels = None
depends_on = None

ROLE = "portal_app"
SYSTEM = "acting_as('system')"
POLICIES = {
    "passkey": (("system", "ALL", SYSTEM),),
    "passkey_ceremony": (("system", "ALL", SYSTEM),),
}


def upgrade() -> None:
    _create_passkeys()
    _create_ceremonies()
    for table, policies in POLICIES.items():
        op.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {ROLE}')
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        for name, command, condition in policies:
            op.execute(
                f'CREATE POLICY {table}_{name} ON "{table}" FOR {command} TO {ROLE}'
                f" USING ({condition})"
            )


def _create_passkeys() -> None:
    owner = sa.ForeignKey("account.id", ondelete="CASCADE")
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, owner, nullable=False, index=True),
        sa.Column("credential_id", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("user_handle", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
    )


def _create_ceremonies() -> None:
    owner = sa.ForeignKey("account.id", ondelete="CASCADE")
    passkey = sa.ForeignKey("passkey.id", ondelete="CASCADE")
    op.create_table(
        "passkey_ceremony",
        sa.Column("ticket_digest", sa.String(64), primary_key=True),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("session_id", sa.Uuid, nullable=False, index=True),
        sa.Column("account_id", sa.Uuid, owner),
        sa.Column("challenge", sa.LargeBinary, nullable=False),
        sa.Column("user_handle", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("return_origin", sa.String, nullable=False),
        sa.Column("continue_to", sa.String, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("passkey_id", sa.Uuid, passkey),
        sa.Column("code_digest", sa.String(64), unique=True),
        sa.Column("code_expires_at", sa.DateTime(timezone=True)),
        sa.Column("redeemed_at", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
