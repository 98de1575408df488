"""Who has a case open right now. Not logged by the server: after a crash nobody is there."""

import sqlalchemy as sa
from alembic import op

revision = "0209"
down_revision = "0208"
branch_labels = None
depends_on = None

ROLE = "portal_app"


def upgrade() -> None:
    op.create_table(
        "case_presence",
        sa.Column(
            "case_id", sa.Uuid, sa.ForeignKey("case.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("staff_id", sa.Uuid, primary_key=True),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        prefixes=["UNLOGGED"],
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON case_presence TO {ROLE}")
    op.execute("ALTER TABLE case_presence ENABLE ROW LEVEL SECURITY")
    seen = (
        "acting_as('staff') AND EXISTS (SELECT FROM \"case\" c WHERE c.id = case_presence.case_id)"
    )
    own = f"{seen} AND staff_id = actor()"
    for name, clause in (
        ("system", "FOR ALL TO {role} USING (acting_as('system') AND serves(municipality))"),
        ("staff", f"FOR SELECT TO {{role}} USING ({seen})"),
        ("come", f"FOR INSERT TO {{role}} WITH CHECK ({own})"),
        ("stay", f"FOR UPDATE TO {{role}} USING ({own})"),
        ("leave", f"FOR DELETE TO {{role}} USING ({own})"),
    ):
        op.execute(
            f"CREATE POLICY case_presence_{name} ON case_presence {clause.format(role=ROLE)}"
        )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
