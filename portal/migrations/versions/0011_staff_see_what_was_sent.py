"""Staff see what was sent to a municipality they work for, and nothing that is still a draft.

A transaction's scope alone no longer opens a town's cases: whoever acts as staff must hold a
role there. Uploads follow their application: nobody adds one to somebody else's, and staff see
none before it was sent. Audit entries are written in one's own name only.
"""

from alembic import op

revision = "0011"
down_revision = "0021"
branch_labels = None
depends_on = None

STAFF_HERE = "acting_as('staff') AND serves(municipality) AND (SELECT works_here())"
CITIZEN = "acting_as('citizen') AND account_id = actor()"
VISITOR = "acting_as('visitor') AND visitor_id = actor() AND account_id IS NULL"


def of_visible_application(table: str) -> str:
    """The policies of `application` apply inside, so its visibility decides."""
    return f"EXISTS (SELECT FROM application a WHERE a.id = {table}.application_id)"


def of_sent_application(table: str) -> str:
    return (
        "EXISTS (SELECT FROM application a"
        f" WHERE a.id = {table}.application_id AND a.status = 'submitted')"
    )


def upgrade() -> None:
    op.execute(
        """CREATE FUNCTION works_here() RETURNS boolean LANGUAGE sql STABLE AS
        $$ SELECT EXISTS (SELECT FROM staff_role WHERE account_id = actor()
           AND staff_role.municipality = current_setting('portal.municipality', true)) $$"""
    )
    for table in ("case", "case_event", "case_message", "audit_entry"):
        _change(table, "staff", STAFF_HERE)
    _change("application", "staff", f"{STAFF_HERE} AND status = 'submitted'")
    for table in ("stored_file", "submission", "payment_item"):
        _change(table, "staff", f"{STAFF_HERE} AND {of_sent_application(table)}")
    for owner, condition in (("citizen", CITIZEN), ("visitor", VISITOR)):
        _change("stored_file", owner, f"{condition} AND {of_visible_application('stored_file')}")
    op.execute(
        "ALTER POLICY audit_entry_write ON audit_entry WITH CHECK"
        " (acting_as(actor_kind) AND actor_id = actor() AND serves(municipality))"
    )


def _change(table: str, policy: str, condition: str) -> None:
    op.execute(f'ALTER POLICY {table}_{policy} ON "{table}" USING ({condition})')


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
