"""Row-level security from the first table on, and append-only histories.

The portal's role sees a row only as its owner (visitor, citizen), as staff of the municipality
that the transaction serves, or as the system itself.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROLE = "portal_app"
APPEND_ONLY = ("submission", "case_event", "case_message", "audit_entry")

SYSTEM = "acting_as('system')"
SYSTEM_HERE = "acting_as('system') AND serves(municipality)"
STAFF_HERE = "acting_as('staff') AND serves(municipality)"
CITIZEN = "acting_as('citizen') AND account_id = actor()"
VISITOR = "acting_as('visitor') AND visitor_id = actor() AND account_id IS NULL"

# table: ((policy, command, condition), …)
POLICIES = {
    "account": (("system", "ALL", SYSTEM), ("own", "SELECT", "id = actor()")),
    "session": (("system", "ALL", SYSTEM),),
    "email_token": (("system", "ALL", SYSTEM),),
    "staff_role": (("system", "ALL", SYSTEM), ("own", "SELECT", "account_id = actor()")),
    "sign_in_attempt": (("system", "ALL", SYSTEM),),
    "audit_entry": (
        ("system", "ALL", SYSTEM_HERE),
        ("staff", "SELECT", STAFF_HERE),
        ("write", "INSERT", "actor_id = actor() AND serves(municipality)"),
    ),
    "stored_file": (
        ("system", "ALL", SYSTEM_HERE),
        ("citizen", "ALL", CITIZEN),
        ("visitor", "ALL", VISITOR),
        ("staff", "SELECT", STAFF_HERE),
    ),
    "application": (
        ("system", "ALL", SYSTEM_HERE),
        ("citizen", "ALL", CITIZEN),
        ("visitor", "ALL", VISITOR),
        ("staff", "SELECT", f"{STAFF_HERE} AND status = 'submitted'"),
    ),
    "submission": (
        ("system", "ALL", SYSTEM_HERE),
        ("citizen", "ALL", CITIZEN),
        ("staff", "SELECT", STAFF_HERE),
    ),
    "payment": (("system", "ALL", SYSTEM), ("citizen", "ALL", CITIZEN)),
    "payment_item": (
        ("system", "ALL", SYSTEM_HERE),
        ("citizen", "ALL", CITIZEN),
        ("staff", "SELECT", STAFF_HERE),
    ),
    "payment_event": (("system", "ALL", SYSTEM),),
    "case": (
        ("system", "ALL", SYSTEM_HERE),
        ("citizen", "ALL", CITIZEN),
        ("staff", "ALL", STAFF_HERE),
    ),
    "case_event": (
        ("system", "ALL", SYSTEM_HERE),
        ("citizen", "ALL", CITIZEN),
        ("staff", "ALL", STAFF_HERE),
    ),
    "case_message": (
        ("system", "ALL", SYSTEM_HERE),
        ("citizen", "ALL", CITIZEN),
        ("staff", "ALL", STAFF_HERE),
    ),
    "case_counter": (("system", "ALL", SYSTEM_HERE),),
    "outgoing_mail": (("system", "ALL", SYSTEM_HERE),),
    "demo_mail": (("system", "ALL", SYSTEM),),
    "demo_bank_payment": (("system", "ALL", SYSTEM),),
}


def upgrade() -> None:
    _create_functions()
    op.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
    for table, policies in POLICIES.items():
        op.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {ROLE}')
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        for name, command, condition in policies:
            clause = "WITH CHECK" if command == "INSERT" else "USING"
            op.execute(
                f'CREATE POLICY {table}_{name} ON "{table}" FOR {command} TO {ROLE}'
                f" {clause} ({condition})"
            )
    for table in APPEND_ONLY:
        op.execute(f'REVOKE UPDATE, DELETE ON "{table}" FROM {ROLE}')
        op.execute(
            f'CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON "{table}"'
            " FOR EACH ROW EXECUTE FUNCTION refuse_to_change_history()"
        )


def _create_functions() -> None:
    op.execute(
        """CREATE FUNCTION acting_as(kind text) RETURNS boolean LANGUAGE sql STABLE AS
        $$ SELECT current_setting('portal.actor_kind', true) = kind $$"""
    )
    op.execute(
        """CREATE FUNCTION actor() RETURNS uuid LANGUAGE sql STABLE AS
        $$ SELECT nullif(current_setting('portal.actor_id', true), '')::uuid $$"""
    )
    op.execute(
        """CREATE FUNCTION serves(municipality text) RETURNS boolean LANGUAGE sql STABLE AS
        $$ SELECT current_setting('portal.municipality', true) = municipality
           OR (current_setting('portal.municipality', true) = '*'
               AND current_setting('portal.actor_kind', true) = 'system') $$"""
    )
    op.execute(
        """CREATE FUNCTION refuse_to_change_history() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$"""
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
