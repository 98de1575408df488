"""Brings the schema of a database to the newest version. Runs as the owner, never as the portal."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from portal.persistence.database import APP_ROLE
from portal.sealing import KeyEncryptionKeys

SCRIPTS = Path(__file__).parent.parent / "migrations"


def migrate(owner_url: str, keys: KeyEncryptionKeys | None = None) -> None:
    """Create the portal's role where it is missing and run all migrations.

    `keys` seal what an older version kept in the clear. Raises KeyMissing where they are needed.
    """
    engine = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        # Clones of one project may start side by side on one server: one migrates at a time.
        connection.execute(text("SELECT pg_advisory_xact_lock(7411)"))
        _ensure_role(connection)
        command.upgrade(alembic_config(connection, keys), "head")
        connection.execute(text(f'GRANT USAGE ON SCHEMA public TO "{APP_ROLE}"'))
    engine.dispose()


def alembic_config(
    connection: Connection | None = None, keys: KeyEncryptionKeys | None = None
) -> Config:
    """Alembic's configuration without a file."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    config.attributes["keys"] = keys or KeyEncryptionKeys(())
    return config


def _ensure_role(connection: Connection) -> None:
    connection.execute(
        text(
            f"""DO $$ BEGIN
                CREATE ROLE "{APP_ROLE}" NOLOGIN NOSUPERUSER NOBYPASSRLS;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"""
        )
    )
    connection.execute(text(f'GRANT "{APP_ROLE}" TO CURRENT_USER'))
