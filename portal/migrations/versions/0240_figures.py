"""Figures for team leads: feedback in stars, and how far forms were filled in.

Nothing of it names anybody. Feedback keeps the month alone; that a case was rated stands in a
table of its own, which the town hall never reads. Steps are counted by a trigger as the draft's
owner advances: reloading counts nothing, and the owner never gets hold of the counters.
"""

import sqlalchemy as sa
from alembic import op

revision = "0240"
down_revision = "0250"
branch_labels = None
depends_on = None

ROLE = "portal_app"
SYSTEM = "acting_as('system') AND serves(municipality)"


def upgrade() -> None:
    _create_feedback()
    _create_reach()
    op.create_index(
        "done_events",
        "case_event",
        ["municipality", "case_id", "at"],
        postgresql_where=sa.text("to_status IN ('posted', 'provided', 'closed', 'rejected')"),
    )
    op.create_index("cases_by_day", "case", ["municipality", "opened_at"])


def _create_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("stars", sa.Integer, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name="feedback_stars"),
        sa.CheckConstraint("extract(day FROM month) = 1", name="feedback_month"),
    )
    op.create_index("feedback_by_month", "feedback", ["municipality", "month"])
    op.create_table(
        "feedback_given",
        sa.Column(
            "case_id", sa.Uuid, sa.ForeignKey("case.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("municipality", sa.String, nullable=False),
    )
    for table in ("feedback", "feedback_given"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_system ON {table} FOR ALL TO {ROLE} USING ({SYSTEM})")
    # Policies nest: of the cases, a citizen sees the own ones alone.
    own = "acting_as('citizen') AND EXISTS (SELECT FROM \"case\" c WHERE c.id = case_id)"
    op.execute(
        f"CREATE POLICY feedback_given_citizen ON feedback_given FOR SELECT TO {ROLE} USING ({own})"
    )


def _create_reach() -> None:
    op.add_column(
        "application", sa.Column("reached", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column(
        "application", sa.Column("reached_version", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column("application", sa.Column("reached_on", sa.Date))
    op.create_table(
        "form_reach",
        sa.Column("municipality", sa.String, primary_key=True),
        sa.Column("service", sa.String, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.execute(f"GRANT SELECT, INSERT, DELETE ON form_reach TO {ROLE}")
    op.execute("ALTER TABLE form_reach ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY form_reach_system ON form_reach FOR ALL TO {ROLE} USING ({SYSTEM})")
    # As its owner: who fills in a form may neither read nor write what was counted.
    op.execute(
        """CREATE FUNCTION count_reached() RETURNS trigger LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = public, pg_temp AS
        $$ DECLARE
          before integer := CASE WHEN OLD.reached_version = NEW.reached_version
                            THEN OLD.reached ELSE 0 END;
          sent boolean := NEW.status = 'submitted' AND OLD.status <> 'submitted';
        BEGIN
          IF NEW.reached = 0 THEN RETURN NULL; END IF;
          INSERT INTO form_reach (municipality, service, version, day, place, number)
          SELECT NEW.municipality, NEW.service, NEW.reached_version, NEW.reached_on, place, 1
          FROM generate_series(before + 1, least(NEW.reached, 100)) place
          ON CONFLICT (municipality, service, version, day, place)
          DO UPDATE SET number = form_reach.number + 1;
          IF sent THEN
            INSERT INTO form_reach (municipality, service, version, day, place, number)
            VALUES (NEW.municipality, NEW.service, NEW.reached_version,
                    (NEW.submitted_at AT TIME ZONE 'Europe/Berlin')::date, 0, 1)
            ON CONFLICT (municipality, service, version, day, place)
            DO UPDATE SET number = form_reach.number + 1;
          END IF;
          RETURN NULL;
        END $$"""
    )
    op.execute(
        "CREATE TRIGGER application_reached AFTER UPDATE OF reached, reached_version, status"
        " ON application FOR EACH ROW EXECUTE FUNCTION count_reached()"
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
