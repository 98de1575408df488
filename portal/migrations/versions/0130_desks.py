"""Staff see the services of their desk: roles are per service, neighbours help by delegation.

`desk_towns()` are the municipalities whose every service the actor works on, `desk_services()`
what else there is, as "municipality/service": of limited roles and of delegations that are in
force today. Each policy asks once per query. Administrators and the counter have no cases.
"""

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0125"
branch_labels = None
depends_on = None

ROLE = "portal_app"
ON_DESK = (
    "(municipality = ANY((SELECT desk_towns())::text[])"
    " OR (municipality || '/' || service) = ANY((SELECT desk_services())::text[]))"
)
AT_COUNTER = "serves(municipality) AND (SELECT holds_here('counter_clerk'))"
ADMINISTERS = (
    "serves(municipality) AND (SELECT holds_here('municipality_admin', 'installation_admin'))"
)
HERE = "current_setting('portal.municipality', true)"
WORKS_ON_CASES = "r.account_id = actor() AND r.role IN ('case_worker', 'team_lead')"


def upgrade() -> None:
    op.add_column("staff_role", sa.Column("services", sa.ARRAY(sa.Text), nullable=True))
    op.create_check_constraint(
        "staff_role_services", "staff_role", "services IS NULL OR cardinality(services) > 0"
    )
    op.add_column("audit_entry", sa.Column("detail", sa.String, nullable=False, server_default=""))
    op.create_index("audit_of_an_actor", "audit_entry", ["actor_id", "action", "at"])
    _create_delegation()
    _create_functions()
    _change_policies()


def _create_delegation() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "delegation",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("municipality", sa.String, nullable=False, index=True),
        sa.Column("delegate", sa.String, nullable=False, index=True),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("proposed_by", sa.Uuid, sa.ForeignKey("account.id")),
        sa.Column("proposed_at", instant, nullable=False),
        sa.Column("expires_at", instant, nullable=False),
        sa.Column("confirmed_by", sa.Uuid, sa.ForeignKey("account.id")),
        sa.Column("confirmed_at", instant),
        sa.Column("ended_by", sa.Uuid, sa.ForeignKey("account.id")),
        sa.Column("ended_at", instant),
        sa.CheckConstraint("confirmed_by <> proposed_by", name="delegation_four_eyes"),
        sa.CheckConstraint("municipality <> delegate", name="delegation_to_another"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON delegation TO {ROLE}")
    op.execute("ALTER TABLE delegation ENABLE ROW LEVEL SECURITY")
    either_side = "acting_as('staff') AND (serves(municipality) OR serves(delegate))"
    for name, command, condition in (
        ("system", "ALL", "acting_as('system')"),
        ("staff", "SELECT", either_side),
    ):
        op.execute(
            f"CREATE POLICY delegation_{name} ON delegation FOR {command} TO {ROLE}"
            f" USING ({condition})"
        )


def _create_functions() -> None:
    op.execute(
        f"""CREATE FUNCTION holds_here(VARIADIC wanted text[]) RETURNS boolean
        LANGUAGE sql STABLE AS
        $$ SELECT EXISTS (SELECT FROM staff_role r WHERE r.account_id = actor()
           AND r.role = ANY (wanted) AND r.municipality IN ({HERE}, '*')) $$"""  # noqa: S608
    )
    op.execute(
        f"""CREATE FUNCTION desk_towns() RETURNS text[] LANGUAGE sql STABLE AS
        $$ SELECT coalesce(array_agg(r.municipality::text), '{{}}') FROM staff_role r
           WHERE {WORKS_ON_CASES} AND r.municipality = {HERE} AND r.services IS NULL $$"""  # noqa: S608
    )
    op.execute(
        f"""CREATE FUNCTION desk_services() RETURNS text[] LANGUAGE sql STABLE AS
        $$ SELECT coalesce(array_agg(place), '{{}}') FROM (
             SELECT r.municipality || '/' || unnest(r.services) AS place FROM staff_role r
             WHERE {WORKS_ON_CASES} AND r.municipality = {HERE}
             UNION
             SELECT d.municipality || '/' || d.service FROM delegation d
             JOIN staff_role r ON r.municipality = d.delegate
             WHERE {WORKS_ON_CASES} AND d.delegate = {HERE}
             AND (r.services IS NULL OR d.service = ANY (r.services))
             AND d.confirmed_at IS NOT NULL AND d.ended_at IS NULL
             AND (now() AT TIME ZONE 'Europe/Berlin')::date
                 BETWEEN d.since AND coalesce(d.until, 'infinity'::date)
           ) places $$"""  # noqa: S608
    )


def _change_policies() -> None:
    staff = "acting_as('staff') AND"
    _change("case", f"{staff} {ON_DESK}")
    _change("application", f"{staff} {ON_DESK} AND status = 'submitted'")
    # What hangs on a case or an application is seen by whom that is seen: policies nest.
    for table in ("case_event", "case_message"):
        _change(table, f'{staff} EXISTS (SELECT FROM "case" c WHERE c.id = {table}.case_id)')
    for table in ("submission", "stored_file", "payment_item"):
        _change(table, f"{staff} {_of_application(table)}")
    for policy in ("staff", "staff_change"):
        _change("appointment", f"{staff} ({ON_DESK} OR ({AT_COUNTER}))", policy)
    _change("audit_entry", f"{staff} CASE split_part(subject, ':', 1) {_audit_cases()} END")
    delegated = (
        "EXISTS (SELECT FROM unnest((SELECT desk_services())) place"
        " WHERE split_part(place, '/', 1) = municipality)"
    )
    op.execute(
        "ALTER POLICY audit_entry_write ON audit_entry WITH CHECK (acting_as(actor_kind)"
        f" AND actor_id = actor() AND (serves(municipality) OR ({staff} {delegated})))"
    )


def _audit_cases() -> str:
    """Who sees a case, a file, an appointment sees what was done to it; the rest is for those
    who administer."""
    of_kind = (
        f"WHEN '{kind}' THEN EXISTS (SELECT FROM \"{table}\" t WHERE t.id = CASE"
        f" WHEN subject ~ '^{kind}:[0-9a-f-]{{36}}$' THEN split_part(subject, ':', 2)::uuid END)"
        for kind, table in (
            ("case", "case"), ("file", "stored_file"), ("appointment", "appointment"),
        )
    )  # fmt: skip
    return f"{' '.join(of_kind)} ELSE {ADMINISTERS}"


def _of_application(table: str) -> str:
    return f"EXISTS (SELECT FROM application a WHERE a.id = {table}.application_id)"


def _change(table: str, condition: str, policy: str = "staff") -> None:
    op.execute(f'ALTER POLICY {table}_{policy} ON "{table}" USING ({condition})')


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
