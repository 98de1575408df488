"""The login of web and worker is worth no more than the role that row-level security binds."""

import os
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from portal.errors import ConfigurationFault
from portal.persistence.database import Database, system_scope
from portal.persistence.login import excess_powers, login_url
from portal.settings import Settings, read_settings
from portal.wiring import require_bound_login
from tests.support.database import EXISTING_SERVER, run_as_owner

pytestmark = pytest.mark.skipif(EXISTING_SERVER in os.environ, reason="needs a server of our own")


@pytest.fixture
def portal_url(owner_url: str) -> str:
    """What `portal run` gives to the web and the worker."""
    return login_url(owner_url)


def _settings(url: str, demo: bool) -> Settings:
    return replace(read_settings({}), database_url=url, demo=demo)


async def test_the_portal_works_with_its_login(portal_url: str) -> None:
    database = Database(portal_url)
    async with database.transaction(system_scope()) as session:
        assert await session.scalar(text("SELECT count(*) FROM account")) == 0
        assert await session.scalar(text("SELECT current_user::text")) == "portal_app"
    await database.close()


@pytest.mark.parametrize("escape", ["SET ROLE NONE", "SET SESSION AUTHORIZATION DEFAULT"])
async def test_leaving_the_role_leads_to_less_not_to_more(portal_url: str, escape: str) -> None:
    database = Database(portal_url)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with database.transaction(system_scope()) as session:
            await session.execute(text(escape))
            await session.execute(text("SET LOCAL ROLE NONE"))
            await session.execute(text("SELECT * FROM account"))
    await database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE account DISABLE ROW LEVEL SECURITY",
        "DROP POLICY account_own ON account",
        "CREATE ROLE thief SUPERUSER",
        "CREATE TABLE public.mine (id int)",
        "SET ROLE portal_owner",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_the_login_can_change_nothing_that_protects(portal_url: str, statement: str) -> None:
    with (
        psycopg.connect(_plain(portal_url), autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


def test_the_owners_password_cannot_be_told_from_the_logins(owner_url: str) -> None:
    assert make_url(owner_url).password != make_url(login_url(owner_url)).password


def test_outside_a_demo_only_a_bound_login_is_accepted(
    owner_url: str, portal_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    require_bound_login(_settings(portal_url, demo=False))
    with pytest.raises(ConfigurationFault, match="darf zu viel: ihr gehören Tabellen"):
        require_bound_login(_settings(owner_url, demo=False))
    assert not caplog.records
    require_bound_login(_settings(owner_url, demo=True))
    assert "darf zu viel" in caplog.text
    assert str(make_url(owner_url).password) not in caplog.text


def test_who_may_become_the_owner_is_as_good_as_the_owner(owner_url: str) -> None:
    for statement in (
        "CREATE ROLE keeper",
        "GRANT keeper TO CURRENT_USER",
        "GRANT CREATE ON SCHEMA public TO keeper",
        "ALTER TABLE account OWNER TO keeper",
        "CREATE ROLE helper LOGIN NOINHERIT PASSWORD 'x' IN ROLE keeper",
    ):
        run_as_owner(owner_url, statement)
    helper = make_url(owner_url).set(username="helper", password="x")
    powers = excess_powers(helper.render_as_string(hide_password=False))
    for statement in ("REASSIGN OWNED BY keeper TO CURRENT_USER", "DROP OWNED BY keeper"):
        run_as_owner(owner_url, statement)
    run_as_owner(owner_url, "DROP ROLE helper, keeper")
    assert powers == ["ihr gehören Tabellen des Portals"]


def test_a_database_that_does_not_answer_is_named(owner_url: str) -> None:
    nowhere = make_url(owner_url).set(port=1).render_as_string(hide_password=False)
    with pytest.raises(ConfigurationFault, match="antwortet nicht"):
        require_bound_login(_settings(nowhere, demo=False))


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
