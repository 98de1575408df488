"""Relief of a fee that a citizen asks for, and claims on open cases that a payment settles.

What hangs on a case is seen by whom the case is seen (0130), and goes with it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0190"
down_revision = "0180"
branch_labels = None
depends_on = None

ROLE = "portal_app"
INSTANT = sa.DateTime(timezone=True)
SYSTEM = "acting_as('system') AND serves(municipality)"
CITIZEN = "acting_as('citizen') AND account_id = actor()"


def upgrade() -> None:
    op.add_column(
        "submission",
        sa.Column(
            "relief",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            server_default=sa.text("'{}'::jsonb"),
        ),
    )
    op.alter_column("submission", "relief", server_default=None)
    _create_claim()
    _create_relief()
    for table in ("fee_claim", "fee_relief"):
        _open_to_the_portal(table)
    _let_payments_settle_claims()


def _create_claim() -> None:
    op.create_table(
        "fee_claim",
        sa.Column("id", sa.Uuid, primary_key=True),
        _of_case(),
        sa.Column("municipality", sa.String, nullable=False),
        _of_account(),
        sa.Column("application_id", sa.Uuid, nullable=False),
        sa.Column("submission_id", sa.Uuid, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=False),
        sa.Column("booking_account", sa.String(40), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_by", sa.Uuid),
        sa.Column("end_reason", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("amount_cents > 0", name="fee_claim_amount"),
        sa.CheckConstraint(
            "status IN ('open', 'paid', 'withdrawn', 'lapsed')", name="fee_claim_status"
        ),
        sa.CheckConstraint(
            "(status IN ('paid', 'withdrawn')) = (ended_at IS NOT NULL)", name="fee_claim_ended"
        ),
    )
    op.create_index("ix_fee_claim_case_id", "fee_claim", ["case_id"])
    op.create_index(
        "claims_to_be_paid",
        "fee_claim",
        ["municipality", "due_on"],
        postgresql_where=sa.text("status IN ('open', 'lapsed')"),
    )
    op.execute(
        """CREATE FUNCTION keep_fee_claim() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF (OLD.case_id, OLD.account_id, OLD.municipality, OLD.amount_cents, OLD.booking_account)
             IS DISTINCT FROM
             (NEW.case_id, NEW.account_id, NEW.municipality, NEW.amount_cents, NEW.booking_account)
             OR (OLD.status IN ('paid', 'withdrawn') AND NEW.status <> OLD.status) THEN
            RAISE EXCEPTION 'what is claimed does not change';
          END IF;
          RETURN NEW;
        END $$"""
    )
    op.execute(
        "CREATE TRIGGER keep_fee_claim BEFORE UPDATE ON fee_claim"
        " FOR EACH ROW EXECUTE FUNCTION keep_fee_claim()"
    )


def _create_relief() -> None:
    op.create_table(
        "fee_relief",
        sa.Column("id", sa.Uuid, primary_key=True),
        _of_case(),
        sa.Column("municipality", sa.String, nullable=False, index=True),
        _of_account(),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("proof", sa.String, nullable=False),
        sa.Column("legal_basis", sa.String, nullable=False),
        sa.Column("full_cents", sa.Integer, nullable=False),
        sa.Column("offered_cents", sa.Integer, nullable=False),
        sa.Column("remitted_cents", sa.Integer, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_by", sa.Uuid),
        sa.UniqueConstraint("case_id"),
        sa.CheckConstraint(
            "status IN ('asked', 'granted', 'partly', 'refused', 'moot')", name="fee_relief_status"
        ),
        sa.CheckConstraint(
            "0 <= remitted_cents AND remitted_cents <= offered_cents"
            " AND offered_cents <= full_cents AND full_cents > 0",
            name="fee_relief_amounts",
        ),
        sa.CheckConstraint("(status = 'asked') = (decided_at IS NULL)", name="fee_relief_decided"),
    )


def _of_case() -> "sa.Column[object]":
    return sa.Column(
        "case_id", sa.Uuid, sa.ForeignKey("case.id", ondelete="CASCADE"), nullable=False
    )


def _of_account() -> "sa.Column[object]":
    return sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False, index=True)


def _open_to_the_portal(table: str) -> None:
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    of_visible_case = (
        f"acting_as('staff') AND EXISTS (SELECT FROM \"case\" c WHERE c.id = {table}.case_id)"
    )
    for name, command, condition in (
        ("system", "ALL", SYSTEM),
        ("citizen", "SELECT", CITIZEN),
        ("staff", "ALL", of_visible_case),
    ):
        op.execute(
            f"CREATE POLICY {table}_{name} ON {table} FOR {command} TO {ROLE} USING ({condition})"
        )


def _let_payments_settle_claims() -> None:
    """A payment's item is for an application or for a claim; either is paid once."""
    op.add_column("payment_item", sa.Column("claim_id", sa.Uuid))
    op.drop_index("an_application_is_paid_once", "payment_item")
    op.create_index(
        "an_application_is_paid_once",
        "payment_item",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("settled AND claim_id IS NULL"),
    )
    op.create_index(
        "a_claim_is_paid_once",
        "payment_item",
        ["claim_id"],
        unique=True,
        postgresql_where=sa.text("settled AND claim_id IS NOT NULL"),
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
