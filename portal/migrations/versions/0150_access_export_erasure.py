"""Who saw a citizen's data; exports; erasure of accounts and of cases past their retention.

Histories stay append-only for the portal's role. What is past its retention, or belonged to an
account that is being erased, is deleted by three functions of the owner's, which check that
themselves and which only the portal itself (the system's scope) may call.
"""

import sqlalchemy as sa
from alembic import op

revision = "0150"
down_revision = "0120"
branch_labels = None
depends_on = None

ROLE = "portal_app"
SYSTEM = "acting_as('system')"
CITIZEN = "acting_as('citizen') AND account_id = actor()"
STAFF = "acting_as('staff') AND actor_id = actor()"
NOW_HERE = "(now() AT TIME ZONE 'Europe/Berlin')::date"


def upgrade() -> None:
    op.add_column("account", sa.Column("erased_at", sa.DateTime(timezone=True)))
    op.add_column("case", sa.Column("erase_after", sa.Date))
    _keep_bookings()
    _create_access_record()
    _create_exports()
    _create_erasures()
    _create_functions()


def _keep_bookings() -> None:
    """A payment outlives what was paid for (AO § 147), and says itself what that was."""
    for column in ("application_id", "submission_id"):
        op.drop_constraint(f"payment_item_{column}_fkey", "payment_item", type_="foreignkey")
    for column in ("booked_title", "booked_reference"):
        op.add_column(
            "payment_item", sa.Column(column, sa.String, nullable=False, server_default="")
        )


def _create_access_record() -> None:
    op.create_table(
        "data_access",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("by_municipality", sa.String, nullable=False),
        sa.Column("actor_id", sa.Uuid, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("reference", sa.String, nullable=False),
    )
    op.create_index("accesses_to_an_account", "data_access", ["account_id", "at"])
    op.create_index("accesses_by_staff", "data_access", ["actor_id", "subject", "at"])
    op.execute(f"GRANT SELECT, INSERT ON data_access TO {ROLE}")
    op.execute(
        "CREATE TRIGGER data_access_is_append_only BEFORE UPDATE OR DELETE ON data_access"
        " FOR EACH ROW EXECUTE FUNCTION refuse_to_change_history()"
    )
    op.execute("ALTER TABLE data_access ENABLE ROW LEVEL SECURITY")
    for name, command, clause in (
        ("system", "ALL", f"USING ({SYSTEM})"),
        ("citizen", "SELECT", f"USING ({CITIZEN})"),
        ("staff", "SELECT", f"USING ({STAFF})"),
        ("write", "INSERT", f"WITH CHECK ({STAFF} AND serves(by_municipality))"),
    ):
        _policy("data_access", name, command, clause)


def _create_exports() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "data_export",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("host_municipality", sa.String, nullable=False),
        sa.Column("requested_at", instant, nullable=False),
        sa.Column("ready_at", instant),
        sa.Column("expires_at", instant),
        sa.Column("file_id", sa.Uuid),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
    )
    _open_to_the_portal("data_export")
    _policy("data_export", "citizen", "SELECT", f"USING ({CITIZEN})")


def _create_erasures() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "account_erasure",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("host_municipality", sa.String, nullable=False),
        sa.Column("requested_at", instant, nullable=False),
        sa.Column("due_at", instant, nullable=False),
        sa.Column("withdrawn_at", instant),
        sa.Column("done_at", instant),
    )
    op.create_index(
        "one_open_erasure_of_an_account",
        "account_erasure",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL AND done_at IS NULL"),
    )
    _open_to_the_portal("account_erasure")
    _policy("account_erasure", "citizen", "SELECT", f"USING ({CITIZEN})")


def _open_to_the_portal(table: str) -> None:
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    _policy(table, "system", "ALL", f"USING ({SYSTEM})")


def _policy(table: str, name: str, command: str, clause: str) -> None:
    op.execute(f"CREATE POLICY {table}_{name} ON {table} FOR {command} TO {ROLE} {clause}")


def _create_functions() -> None:
    op.execute(
        f"""CREATE OR REPLACE FUNCTION refuse_to_change_history() RETURNS trigger
        LANGUAGE plpgsql AS
        $$ BEGIN
          IF TG_OP = 'DELETE' AND current_user <> '{ROLE}'
             AND current_setting('portal.erasing', true) = 'yes' THEN
            RETURN OLD;
          END IF;
          RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
        END $$"""
    )
    _function(
        "erase_rows_of_application(wanted uuid)",
        "void",
        """DELETE FROM stored_file WHERE application_id = wanted;
           PERFORM set_config('portal.erasing', 'yes', true);
           DELETE FROM submission WHERE application_id = wanted;
           PERFORM set_config('portal.erasing', '', true);
           DELETE FROM application WHERE id = wanted;""",
        definer=False,
    )
    _function("erase_case(wanted uuid)", "void", _ERASE_CASE, declare='doomed "case"%ROWTYPE;')
    _function(
        "erase_unsent(wanted uuid)", "void", _ERASE_UNSENT, declare="doomed application%ROWTYPE;"
    )
    _function(
        "erase_old_accesses()",
        "void",
        """PERFORM set_config('portal.erasing', 'yes', true);
           DELETE FROM data_access WHERE at < now() - interval '2 years';
           PERFORM set_config('portal.erasing', '', true);""",
    )


_ERASE_CASE = f"""
  SELECT * INTO doomed FROM "case" WHERE id = wanted FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  IF doomed.closed_at IS NULL OR doomed.erase_after IS NULL
     OR doomed.erase_after >= {NOW_HERE} OR doomed.closed_at > now() - interval '1 month' THEN
    RAISE EXCEPTION 'a case is not past its retention';
  END IF;
  UPDATE payment_item SET booked_title = doomed.title, booked_reference = doomed.reference
    WHERE application_id = doomed.application_id;
  PERFORM set_config('portal.erasing', 'yes', true);
  DELETE FROM case_message WHERE case_id = wanted;
  DELETE FROM case_event WHERE case_id = wanted;
  PERFORM set_config('portal.erasing', '', true);
  DELETE FROM "case" WHERE id = wanted;
  PERFORM erase_rows_of_application(doomed.application_id);
"""  # noqa: S608
_ERASE_UNSENT = """
  SELECT * INTO doomed FROM application WHERE id = wanted FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  IF doomed.status = 'submitted'
     OR EXISTS (SELECT FROM "case" WHERE application_id = wanted)
     OR EXISTS (SELECT FROM payment_item i JOIN payment p ON p.id = i.payment_id
                WHERE i.application_id = wanted AND p.status IN ('created', 'pending')) THEN
    RAISE EXCEPTION 'an application is under way';
  END IF;
  IF NOT (doomed.status = 'discarded' AND doomed.touched_at < now() - interval '30 days')
     AND NOT EXISTS (SELECT FROM account_erasure WHERE account_id = doomed.account_id
                     AND due_at <= now() AND withdrawn_at IS NULL) THEN
    RAISE EXCEPTION 'nobody asked to erase an application';
  END IF;
  DELETE FROM payment_item i USING payment p
    WHERE p.id = i.payment_id AND i.application_id = wanted AND p.status <> 'paid';
  PERFORM erase_rows_of_application(wanted);
"""


def _function(
    signature: str, returns: str, body: str, *, declare: str = "", definer: bool = True
) -> None:
    """A function of the owner's; as `definer`, for the system's scope alone."""
    declared = f"DECLARE {declare}" if declare else ""
    rule = "IF NOT acting_as('system') THEN RAISE EXCEPTION 'only the portal erases'; END IF;"
    security = "SECURITY DEFINER" if definer else ""
    op.execute(
        f"CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql {security}"
        f" SET search_path = public, pg_temp AS $$ {declared} BEGIN {rule} {body} END $$"
    )
    op.execute(f"REVOKE ALL ON FUNCTION {signature.replace('wanted ', '')} FROM PUBLIC")
    if definer:
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature.replace('wanted ', '')} TO {ROLE}")


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
