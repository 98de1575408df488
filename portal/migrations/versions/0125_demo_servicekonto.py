"""What the demo's Servicekonto remembers; empty outside the demo."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0125"
down_revision = "0110"
branch_labels = None
depends_on = None

ROLE = "portal_app"
TABLES = ("demo_provider_key", "demo_provider_session", "demo_provider_grant")


def _instant(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, **options: object) -> sa.Column:
    return sa.Column(name, sa.String, nullable=False, **options)


def upgrade() -> None:
    op.create_table(
        "demo_provider_key",
        sa.Column("purpose", sa.String, primary_key=True),
        sa.Column("private_jwk", JSONB, nullable=False),
        _instant("created_at"),
    )
    op.create_table(
        "demo_provider_session",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("token_digest", sa.String(64), nullable=False, unique=True),
        _text("subject"),
        sa.Column("claims", JSONB, nullable=False),
        _text("acr"),
        _instant("authenticated_at"),
        _instant("ended_at", nullable=True),
    )
    op.create_table(
        "demo_provider_grant",
        sa.Column("code_digest", sa.String(64), primary_key=True),
        sa.Column(
            "session_id", sa.String, sa.ForeignKey("demo_provider_session.id"), nullable=False
        ),
        _text("redirect_uri"),
        _text("scope"),
        _text("nonce"),
        _text("code_challenge"),
        _text("acr"),
        _instant("authenticated_at"),
        _instant("expires_at"),
        _instant("redeemed_at", nullable=True),
        sa.Column("token_digest", sa.String(64), unique=True),
        _instant("token_expires_at", nullable=True),
        _instant("revoked_at", nullable=True),
    )
    op.create_index("ix_demo_provider_grant_session_id", "demo_provider_grant", ["session_id"])
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_system ON {table} FOR ALL TO {ROLE} USING (acting_as('system'))"
        )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
