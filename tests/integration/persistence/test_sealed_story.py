"""After a whole story at the town hall nothing of what was typed can be found in the database,
and its keys are changed without anybody noticing."""

import asyncio
import dataclasses
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import select
from sqlmodel import col

from portal.applications import find_application, save_answers
from portal.applications.tables import Application, ContactProfile, Submission
from portal.cases.status import CaseAction
from portal.cases.views import CaseView
from portal.identity import put_flash, start_session, take_flash
from portal.identity.tables import Account
from portal.persistence.database import Database, system_scope
from portal.persistence.key_rotation import generations, reseal, rotate_keys
from portal.sealing import KeyEncryptionKeys, KeyMissing
from tests.support.applications import (
    CERTIFICATE_FOR_MYSELF,
    PAPENBURG,
    Citizen,
    a_citizen,
    a_draft,
)
from tests.support.appointments import booked
from tests.support.cases import TownHall, somebody_at_the_desk
from tests.support.keys import DEMO_KEYS

QUESTION = "Wie hieß Ihre Mutter vor der Heirat?"
ANSWER = "Meine Mutter hieß Ørsted-Müller."
REASON = "Die Urkunde liegt in Kopenhagen."
STREET = "Deichstraße am Schöpfwerk"
TYPED = (
    "Łuczak-Ørsted", "Zoë Anna", '"1964"', "Hauptkanal links", "Ausweis.jpg", STREET,
    QUESTION, ANSWER, REASON, "Zoë Łuczak", "Vertippt-Weg",
)  # fmt: skip
NEW_KEY = b"n" * 32
BOTH = KeyEncryptionKeys((NEW_KEY, *DEMO_KEYS.keys))
NEW = KeyEncryptionKeys((NEW_KEY,))


@dataclasses.dataclass
class Told:
    """A story that was told, and how to read it again."""

    hall: TownHall
    citizen: Citizen
    case: CaseView
    draft_id: UUID

    async def is_read(self, keys: KeyEncryptionKeys) -> None:
        """By a process that was started with `keys`."""
        url = self.hall.database.engine.url.set(query={}).render_as_string(hide_password=False)
        database = Database(url, pool_size=2, keys=keys)
        hall = TownHall(database)
        case = await hall.seen_by(self.citizen.scope, self.case.reference)
        assert [message.body for message in case.messages] == [QUESTION, ANSWER]
        assert REASON in [entry.detail for entry in case.timeline]
        assert "Łuczak-Ørsted" in str(case.review)
        assert [file.name for file in case.files] == ["Ausweis.jpg"]
        async with database.transaction(self.citizen.scope) as session:
            draft = await find_application(session, self.draft_id)
            assert draft.answers["address.street"] == STREET
            profile = await session.get_one(ContactProfile, self.citizen.id)
            assert profile.answers == {"street": STREET}
        await database.close()


@pytest.fixture
async def story(database: Database) -> Told:
    hall = TownHall(database)
    citizen = await a_citizen(database)
    async with database.transaction(system_scope()) as session:
        # The name of the account stays readable (record 0032): here it is none that was typed.
        (await session.get_one(Account, citizen.id)).display_name = "Kai Konto"
        session.add(ContactProfile(account_id=citizen.id, answers={"street": STREET}))
        begun = await start_session(session, PAPENBURG)
        await put_flash(session, begun.id, {"typed": {"street": "Vertippt-Weg"}})
    case = await hall.opened_case(citizen)
    desk = await somebody_at_the_desk(database)
    for who, action, words in (
        (desk, CaseAction.TAKE_ON, ""),
        (desk, CaseAction.ASK, QUESTION),
        (citizen.scope, CaseAction.ANSWER, ANSWER),
        (desk, CaseAction.REJECT, REASON),
    ):
        await hall.act(who, case.reference, action, words)
    draft = await a_draft(
        database, citizen.scope, CERTIFICATE_FOR_MYSELF | {"address.street": STREET}
    )
    await booked(hall)
    return Told(hall, citizen, case, draft.id)


async def test_no_table_tells_what_was_typed(story: Told, owner_url: str) -> None:
    found = [(table, word) for table, dump in _dumps(owner_url) for word in TYPED if word in dump]
    assert found == []
    await story.is_read(DEMO_KEYS)


async def test_the_search_for_it_finds_what_is_not_sealed(story: Told, owner_url: str) -> None:
    assert "Kai Konto" in dict(_dumps(owner_url))["account"]


async def test_keys_are_changed_and_everything_is_still_read(story: Told, owner_url: str) -> None:
    rotate_keys(owner_url, BOTH)
    await story.is_read(BOTH)
    await story.is_read(NEW)
    with pytest.raises(KeyMissing, match=NEW.current):
        await story.is_read(DEMO_KEYS)


async def test_after_resealing_the_old_generation_seals_nothing(
    story: Told, owner_url: str
) -> None:
    before = {(g.municipality, g.number): g.values for g in generations(owner_url, DEMO_KEYS)}
    rotate_keys(owner_url, BOTH)
    done = reseal(owner_url, BOTH)
    after = generations(owner_url, NEW)
    assert done.values == sum(before.values()) > 0 == done.damaged
    assert all(g.is_locked_by_current for g in after)
    assert {g.number for g in after if g.values} == {2}
    assert {g.number for g in after if g.is_retired} == {1}
    assert reseal(owner_url, NEW).values == 0
    await story.is_read(NEW)


async def test_a_process_that_knows_the_old_key_alone_goes_on_until_it_is_restarted(
    story: Told, owner_url: str
) -> None:
    rotate_keys(owner_url, BOTH)
    running = story.hall.database
    running.data_keys._looked_at = float("-inf")
    async with running.transaction(story.citizen.scope) as session:
        await save_answers(session, story.draft_id, {"first_names": "Neu"})
    await story.is_read(NEW)


async def test_people_type_on_while_everything_is_sealed_anew(story: Told, owner_url: str) -> None:
    async def type_on() -> None:
        for number in range(60):
            async with story.hall.database.transaction(story.citizen.scope) as session:
                await save_answers(session, story.draft_id, {"copies": str(number)})

    async def change_keys() -> None:
        for _ in range(3):
            await asyncio.to_thread(rotate_keys, owner_url, BOTH)
            story.hall.database.data_keys._looked_at = float("-inf")
            await asyncio.to_thread(reseal, owner_url, BOTH)

    story.hall.database.data_keys.keys = BOTH
    await asyncio.gather(type_on(), change_keys())
    async with story.hall.database.transaction(story.citizen.scope) as session:
        draft = await find_application(session, story.draft_id)
        assert draft.answers["copies"] == "59"
        assert draft.answers["address.street"] == STREET
    await story.is_read(NEW)


async def test_a_damaged_value_stops_nothing(story: Told, owner_url: str) -> None:
    _run(owner_url, "UPDATE stored_file SET name = set_byte(name, 40, 0)")
    rotate_keys(owner_url, BOTH)
    assert reseal(owner_url, BOTH).damaged == 1


async def test_a_case_says_what_of_it_cannot_be_read_and_shows_the_rest(
    story: Told, owner_url: str
) -> None:
    _run(owner_url, "UPDATE stored_file SET name = set_byte(name, 40, 0)")
    _run(
        owner_url,
        "SET portal.resealing = 'yes'; UPDATE submission SET review = 'x', answers = 'x'"
        "; UPDATE case_message SET body = 'x'; UPDATE case_event SET detail = 'x'",
    )
    case = await story.hall.seen_by(story.citizen.scope, story.case.reference)
    for words in (case.messages[0].body, case.files[0].name, case.review[0]["title"]):
        assert "lassen sich nicht lesen" in words
    assert "lassen sich nicht lesen" in "".join(entry.detail for entry in case.timeline)
    assert case.title == story.case.title


async def test_resealing_is_all_the_owner_may_do_to_what_was_sent(
    story: Told, owner_url: str
) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
        _run(owner_url, "UPDATE submission SET answers = 'x'")
    with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
        _run(
            owner_url,
            "SET portal.resealing = 'yes'; UPDATE submission SET answers = 'x', total_cents = 1",
        )


async def test_without_the_old_key_nothing_is_changed(story: Told, owner_url: str) -> None:
    with pytest.raises(KeyMissing):
        rotate_keys(owner_url, NEW)
    await story.is_read(DEMO_KEYS)


async def test_a_flash_comes_back_once(database: Database) -> None:
    async with database.transaction(system_scope()) as session:
        begun = await start_session(session, PAPENBURG)
        await put_flash(session, begun.id, {"typed": {"name": "Zoë"}})
    async with database.transaction(system_scope()) as session:
        assert await take_flash(session, begun.id) == {"typed": {"name": "Zoë"}}
        assert await take_flash(session, begun.id) == {}


async def test_snapshots_of_another_citizen_do_not_open_each_other(
    story: Told, database: Database, owner_url: str
) -> None:
    """Whoever can write into the database cannot show one citizen another one's answers."""
    other = await story.hall.opened_case(await a_citizen(database))
    async with database.transaction(system_scope()) as session:
        cases = select(col(Submission.id)).join(
            Application, col(Application.current_submission_id) == col(Submission.id)
        )
        first, second = (await session.scalars(cases.order_by(col(Submission.created_at)))).all()
    _run(
        owner_url,
        "SET portal.resealing = 'yes'; UPDATE submission SET review ="
        f" (SELECT review FROM submission WHERE id = '{first}') WHERE id = '{second}'",
    )
    async with database.transaction(system_scope()) as session:
        moved = await session.get_one(Submission, second)
        with pytest.raises(Exception, match="gehören nicht hierher"):
            list(moved.review)
    assert other.reference


def _dumps(owner_url: str) -> list[tuple[str, str]]:
    """Each table of the portal as text, bytes among it as text, too."""
    with psycopg.connect(owner_url.replace("+psycopg", "")) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'dbos')"
            " AND tablename NOT LIKE 'demo_%'"
        ).fetchall()
        return [(table, _dump(connection, schema, table)) for schema, table in tables]


def _dump(connection: psycopg.Connection[Any], schema: str, table: str) -> str:
    name = sql.Identifier(schema, table)
    rows = connection.execute(sql.SQL("SELECT * FROM {}").format(name)).fetchall()
    return "\n".join(_words(value) for row in rows for value in row)


def _words(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return str(value).replace("'", '"')


def _run(owner_url: str, statements: str) -> None:
    with psycopg.connect(owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in statements.split("; "):
            connection.execute(statement.encode())
