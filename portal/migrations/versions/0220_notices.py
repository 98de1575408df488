"""Letters and notices: drafted, issued once, provided in the inbox or posted; and the consent to be
told of decisions there. A citizen sees what was issued for the inbox, as long as it is provided."""

import sqlalchemy as sa
from alembic import op

revision = "0220"
down_revision = "0215"
branch_labels = None
depends_on = None

ROLE = "portal_app"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("case", sa.Column("inbox_consent_at", INSTANT))
    _create_notice()
    _create_file()
    own = "acting_as('citizen') AND account_id = actor()"
    shown = f"{own} AND provided_at IS NOT NULL"
    _open("notice", "case", "case_id", {"SELECT": shown, "UPDATE": shown})
    visible = f"{own} AND EXISTS (SELECT FROM notice n WHERE n.id = notice_file.notice_id)"
    _open("notice_file", "notice", "notice_id", {"SELECT": visible})
    op.execute(
        """CREATE FUNCTION keep_notice() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF OLD.issued_at IS NOT NULL AND
             (OLD.case_id, OLD.account_id, OLD.kind, OLD.decision, OLD.issued_at, OLD.sha256)
             IS DISTINCT FROM
             (NEW.case_id, NEW.account_id, NEW.kind, NEW.decision, NEW.issued_at, NEW.sha256) THEN
            RAISE EXCEPTION 'what was issued does not change';
          END IF;
          RETURN NEW;
        END $$"""
    )
    op.execute(
        "CREATE TRIGGER keep_notice BEFORE UPDATE ON notice"
        " FOR EACH ROW EXECUTE FUNCTION keep_notice()"
    )


def _create_notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("case.id", ondelete="CASCADE"), nullable=False),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("title", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("remedy", sa.LargeBinary, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("drafted_by", sa.Uuid, nullable=False),
        sa.Column("drafted_at", INSTANT, nullable=False),
        sa.Column("issued_by", sa.Uuid),
        sa.Column("issued_at", INSTANT),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("delivery", sa.String, nullable=False),
        sa.Column("provided_at", INSTANT),
        sa.Column("retrieved_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("posted_at", INSTANT),
        sa.Column("posted_by", sa.Uuid),
        sa.CheckConstraint("kind IN ('notice', 'confirmation', 'letter')", name="notice_kind"),
        sa.CheckConstraint(
            "decision IN ('', 'granted', 'partly', 'rejected')", name="notice_decides"
        ),
        sa.CheckConstraint("delivery IN ('', 'inbox', 'post')", name="notice_delivery"),
        sa.CheckConstraint(
            "(issued_at IS NULL) = (delivery = '') AND (issued_at IS NULL) = (sha256 = '')",
            name="notice_issued",
        ),
        sa.CheckConstraint(
            "provided_at IS NULL OR issued_at IS NOT NULL", name="notice_provided_when_issued"
        ),
        sa.UniqueConstraint("case_id", "number"),
    )
    for column in ("case_id", "municipality", "account_id"):
        op.create_index(f"ix_notice_{column}", "notice", [column])
    op.create_index(
        "letters_to_be_posted",
        "notice",
        ["municipality", "issued_at"],
        postgresql_where=sa.text("delivery = 'post' AND posted_at IS NULL"),
    )


def _create_file() -> None:
    op.create_table(
        "notice_file",
        sa.Column(
            "notice_id", sa.Uuid, sa.ForeignKey("notice.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("pdf", sa.LargeBinary, nullable=False),
    )
    for column in ("municipality", "account_id"):
        op.create_index(f"ix_notice_file_{column}", "notice_file", [column])


def _open(table: str, parent: str, key: str, citizen: dict[str, str]) -> None:
    """What hangs on something is seen by staff who see that."""
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    of_visible = (
        f"acting_as('staff') AND EXISTS (SELECT FROM \"{parent}\" p WHERE p.id = {table}.{key})"
    )
    policies = [("system", "ALL", "acting_as('system') AND serves(municipality)")]
    policies += [(f"citizen_{name.lower()}", name, rule) for name, rule in citizen.items()]
    for name, command, condition in (*policies, ("staff", "ALL", of_visible)):
        op.execute(
            f"CREATE POLICY {table}_{name} ON {table} FOR {command} TO {ROLE} USING ({condition})"
        )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
