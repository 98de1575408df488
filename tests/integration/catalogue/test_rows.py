"""The catalogue's rows: public to read, written by the owner alone, replaced whole."""

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from portal.catalogue import load_catalogue
from portal.catalogue.search import fill_rows, inventory_of, load_wording, search
from portal.municipalities import all_municipalities
from portal.persistence.database import Database, Scope, system_scope
from portal.wiring import fill_catalogue

TABLES = ("edition", "municipality", "offer", "service", "word", "wording")
VISITOR = Scope("visitor", None, "papenburg")


def test_every_table_has_row_level_security_and_one_policy_to_read(owner_url: str) -> None:
    with psycopg.connect(owner_url.replace("+psycopg", "")) as connection:
        rows = connection.execute(
            """SELECT c.relname, c.relrowsecurity, array_agg(p.polcmd::text)
               FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
               WHERE c.relnamespace = 'catalogue'::regnamespace AND c.relkind = 'r'
               GROUP BY c.oid ORDER BY c.relname"""
        ).fetchall()
    assert rows == [(table, True, ["r"]) for table in TABLES]


async def test_anybody_reads_them(database: Database) -> None:
    async with database.transaction(VISITOR) as session:
        for table in TABLES:
            assert await session.scalar(text(f"SELECT count(*) FROM catalogue.{table}"))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "command", ["DELETE FROM {}", "TRUNCATE {}", "INSERT INTO {} DEFAULT VALUES"]
)
async def test_not_even_the_portal_itself_changes_them(
    database: Database, table: str, command: str
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with database.transaction(system_scope()) as session:
            await session.execute(text(command.format(f"catalogue.{table}")))


def test_filling_again_changes_nothing(owner_url: str) -> None:
    assert fill_catalogue(owner_url) is False


async def test_what_leaves_the_content_is_no_longer_found_and_what_comes_is(
    owner_url: str, database: Database
) -> None:
    """Without a restart: the words in memory belong to an edition."""
    assert (await _found(database, "Hundemarke"))[:1] == ["hund-anmelden"]
    kept = [s for s in load_catalogue().services if s.slug != "hund-anmelden"]
    changed = [
        service.model_copy(update={"synonyms": ("Zaubertrank",)})
        if service.slug == "osterfeuer"
        else service
        for service in kept
    ]
    assert fill_rows(owner_url, inventory_of(changed, all_municipalities()), load_wording())
    assert "hund-anmelden" not in await _found(database, "Hundemarke")
    assert await _found(database, "Zaubertrank") == ["osterfeuer"]


async def test_what_a_service_is_called_in_another_language_leads_to_it(
    owner_url: str, database: Database
) -> None:
    polish = {"osterfeuer": ("Ognisko wielkanocne", "Płomień")}
    services = load_catalogue().services
    inventory = inventory_of(services, all_municipalities(), lambda slug: polish.get(slug, ()))
    assert fill_rows(owner_url, inventory, load_wording())
    assert await _found(database, "ognisko") == ["osterfeuer"]
    assert await _found(database, "płomień") == ["osterfeuer"]


async def _found(database: Database, typed: str) -> list[str]:
    async with database.transaction(VISITOR) as session:
        return [hit.slug for hit in await search(session, "papenburg", typed)]
