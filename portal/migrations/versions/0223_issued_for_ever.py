"""What was issued stays as it was issued, whoever asks; a decision is revoked by another notice.

Of an issued notice only what becomes of it may change: that it is provided, retrieved, posted,
revoked. Citizens may note the first retrieval and nothing else. Only the owner of the tables, who
erases cases and renews seals (0143), removes one or touches its sealed words.
"""

import sqlalchemy as sa
from alembic import op

revision = "0223"
down_revision = "0222"
branch_labels = None
depends_on = None

ROLE = "portal_app"
BECOMES = (
    "delivery", "provided_at", "retrieved_at", "ended_at", "posted_at", "posted_by", "revoked_at",
)  # fmt: skip
SEALED = ("title", "body", "remedy")


def _array(names: tuple[str, ...]) -> str:
    return f"ARRAY[{', '.join(repr(name) for name in names)}]"


def upgrade() -> None:
    op.add_column("notice", sa.Column("revokes_id", sa.Uuid, sa.ForeignKey("notice.id")))
    op.add_column("notice", sa.Column("revoked_at", sa.DateTime(timezone=True)))
    op.create_index("ix_notice_revokes_id", "notice", ["revokes_id"])
    op.drop_constraint("notice_decides", "notice")
    op.create_check_constraint(
        "notice_decides", "notice", "decision IN ('', 'granted', 'partly', 'rejected', 'revoked')"
    )
    op.create_check_constraint(
        "notice_revokes_one", "notice", "(decision = 'revoked') = (revokes_id IS NOT NULL)"
    )
    op.execute(
        f"""CREATE OR REPLACE FUNCTION keep_notice() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
          may text[] := {_array(BECOMES)};
        BEGIN
          IF OLD.issued_at IS NULL THEN
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
          END IF;
          IF current_user <> '{ROLE}' THEN
            IF TG_OP = 'DELETE' THEN
              RETURN OLD;
            END IF;
            IF current_setting('portal.resealing', true) = 'yes' THEN
              may := {_array(SEALED)};
            END IF;
          ELSIF TG_OP = 'UPDATE' AND acting_as('citizen') THEN
            may := ARRAY['retrieved_at'];
          END IF;
          IF TG_OP = 'DELETE' OR to_jsonb(NEW) - may <> to_jsonb(OLD) - may
             OR (OLD.retrieved_at <> NEW.retrieved_at) IS NOT FALSE AND OLD.retrieved_at IS NOT NULL
             OR (OLD.posted_at <> NEW.posted_at) IS NOT FALSE AND OLD.posted_at IS NOT NULL
             OR (OLD.revoked_at <> NEW.revoked_at) IS NOT FALSE AND OLD.revoked_at IS NOT NULL
          THEN
            RAISE EXCEPTION 'what was issued does not change';
          END IF;
          RETURN NEW;
        END $$"""
    )
    op.execute("DROP TRIGGER keep_notice ON notice")
    op.execute(
        "CREATE TRIGGER keep_notice BEFORE UPDATE OR DELETE ON notice"
        " FOR EACH ROW EXECUTE FUNCTION keep_notice()"
    )
    op.execute(
        f"""CREATE FUNCTION keep_notice_file() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF current_user <> '{ROLE}' AND TG_OP = 'DELETE' THEN
            RETURN OLD;
          END IF;
          IF current_user <> '{ROLE}' AND current_setting('portal.resealing', true) = 'yes'
             AND to_jsonb(NEW) - 'pdf' = to_jsonb(OLD) - 'pdf' THEN
            RETURN NEW;
          END IF;
          RAISE EXCEPTION 'what was issued does not change';
        END $$"""
    )
    op.execute(
        "CREATE TRIGGER keep_notice_file BEFORE UPDATE OR DELETE ON notice_file"
        " FOR EACH ROW EXECUTE FUNCTION keep_notice_file()"
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
