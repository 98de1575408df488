"""A case is forwarded to the responsible authority: its desk works on it, the earlier ones read.

The rows stay where they are, sealed with the first municipality's key; `forwarded_to` says whose
desk the case lies on, and `case_forwarding` who may read it since. Whatever hangs on a case is
written by the desk it lies on: restrictive policies say so beside the ones that open the reading.
"""

import sqlalchemy as sa
from alembic import op

revision = "0222"
down_revision = "0225"
branch_labels = None
depends_on = None

ROLE = "portal_app"
STAFF = "acting_as('staff')"
HANGS_ON_A_CASE = (
    "case_event", "case_message", "case_note", "case_check", "correction_request", "fee_claim",
    "fee_relief", "message_draft", "message_file", "message_reading", "notice",
)  # fmt: skip


def on_desk(municipality: str, service: str) -> str:
    """See migration 0130."""
    return (
        f"({municipality} = ANY((SELECT desk_towns())::text[])"
        f" OR ({municipality} || '/' || {service}) = ANY((SELECT desk_services())::text[]))"
    )


def works(case: str) -> str:
    """The case lies on the actor's desk."""
    return on_desk(f"coalesce({case}.forwarded_to, {case}.municipality)", f"{case}.service")


def upgrade() -> None:
    op.add_column("case", sa.Column("forwarded_to", sa.String))
    op.create_index(
        "cases_forwarded_to",
        "case",
        ["forwarded_to", "service"],
        postgresql_where=sa.text("forwarded_to IS NOT NULL"),
    )
    _create_forwarding()
    _open_cases()
    _open_what_hangs_on_them()
    _let_looks_be_recorded()


def _create_forwarding() -> None:
    op.create_table(
        "case_forwarding",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("case.id", ondelete="CASCADE"), nullable=False),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("from_town", sa.String, nullable=False),
        sa.Column("to_town", sa.String, nullable=False),
        sa.Column("by_id", sa.Uuid, nullable=False),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("from_town <> to_town", name="forwarding_to_another"),
    )
    op.create_index("ix_case_forwarding_case_id", "case_forwarding", ["case_id"])
    op.execute(f"GRANT SELECT, INSERT ON case_forwarding TO {ROLE}")
    op.execute("ALTER TABLE case_forwarding ENABLE ROW LEVEL SECURITY")
    involved = f"{on_desk('from_town', 'service')} OR {on_desk('to_town', 'service')}"
    # A function, since the policies of "case" ask case_forwarding in their turn.
    op.execute(
        f"""CREATE FUNCTION lies_here(wanted uuid, town text, of_service text, at_town text)
        RETURNS boolean LANGUAGE sql STABLE AS
        $$ SELECT EXISTS (SELECT FROM "case" c WHERE c.id = wanted AND c.municipality = town
           AND c.service = of_service AND coalesce(c.forwarded_to, c.municipality) = at_town
           AND {works("c")}) $$"""  # noqa: S608
    )
    for name, clause in (
        ("system", "FOR ALL TO {role} USING (acting_as('system') AND serves(municipality))"),
        ("staff", f"FOR SELECT TO {{role}} USING ({STAFF} AND ({involved}))"),
        (
            "write",
            f"FOR INSERT TO {{role}} WITH CHECK ({STAFF} AND by_id = actor()"
            " AND lies_here(case_id, municipality, service, from_town))",
        ),
    ):
        op.execute(
            f"CREATE POLICY case_forwarding_{name} ON case_forwarding {clause.format(role=ROLE)}"
        )


def _open_cases() -> None:
    """Read by every desk that had it; changed by the one it lies on, which may hand it on to where
    it was just forwarded."""
    case = '"case"'
    known = 'EXISTS (SELECT FROM case_forwarding f WHERE f.case_id = "case".id)'
    handed_on = (
        'EXISTS (SELECT FROM case_forwarding f WHERE f.case_id = "case".id'
        f" AND f.to_town = coalesce({case}.forwarded_to, {case}.municipality))"
    )
    op.execute('DROP POLICY case_staff ON "case"')
    op.execute(
        f'CREATE POLICY case_staff ON "case" FOR SELECT TO {ROLE}'
        f" USING ({STAFF} AND ({on_desk('municipality', 'service')} OR {known}))"
    )
    op.execute(
        f'CREATE POLICY case_staff_work ON "case" FOR UPDATE TO {ROLE}'
        f" USING ({STAFF} AND {works(case)})"
        f" WITH CHECK ({STAFF} AND ({works(case)} OR {handed_on}))"
    )
    op.execute(
        f"ALTER POLICY application_staff ON application USING ({STAFF} AND status = 'submitted'"
        f" AND ({on_desk('municipality', 'service')}"
        ' OR EXISTS (SELECT FROM "case" c WHERE c.application_id = application.id)))'
    )


def _open_what_hangs_on_them() -> None:
    for table in HANGS_ON_A_CASE:
        _written_at_the_desk(
            table,
            f'EXISTS (SELECT FROM "case" c WHERE c.id = {table}.case_id AND {works("c")})',
        )
    _written_at_the_desk(
        "notice_file",
        'EXISTS (SELECT FROM notice n JOIN "case" c ON c.id = n.case_id'
        f" WHERE n.id = notice_file.notice_id AND {works('c')})",
    )


def _written_at_the_desk(table: str, condition: str) -> None:
    rule = f"(NOT {STAFF} OR {condition})"
    for command, clause in (
        ("INSERT", f"WITH CHECK {rule}"),
        ("UPDATE", f"USING {rule} WITH CHECK {rule}"),
        ("DELETE", f"USING {rule}"),
    ):
        op.execute(
            f"CREATE POLICY {table}_at_desk_{command.lower()} ON {table} AS RESTRICTIVE"
            f" FOR {command} TO {ROLE} {clause}"
        )


def _let_looks_be_recorded() -> None:
    delegated = (
        "EXISTS (SELECT FROM unnest((SELECT desk_services())) place"
        " WHERE split_part(place, '/', 1) = municipality)"
    )
    forwarded = (
        "EXISTS (SELECT FROM case_forwarding f WHERE f.municipality = audit_entry.municipality)"
    )
    op.execute(
        "ALTER POLICY audit_entry_write ON audit_entry WITH CHECK (acting_as(actor_kind)"
        f" AND actor_id = actor() AND (serves(municipality)"
        f" OR ({STAFF} AND ({delegated} OR {forwarded}))))"
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
