"""Correction requests, the pause of a case's deadline while the citizen is asked, and refunds that
come of a correction. What hangs on a case is seen by whom the case is seen, and goes with it."""

import sqlalchemy as sa
from alembic import op

revision = "0210"
down_revision = "0173"
branch_labels = None
depends_on = None

ROLE = "portal_app"
INSTANT = sa.DateTime(timezone=True)
TABLE = "correction_request"


def upgrade() -> None:
    op.add_column("case", sa.Column("paused_on", sa.Date))
    _create()
    _open_to_the_portal()
    op.drop_constraint("refund_kind", "refund", type_="check")
    op.create_check_constraint(
        "refund_kind", "refund", "kind IN ('surplus', 'by_hand', 'outside', 'correction')"
    )


def _create() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("case.id", ondelete="CASCADE"), nullable=False),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("submission_id", sa.Uuid, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("marks", sa.LargeBinary, nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.Column("typed", sa.LargeBinary, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by", sa.Uuid, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("corrected_id", sa.Uuid),
        sa.CheckConstraint(
            "status IN ('open', 'answered', 'withdrawn')", name="correction_request_status"
        ),
        sa.CheckConstraint(
            "(status = 'answered') = (corrected_id IS NOT NULL)"
            " AND (status = 'open') = (ended_at IS NULL)",
            name="correction_request_ended",
        ),
        sa.UniqueConstraint("case_id", "number"),
    )
    for column in ("case_id", "municipality", "account_id"):
        op.create_index(f"ix_{TABLE}_{column}", TABLE, [column])
    op.create_index(
        "one_open_correction_of_a_case",
        TABLE,
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.execute(
        """CREATE FUNCTION keep_correction_request() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF (OLD.case_id, OLD.account_id, OLD.municipality, OLD.number, OLD.submission_id)
             IS DISTINCT FROM
             (NEW.case_id, NEW.account_id, NEW.municipality, NEW.number, NEW.submission_id)
             OR (OLD.status <> 'open' AND NEW.status <> OLD.status) THEN
            RAISE EXCEPTION 'what was asked does not change';
          END IF;
          RETURN NEW;
        END $$"""
    )
    op.execute(
        f"CREATE TRIGGER keep_correction_request BEFORE UPDATE ON {TABLE}"
        " FOR EACH ROW EXECUTE FUNCTION keep_correction_request()"
    )


def _open_to_the_portal() -> None:
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {TABLE} TO {ROLE}")
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    of_visible_case = (
        f"acting_as('staff') AND EXISTS (SELECT FROM \"case\" c WHERE c.id = {TABLE}.case_id)"
    )
    own = "acting_as('citizen') AND account_id = actor()"
    for name, command, condition in (
        ("system", "ALL", "acting_as('system') AND serves(municipality)"),
        ("citizen", "SELECT", own),
        ("citizen_corrects", "UPDATE", own),
        ("staff", "ALL", of_visible_case),
    ):
        op.execute(
            f"CREATE POLICY {TABLE}_{name} ON {TABLE} FOR {command} TO {ROLE} USING ({condition})"
        )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
