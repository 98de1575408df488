"""Appointments: one visitor at a desk at a time, secret links, and mails with a calendar file."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0061"
branch_labels = None
depends_on = None

ROLE = "portal_app"
STAFF_HERE = "acting_as('staff') AND serves(municipality) AND (SELECT works_here())"
POLICIES = {
    "appointment": (
        ("system", "ALL", "acting_as('system') AND serves(municipality)"),
        ("citizen", "ALL", "acting_as('citizen') AND account_id = actor()"),
        ("staff", "SELECT", STAFF_HERE),
        ("staff_change", "UPDATE", STAFF_HERE),
    ),
    "appointment_link": (("system", "ALL", "acting_as('system')"),),
}


def upgrade() -> None:
    _create_tables()
    _keep_desks_apart()
    for table, policies in POLICIES.items():
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        for name, command, condition in policies:
            op.execute(
                f"CREATE POLICY {table}_{name} ON {table} FOR {command} TO {ROLE}"
                f" USING ({condition})"
            )
    _let_mails_carry_a_calendar_file()


def _create_tables() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "appointment",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("host_municipality", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("desk", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("starts_at", instant, nullable=False),
        sa.Column("ends_at", instant, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), sa.ForeignKey("account.id", ondelete="CASCADE")),
        sa.Column("application_id", sa.Uuid(), sa.ForeignKey("application.id", ondelete="CASCADE")),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("cancelled_at", instant),
        sa.Column("cancelled_by", sa.String(), nullable=False),
        sa.Column("cancelled_because", sa.String(), nullable=False),
        sa.CheckConstraint(
            "status IN ('booked', 'cancelled', 'came', 'missed')", name="appointment_status"
        ),
        sa.CheckConstraint("starts_at < ends_at", name="appointment_takes_time"),
    )
    op.create_index("ix_appointment_account_id", "appointment", ["account_id"])
    op.create_index("appointments_of_a_day", "appointment", ["municipality", "office", "starts_at"])
    op.create_index("appointments_of_an_address", "appointment", ["municipality", "email"])
    op.create_index(
        "one_appointment_per_application",
        "appointment",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("application_id IS NOT NULL"),
    )
    op.create_table(
        "appointment_link",
        sa.Column("code_digest", sa.String(), primary_key=True),
        sa.Column(
            "appointment_id",
            sa.Uuid(),
            sa.ForeignKey("appointment.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("created_at", instant, nullable=False),
    )
    op.create_index("ix_appointment_link_appointment_id", "appointment_link", ["appointment_id"])


def _keep_desks_apart() -> None:
    """GiST knows no texts without the extension btree_gist, which the embedded server lacks: the
    desk enters as the range of one number, made of its names."""
    desk = "hashtextextended(municipality || '/' || office || '/' || desk::text, 0)::numeric"
    op.execute(
        "ALTER TABLE appointment ADD CONSTRAINT one_visitor_at_a_desk EXCLUDE USING gist"
        f" (numrange({desk}, {desk}, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)"
        " WHERE (status <> 'cancelled')"
    )
    # Whoever chooses a time may know which are taken, and by nobody's name.
    op.execute(
        """CREATE FUNCTION taken_times(town text, place text, since timestamptz, until timestamptz)
        RETURNS TABLE (id uuid, desk integer, starts_at timestamptz, ends_at timestamptz)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
        $$ SELECT a.id, a.desk, a.starts_at, a.ends_at FROM appointment a
           WHERE a.municipality = town AND a.office = place AND a.status <> 'cancelled'
           AND a.starts_at >= since AND a.starts_at < until $$"""
    )
    arguments = "text, text, timestamptz, timestamptz"
    op.execute(f"REVOKE ALL ON FUNCTION taken_times({arguments}) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION taken_times({arguments}) TO {ROLE}")


def _let_mails_carry_a_calendar_file() -> None:
    op.alter_column("outgoing_mail", "account_id", nullable=True)
    for table in ("outgoing_mail", "demo_mail"):
        op.add_column(table, sa.Column("calendar", sa.String(), nullable=False, server_default=""))
        op.alter_column(table, "calendar", server_default=None)


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
