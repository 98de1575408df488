"""Many cases changed at once: the job somebody planned, and each case in it.

Staff see their own jobs alone; items follow the job. Rows of a case go with it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0207"
down_revision = "0206"
branch_labels = None
depends_on = None

ROLE = "portal_app"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "bulk_job",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("deed", sa.String(30), nullable=False),
        sa.Column("assignee_id", sa.Uuid),
        sa.Column("assignee_name", sa.String, nullable=False),
        sa.Column("note", sa.LargeBinary, nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("begun_at", INSTANT),
        sa.Column("finished_at", INSTANT),
    )
    op.create_table(
        "bulk_item",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("job_id", sa.Uuid, _gone_with("bulk_job.id"), nullable=False),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Uuid, _gone_with("case.id"), nullable=False, index=True),
        sa.Column("reference", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=False),
    )
    op.create_index("items_of_a_bulk_job", "bulk_item", ["job_id", "position"], unique=True)
    _guard("bulk_job", "staff_id = actor() AND serves(municipality)")
    _guard("bulk_item", "EXISTS (SELECT FROM bulk_job j WHERE j.id = bulk_item.job_id)")


def _gone_with(column: str) -> sa.ForeignKey:
    return sa.ForeignKey(column, ondelete="CASCADE")


def _guard(table: str, own: str) -> None:
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    for name, condition in (
        ("system", "acting_as('system') AND serves(municipality)"),
        ("staff", f"acting_as('staff') AND {own}"),
    ):
        op.execute(f"CREATE POLICY {table}_{name} ON {table} FOR ALL TO {ROLE} USING ({condition})")


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
