"""Service accounts: ways to a provider, links to accounts, what a session was told."""

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0141"
branch_labels = None
depends_on = None

ROLE = "portal_app"
SYSTEM = "acting_as('system')"
OWN = "acting_as('citizen') AND account_id = actor()"
POLICIES = {
    "service_account_way": (("system", "ALL", SYSTEM),),
    "identity_link": (("system", "ALL", SYSTEM), ("own", "SELECT", OWN)),
    "service_account_session": (("system", "ALL", SYSTEM), ("own", "SELECT", OWN)),
    "logout_token_seen": (("system", "ALL", SYSTEM),),
}


def upgrade() -> None:
    op.add_column(
        "session", sa.Column("trust_level", sa.String, nullable=False, server_default="none")
    )
    _create_ways()
    _create_links()
    for table, policies in POLICIES.items():
        op.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {ROLE}')
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        for name, command, condition in policies:
            op.execute(
                f'CREATE POLICY {table}_{name} ON "{table}" FOR {command} TO {ROLE}'
                f" USING ({condition})"
            )


def _create_ways() -> None:
    op.create_table(
        "service_account_way",
        sa.Column("state_digest", sa.String(64), primary_key=True),
        sa.Column("session_id", sa.Uuid, nullable=False, index=True),
        sa.Column("account_id", sa.Uuid),
        sa.Column("provider", sa.String, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("nonce", sa.String, nullable=False),
        sa.Column("verifier", sa.String, nullable=False),
        sa.Column("redirect_uri", sa.String, nullable=False),
        sa.Column("wanted_level", sa.String, nullable=False),
        sa.Column("continue_to", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("used_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "logout_token_seen",
        sa.Column("token_digest", sa.String(64), primary_key=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )


def _create_links() -> None:
    op.create_table(
        "identity_link",
        sa.Column("id", sa.Uuid, primary_key=True),
        _of_account(),
        sa.Column("issuer", sa.String, nullable=False),
        sa.Column("key_digest", sa.String(64), nullable=False),
        sa.Column("provider", sa.String, nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("issuer", "key_digest"),
        sa.UniqueConstraint("account_id", "issuer"),
    )
    op.create_table(
        "service_account_session",
        sa.Column(
            "session_id",
            sa.Uuid,
            sa.ForeignKey("session.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        _of_account(),
        sa.Column("provider", sa.String, nullable=False),
        sa.Column("issuer", sa.String, nullable=False),
        sa.Column("subject_digest", sa.String(64), nullable=False, index=True),
        sa.Column("sid_digest", sa.String(64), nullable=False, index=True),
        sa.Column("level", sa.String, nullable=False),
        sa.Column("attributes", sa.LargeBinary, nullable=False),
        sa.Column("id_token", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def _of_account() -> sa.Column:
    owner = sa.ForeignKey("account.id", ondelete="CASCADE")
    return sa.Column("account_id", sa.Uuid, owner, nullable=False, index=True)


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
