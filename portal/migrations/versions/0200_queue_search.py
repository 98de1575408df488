"""The work queue is searched by words, and remembers the views people keep.

`found_by` follows name and title by itself. Words are kept twice, umlauts spelled out and without
their dots, as portal/catalogue/search/words.py spells what is typed; titles also as German stems.
"""

import string

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0200"
down_revision = "0216"
branch_labels = None
depends_on = None

ROLE = "portal_app"
SIGNS = string.punctuation + "’‘‚„“”´–—…·"


def upgrade() -> None:
    op.execute(
        f'ALTER TABLE "case" ADD COLUMN found_by tsvector GENERATED ALWAYS AS ({_words()}) STORED'
    )
    _create_views()


def _words() -> str:
    signs, spaces = SIGNS.replace("'", "''"), " " * len(SIGNS)
    small = (
        f"lower(normalize(translate(applicant_name || ' ' || title, '{signs}', '{spaces}'), NFC))"
    )
    spelled_out = small
    for letter, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        spelled_out = f"replace({spelled_out}, '{letter}', '{letters}')"
    without_dots = f"replace({small}, 'ß', 's')"
    return " || ".join(
        (
            _as_words(spelled_out),
            _as_words(without_dots),
            "to_tsvector('german'::regconfig, title)",
        )
    )


def _as_words(text: str) -> str:
    """Not by a text search parser, which takes "Dr.Meier" for the name of a computer."""
    plain = rf"regexp_replace(normalize({text}, NFD), '[\u0300-\u036f]', '', 'g')"
    return f"array_to_tsvector(array_remove(string_to_array({plain}, ' '), ''))"


def _create_views() -> None:
    op.create_table(
        "queue_view",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("wish", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_start", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(
        "views_of_a_person", "queue_view", ["account_id", "municipality", "name"], unique=True
    )
    op.create_index(
        "one_start_view",
        "queue_view",
        ["account_id", "municipality"],
        unique=True,
        postgresql_where=sa.text("is_start"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON queue_view TO {ROLE}")
    op.execute("ALTER TABLE queue_view ENABLE ROW LEVEL SECURITY")
    for name, condition in (
        ("system", "acting_as('system') AND serves(municipality)"),
        ("staff", "acting_as('staff') AND account_id = actor() AND serves(municipality)"),
    ):
        op.execute(
            f"CREATE POLICY queue_view_{name} ON queue_view FOR ALL TO {ROLE} USING ({condition})"
        )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
