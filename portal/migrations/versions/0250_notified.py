"""When the citizen was sent word of a letter: from there its ten days run (VwVfG § 41 (2a)).

`told_by` is the history entry whose mail says so. Both are what becomes of an issued notice, so the
trigger of 0223 lets them be noted; the moment only once for each provision.
"""

import sqlalchemy as sa
from alembic import op

revision = "0250"
down_revision = "0209"
branch_labels = None
depends_on = None

ROLE = "portal_app"
BECOMES = (
    "delivery", "provided_at", "told_by", "notified_at", "retrieved_at", "ended_at", "posted_at",
    "posted_by", "revoked_at",
)  # fmt: skip
SEALED = ("title", "body", "remedy")


def _array(names: tuple[str, ...]) -> str:
    return f"ARRAY[{', '.join(repr(name) for name in names)}]"


def upgrade() -> None:
    op.add_column("notice", sa.Column("told_by", sa.Uuid))
    op.add_column("notice", sa.Column("notified_at", sa.DateTime(timezone=True)))
    op.create_index("ix_notice_told_by", "notice", ["told_by"])
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


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
