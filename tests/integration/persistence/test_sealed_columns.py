"""What citizens tell is sealed in the database: who holds its bytes alone reads and moves none."""

from dataclasses import replace
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import insert, select, text, update
from sqlmodel import col

from portal.applications.tables import ContactProfile
from portal.cases.tables import CaseMessage
from portal.persistence.data_keys import DataKeys
from portal.persistence.database import Database, system_scope
from portal.persistence.sealed_columns import open_column, seal_column
from portal.sealing import KeyEncryptionKeys, KeyMissing, SealBroken
from tests.support.accounts import a_citizen
from tests.support.keys import DEMO_KEYS
from tests.support.town_hall import everything_about_one_order

SPOKEN = {"first_names": "Ängela", "street": "Am Hafen 7"}


async def test_what_was_typed_comes_back_and_lies_sealed(
    database: Database, owner_url: str
) -> None:
    citizen = await _somebody_with_a_profile(database)
    async with database.transaction(system_scope()) as session:
        profile = await session.get_one(ContactProfile, citizen)
        assert profile.answers == SPOKEN
        profile.answers = SPOKEN | {"city": "Leer"}
    async with database.transaction(system_scope()) as session:
        query = select(ContactProfile).execution_options(populate_existing=True)
        assert (await session.scalars(query)).one().answers == SPOKEN | {"city": "Leer"}
    stored = _stored(owner_url, "SELECT answers FROM contact_profile")
    assert b"Hafen" not in stored and b"Leer" not in stored


async def test_another_process_reads_it_with_the_same_keys(
    database: Database, owner_url: str
) -> None:
    citizen = await _somebody_with_a_profile(database)
    other = Database(owner_url, pool_size=1, keys=DEMO_KEYS)
    async with other.transaction(system_scope()) as session:
        assert (await session.get_one(ContactProfile, citizen)).answers == SPOKEN
    await other.close()


async def test_a_value_moved_to_another_row_does_not_open_and_hurts_nothing_else(
    database: Database, owner_url: str
) -> None:
    anna = await _somebody_with_a_profile(database)
    berta = await _somebody_with_a_profile(database, "berta@post.example")
    _run(
        owner_url,
        "UPDATE contact_profile SET answers = (SELECT answers FROM contact_profile"
        f" WHERE account_id = '{anna}') WHERE account_id = '{berta}'",
    )
    async with database.transaction(system_scope()) as session:
        profiles = {row.account_id: row for row in await session.scalars(select(ContactProfile))}
        assert profiles[anna].answers == SPOKEN
        with pytest.raises(SealBroken):
            profiles[berta].answers.get("street")
        with pytest.raises(SealBroken):
            dict(profiles[berta].answers)
        profiles[berta].saved_at = profiles[anna].saved_at
    async with database.transaction(system_scope()) as session:
        again = await session.get_one(ContactProfile, berta)
        again.answers = {"street": "Neu 1"}
    async with database.transaction(system_scope()) as session:
        assert (await session.get_one(ContactProfile, berta)).answers == {"street": "Neu 1"}


@pytest.mark.parametrize(
    "damage", ["'\\x00'", "substring(answers for 60)", "set_byte(answers, 40, 7)", "'{}'"]
)
async def test_a_damaged_value_does_not_open(
    database: Database, owner_url: str, damage: str
) -> None:
    citizen = await _somebody_with_a_profile(database)
    _run(owner_url, f"UPDATE contact_profile SET answers = {damage}")
    async with database.transaction(system_scope()) as session:
        damaged = await session.get_one(ContactProfile, citizen)
        with pytest.raises(SealBroken):
            bool(damaged.answers)


async def test_a_single_column_is_read_and_written_too(database: Database) -> None:
    citizen = await _somebody_with_a_profile(database)
    answers = col(ContactProfile.answers)
    mine = col(ContactProfile.account_id) == citizen
    async with database.transaction(system_scope()) as session:
        value = await seal_column(session, answers, citizen, {"street": "Neu 1"}, "")
        await session.execute(update(ContactProfile).where(mine).values(answers=value))
    async with database.transaction(system_scope()) as session:
        found = await session.scalar(select(answers).where(mine))
        assert await open_column(session, answers, citizen, found) == {"street": "Neu 1"}


async def test_a_plain_value_never_gets_into_a_sealed_column(database: Database) -> None:
    citizen = await a_citizen(database)
    statement = insert(ContactProfile).values(account_id=citizen.id, answers=SPOKEN)
    with pytest.raises(Exception, match="as part of its row"):
        async with database.transaction(system_scope()) as session:
            await session.execute(statement)


async def test_each_municipality_has_a_key_of_its_own(database: Database, owner_url: str) -> None:
    await everything_about_one_order(database)
    towns = _rows(owner_url, "SELECT municipality FROM data_key")
    assert {town for (town,) in towns} == {"", "papenburg"}
    used = _rows(owner_url, "SELECT encode(substring(body FROM 2 FOR 16), 'hex') FROM case_message")
    key = _rows(owner_url, "SELECT id FROM data_key WHERE municipality = 'papenburg'")
    assert UUID(used[0][0]) == key[0][0]


async def test_messages_of_a_case_come_back(database: Database) -> None:
    await everything_about_one_order(database)
    async with database.transaction(system_scope()) as session:
        (message,) = await session.scalars(select(CaseMessage))
        assert message.body


async def test_first_keys_made_side_by_side_are_one(database: Database, owner_url: str) -> None:
    import asyncio

    rings = [DataKeys(database.data_keys.engine, DEMO_KEYS) for _ in range(8)]
    made = await asyncio.gather(*(ring.current("leer") for ring in rings))
    assert len(set(made)) == 1
    assert len(_rows(owner_url, "SELECT FROM data_key")) == 1


async def test_without_the_key_that_locks_them_nothing_opens_and_the_fault_names_it(
    database: Database, owner_url: str
) -> None:
    await _somebody_with_a_profile(database)
    stranger = Database(owner_url, pool_size=1, keys=KeyEncryptionKeys((b"x" * 32,)))
    with pytest.raises(KeyMissing, match=DEMO_KEYS.current):
        async with stranger.transaction(system_scope()):
            pass
    await stranger.close()


async def test_a_locked_key_moved_to_another_municipality_opens_nothing(
    database: Database, owner_url: str
) -> None:
    await _somebody_with_a_profile(database)
    _run(owner_url, "UPDATE data_key SET municipality = 'leer'")
    ring = replace(database.data_keys, _opened={}, _current={}, _looked_at=float("-inf"))
    with pytest.raises(SealBroken):
        await ring.current("leer")


async def _somebody_with_a_profile(database: Database, email: str = "anna@post.example") -> UUID:
    citizen = await a_citizen(database, email)
    async with database.transaction(system_scope()) as session:
        session.add(ContactProfile(account_id=citizen.id, answers=dict(SPOKEN)))
        await session.flush()
        await session.execute(text("SELECT 1"))
    return citizen.id


def _stored(owner_url: str, query: str) -> bytes:
    return bytes(_rows(owner_url, query)[0][0])


def _rows(owner_url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(owner_url.replace("+psycopg", "")) as connection:
        return connection.execute(query.encode()).fetchall()


def _run(owner_url: str, statement: str) -> None:
    with psycopg.connect(owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.encode())
