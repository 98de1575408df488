"""The search stays fast with thousands of services: what ranks lies apart from what finds.

The tables are content and empty until they are filled again, which every migrate does.
"""

from alembic import op

revision = "0062"
down_revision = "0041"
branch_labels = None
depends_on = None

ROLE = "portal_app"


def upgrade() -> None:
    for table in ("edition", "offer", "municipality", "service", "word"):
        op.execute(f"DELETE FROM catalogue.{table}")  # noqa: S608
    op.execute(
        """CREATE TABLE catalogue.wording (
            service text PRIMARY KEY REFERENCES catalogue.service,
            phrases jsonb NOT NULL)"""
    )
    op.execute("ALTER TABLE catalogue.service DROP COLUMN phrases")
    # Found and ranked without fetching from the side table for long values.
    op.execute("ALTER TABLE catalogue.service ALTER COLUMN document SET STORAGE MAIN")
    for column in ("names", "synonyms", "parts", "prose"):
        op.execute(f"ALTER TABLE catalogue.service ALTER COLUMN {column} SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE catalogue.service SET (toast_tuple_target = 128)")
    op.execute("ALTER TABLE catalogue.offer DROP CONSTRAINT offer_pkey")
    op.execute(
        "ALTER TABLE catalogue.offer ADD PRIMARY KEY (municipality, service) INCLUDE (online)"
    )
    op.execute(f"GRANT SELECT ON catalogue.wording TO {ROLE}")
    op.execute("ALTER TABLE catalogue.wording ENABLE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY wording_is_public ON catalogue.wording FOR SELECT TO {ROLE} USING (true)"
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
