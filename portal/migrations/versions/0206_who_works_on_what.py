"""Rules that give a new case to somebody, and who stands in for whom while they are away.

Rules are read and written by the portal itself, after it looked up the team lead's role. Absences
are also read by the desk: whose cases somebody works on today is asked with the queue.
"""

import sqlalchemy as sa
from alembic import op

revision = "0206"
down_revision = "0235"
branch_labels = None
depends_on = None

ROLE = "portal_app"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "assignment_rule",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("municipality", sa.String, nullable=False, index=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("districts", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("first_letters", sa.String(10), nullable=False),
        sa.Column("last_letters", sa.String(10), nullable=False),
        sa.Column("way", sa.String, nullable=False),
        sa.Column("colleagues", sa.ARRAY(sa.Uuid), nullable=False),
        sa.Column("last_given_to", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('all', 'district', 'surname')", name="rule_kind"),
        sa.CheckConstraint("way IN ('least', 'turn')", name="rule_way"),
        sa.CheckConstraint("cardinality(colleagues) > 0", name="rule_names_somebody"),
        sa.CheckConstraint(
            "(kind = 'district') = (cardinality(districts) > 0)", name="rule_districts"
        ),
    )
    op.create_table(
        "staff_absence",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("municipality", sa.String, nullable=False, index=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("substitute_id", sa.Uuid, sa.ForeignKey("account.id")),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.CheckConstraint("until >= since", name="absence_ends"),
        sa.CheckConstraint("substitute_id <> account_id", name="absence_substitute"),
    )
    op.create_index(
        "absences_of_a_person", "staff_absence", ["account_id", "municipality", "until"]
    )
    op.create_index(
        "open_cases_of_a_colleague",
        "case",
        ["assignee_id"],
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    for table in ("assignment_rule", "staff_absence"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_system ON {table} FOR ALL TO {ROLE}"
            " USING (acting_as('system') AND serves(municipality))"
        )
    op.execute(
        f"CREATE POLICY staff_absence_staff ON staff_absence FOR SELECT TO {ROLE}"
        " USING (acting_as('staff') AND serves(municipality)"
        " AND (SELECT holds_here('case_worker', 'team_lead')))"
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
