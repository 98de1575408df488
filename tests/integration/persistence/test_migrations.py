"""The tables in the database are those in the code, by one straight line of migrations."""

import alembic.autogenerate
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from portal.persistence.migrate import alembic_config, migrate
from tests.support import town_hall  # noqa: F401  knows every table


def test_the_migrated_database_has_exactly_the_tables_of_the_code(owner_url: str) -> None:
    engine = create_engine(owner_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = alembic.autogenerate.compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    assert differences == []


def test_migrating_twice_changes_nothing(owner_url: str) -> None:
    migrate(owner_url)
    engine = create_engine(owner_url)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_heads()
    engine.dispose()
    assert current == tuple(ScriptDirectory.from_config(alembic_config()).get_heads())
