"""The catalogue as rows: services, municipalities and offers, with German full text.

In a schema of its own: it holds content only, filled anew from the content files, so neither a
reset of the demo nor a backup of citizens' data has anything to do with it.
"""

from alembic import op

revision = "0061"
down_revision = "0072"
branch_labels = None
depends_on = None

ROLE = "portal_app"
TABLES = ("edition", "service", "municipality", "offer", "word")


def upgrade() -> None:
    op.execute("CREATE SCHEMA catalogue")
    op.execute(f"GRANT USAGE ON SCHEMA catalogue TO {ROLE}")
    _create_german()
    _create_tables()
    for table in TABLES:
        op.execute(f"GRANT SELECT ON catalogue.{table} TO {ROLE}")
        op.execute(f"ALTER TABLE catalogue.{table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_is_public ON catalogue.{table}"
            f" FOR SELECT TO {ROLE} USING (true)"
        )


def _create_german() -> None:
    """German stems without stop words: 'Ausweis weg' means more than 'Ausweis'."""
    op.execute(
        "CREATE TEXT SEARCH DICTIONARY catalogue.german_stem"
        " (TEMPLATE = pg_catalog.snowball, LANGUAGE = german)"
    )
    op.execute("CREATE TEXT SEARCH CONFIGURATION catalogue.german (COPY = pg_catalog.simple)")
    op.execute(
        "ALTER TEXT SEARCH CONFIGURATION catalogue.german"
        " ALTER MAPPING FOR asciiword, word, numword WITH catalogue.german_stem"
    )


def _create_tables() -> None:
    op.execute(
        """CREATE TABLE catalogue.edition (
            only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
            hash text NOT NULL,
            filled_at timestamptz NOT NULL DEFAULT now())"""
    )
    op.execute(
        """CREATE TABLE catalogue.service (
            slug text PRIMARY KEY,
            name text NOT NULL,
            popular boolean NOT NULL,
            phrases jsonb NOT NULL,
            names text NOT NULL,
            synonyms text NOT NULL,
            parts text NOT NULL,
            prose text NOT NULL,
            document tsvector NOT NULL GENERATED ALWAYS AS (
                setweight(to_tsvector('catalogue.german', names), 'A')
                || setweight(to_tsvector('catalogue.german', synonyms), 'B')
                || setweight(to_tsvector('catalogue.german', parts), 'C')
                || setweight(to_tsvector('catalogue.german', prose), 'D')) STORED)"""
    )
    op.execute("CREATE INDEX service_document ON catalogue.service USING gin (document)")
    op.execute(
        """CREATE TABLE catalogue.municipality (
            slug text PRIMARY KEY,
            name text NOT NULL,
            full_name text NOT NULL,
            is_county boolean NOT NULL,
            network text,
            shows_network boolean NOT NULL)"""
    )
    op.execute("CREATE INDEX municipality_network ON catalogue.municipality (network)")
    op.execute(
        """CREATE TABLE catalogue.offer (
            municipality text NOT NULL REFERENCES catalogue.municipality,
            service text NOT NULL REFERENCES catalogue.service,
            online boolean NOT NULL,
            PRIMARY KEY (municipality, service))"""
    )
    op.execute(
        """CREATE TABLE catalogue.word (
            word text PRIMARY KEY,
            stem text NOT NULL,
            services integer NOT NULL,
            is_part boolean NOT NULL,
            alike text[] NOT NULL)"""
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
