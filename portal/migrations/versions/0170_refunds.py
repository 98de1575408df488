"""The ledger of refunds. Never more than was paid, per payment and per item, is seen to here.

What was given back until now becomes rows of it: a surplus where the payment had one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0170"
down_revision = "0160"
branch_labels = None
depends_on = None

ROLE = "portal_app"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "refund",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("payment_id", sa.Uuid, sa.ForeignKey("payment.id"), nullable=False, index=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("item_id", sa.Uuid, sa.ForeignKey("payment_item.id"), index=True),
        sa.Column("municipality", sa.String, nullable=False, index=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("needs_second", sa.Boolean, nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=False),
        sa.Column("asked_by", sa.Uuid),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_at", INSTANT),
        sa.Column("calling_since", INSTANT),
        sa.Column("done_at", INSTANT),
        sa.Column("provider_reference", sa.String, nullable=False),
        *_checks(),
    )
    op.create_index(
        "one_refund_at_a_time", "refund", ["payment_id"], unique=True,
        postgresql_where=sa.text("status = 'calling'"),
    )  # fmt: skip
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON refund TO {ROLE}")
    op.execute("ALTER TABLE refund ENABLE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY refund_system ON refund FOR ALL TO {ROLE} USING (acting_as('system'))"
    )
    op.execute(
        f"CREATE POLICY refund_citizen ON refund FOR SELECT TO {ROLE}"
        " USING (acting_as('citizen') AND account_id = actor())"
    )
    _enter_what_was_given_back()
    op.execute(NEVER_TOO_MUCH)
    op.execute(
        "CREATE TRIGGER refund_never_too_much BEFORE INSERT OR UPDATE ON refund"
        " FOR EACH ROW EXECUTE FUNCTION refund_never_too_much()"
    )


def _enter_what_was_given_back() -> None:
    op.execute(
        """INSERT INTO refund (id, payment_id, account_id, municipality, kind, amount_cents, status,
             needs_second, reason, asked_at, done_at, provider_reference)
           SELECT gen_random_uuid(), id, account_id, host_municipality,
             CASE WHEN surplus THEN 'surplus' ELSE 'outside' END, refunded_cents, 'done',
             false, '', created_at, coalesce(settled_at, created_at), ''
           FROM payment WHERE refunded_cents > 0"""
    )


def _checks() -> list[sa.CheckConstraint]:
    checks = {
        "refund_kind": "kind IN ('surplus', 'by_hand', 'outside')",
        "refund_status":
            "status IN ('asked', 'agreed', 'calling', 'done', 'refused', 'declined')",
        "refund_amount": "amount_cents > 0",
        "refund_second_pair_of_eyes": "decided_by <> asked_by",
        "refund_needs_second": "NOT needs_second OR decided_by IS NOT NULL OR status = 'asked'",
        "refund_by_hand":
            "(kind = 'by_hand') = (asked_by IS NOT NULL)"
            " AND (kind <> 'by_hand' OR item_id IS NOT NULL)",
    }  # fmt: skip
    return [sa.CheckConstraint(rule, name=name) for name, rule in checks.items()]


# A refund made outside is a fact: it counts against what is done alone, and what was still
# planned finds no room any more. Whoever writes locks the payment, so two wait for each other.
NEVER_TOO_MUCH = """
CREATE FUNCTION refund_never_too_much() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  paid_for payment%ROWTYPE;
  item payment_item%ROWTYPE;
  counted text[] := CASE WHEN NEW.kind = 'outside' THEN ARRAY['done']
                         ELSE ARRAY['asked', 'agreed', 'calling', 'done'] END;
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.payment_id, OLD.account_id, OLD.item_id, OLD.municipality, OLD.kind,
      OLD.amount_cents, OLD.needs_second, OLD.asked_by)
     IS DISTINCT FROM (NEW.payment_id, NEW.account_id, NEW.item_id, NEW.municipality, NEW.kind,
      NEW.amount_cents, NEW.needs_second, NEW.asked_by) THEN
    RAISE EXCEPTION 'a refund keeps what it is' USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.status IN ('done', 'refused', 'declined')
     AND OLD.status <> NEW.status THEN
    RAISE EXCEPTION 'a refund that is over stays so' USING ERRCODE = 'check_violation';
  END IF;
  SELECT * INTO STRICT paid_for FROM payment WHERE id = NEW.payment_id FOR UPDATE;
  IF NOT NEW.status = ANY (counted) THEN
    RETURN NEW;
  END IF;
  IF paid_for.account_id <> NEW.account_id THEN
    RAISE EXCEPTION 'a refund goes to who paid' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.kind <> 'outside' AND paid_for.status <> 'paid' THEN
    RAISE EXCEPTION 'only what was paid goes back' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.amount_cents + coalesce((SELECT sum(amount_cents) FROM refund WHERE id <> NEW.id
      AND payment_id = NEW.payment_id AND status = ANY (counted)), 0) > paid_for.amount_cents THEN
    RAISE EXCEPTION 'more than was paid' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'refund_of_payment';
  END IF;
  IF NEW.item_id IS NOT NULL THEN
    SELECT * INTO STRICT item FROM payment_item WHERE id = NEW.item_id;
    IF item.payment_id <> NEW.payment_id OR item.municipality <> NEW.municipality
       OR (NEW.kind = 'by_hand' AND NOT item.settled) THEN
      RAISE EXCEPTION 'this item was not paid with it' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.amount_cents + coalesce((SELECT sum(amount_cents) FROM refund WHERE id <> NEW.id
        AND item_id = NEW.item_id AND status = ANY (counted)), 0) > item.amount_cents THEN
      RAISE EXCEPTION 'more than the item cost' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'refund_of_item';
    END IF;
  END IF;
  RETURN NEW;
END $$
"""


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
