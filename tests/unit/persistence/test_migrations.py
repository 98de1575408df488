"""Migrations form one line: two at the end would keep every portal from starting."""

from alembic.script import ScriptDirectory

from portal.persistence.migrate import alembic_config


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1
