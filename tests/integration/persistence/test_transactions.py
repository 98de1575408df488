"""Every transaction acts as somebody, for one municipality, and keeps all of its work or none."""

from sqlalchemy import text

from portal.persistence.database import APP_ROLE, Database, system_scope


async def test_the_portal_works_under_a_role_that_row_level_security_binds(
    database: Database,
) -> None:
    async with database.transaction(system_scope()) as session:
        role = await session.scalar(text("SELECT current_user"))
        bypasses = await session.scalar(
            text("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
        )
    assert role == APP_ROLE
    assert bypasses is False


async def test_the_scope_ends_with_its_transaction(database: Database) -> None:
    async with database.transaction(system_scope("papenburg")) as session:
        inside = await session.scalar(text("SELECT current_setting('portal.municipality', true)"))
    async with database.engine.connect() as connection:
        outside = await connection.scalar(
            text("SELECT current_setting('portal.municipality', true)")
        )
    assert inside == "papenburg"
    assert not outside
