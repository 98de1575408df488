"""In rows that are never changed the owner may renew a seal, and nothing else.

The portal's role still has no UPDATE on them. The owner must say what they are about
(portal.resealing), and every column that is not sealed must stay as it is.
"""

from alembic import op

revision = "0143"
down_revision = "0142"
branch_labels = None
depends_on = None

ROLE = "portal_app"
SEALED = {
    "submission": ("answers", "review"),
    "case_event": ("detail",),
    "case_message": ("body",),
}


def upgrade() -> None:
    # The trigger's arguments name the sealed columns; what 0150 lets be erased stays so.
    op.execute(
        f"""CREATE OR REPLACE FUNCTION refuse_to_change_history() RETURNS trigger
        LANGUAGE plpgsql AS
        $$ BEGIN
          IF TG_OP = 'DELETE' AND current_user <> '{ROLE}'
             AND current_setting('portal.erasing', true) = 'yes' THEN
            RETURN OLD;
          END IF;
          IF TG_OP = 'UPDATE' AND TG_NARGS > 0 AND current_user <> '{ROLE}'
             AND current_setting('portal.resealing', true) = 'yes' THEN
            IF to_jsonb(NEW) - TG_ARGV::text[] = to_jsonb(OLD) - TG_ARGV::text[] THEN
              RETURN NEW;
            END IF;
          END IF;
          RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
        END $$"""
    )
    for table, columns in SEALED.items():
        names = ", ".join(f"'{column}'" for column in columns)
        op.execute(f"DROP TRIGGER {table}_is_append_only ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_history({names})"
        )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
