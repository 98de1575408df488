"""Internal notes and ticked checklists: of the town hall, added to and never changed.

No row names a citizen's account: neither export nor page of a citizen can reach them. They go with
the case (ON DELETE CASCADE runs as the owner).
"""

import sqlalchemy as sa
from alembic import op

revision = "0216"
down_revision = "0220"
branch_labels = None
depends_on = None

ROLE = "portal_app"


def upgrade() -> None:
    _create(
        "case_note",
        "refuse_to_change_history('body')",
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    _create(
        "case_check",
        "refuse_to_change_history()",
        sa.Column("item", sa.String(60), nullable=False),
        sa.Column("is_done", sa.Boolean, nullable=False),
    )


def _create(table: str, keeper: str, *columns: "sa.Column[object]") -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column(
            "case_id",
            sa.Uuid,
            sa.ForeignKey("case.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Uuid, nullable=False),
        sa.Column("author_name", sa.String, nullable=False),
        *columns,
    )
    op.execute(f"GRANT SELECT, INSERT ON {table} TO {ROLE}")
    op.execute(
        f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {keeper}"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    visible = f"acting_as('staff') AND EXISTS (SELECT FROM \"case\" c WHERE c.id = {table}.case_id)"
    for name, clause in (
        ("system", "FOR ALL TO {role} USING (acting_as('system') AND serves(municipality))"),
        ("staff", f"FOR SELECT TO {{role}} USING ({visible})"),
        ("write", f"FOR INSERT TO {{role}} WITH CHECK ({visible} AND author_id = actor())"),
    ):
        op.execute(f"CREATE POLICY {table}_{name} ON {table} {clause.format(role=ROLE)}")


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
