"""Secret codes with which one may ask for a case's status without signing in: only a digest."""

import sqlalchemy as sa
from alembic import op

revision = "0217"
down_revision = "0223"
branch_labels = None
depends_on = None

ROLE = "portal_app"


def upgrade() -> None:
    op.create_table(
        "guest_code",
        sa.Column(
            "case_id", sa.Uuid, sa.ForeignKey("case.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("code_digest", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON guest_code TO {ROLE}")
    op.execute("ALTER TABLE guest_code ENABLE ROW LEVEL SECURITY")
    for name, condition in (
        ("system", "acting_as('system') AND serves(municipality)"),
        ("citizen", "acting_as('citizen') AND account_id = actor()"),
    ):
        op.execute(
            f"CREATE POLICY guest_code_{name} ON guest_code FOR ALL TO {ROLE} USING ({condition})"
        )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
