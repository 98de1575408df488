"""What the desk keeps for itself: notes, checklist, hints. The citizen never sees any of it."""

import json

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from portal.audit.tables import DataAccess
from portal.cases.checklist import CheckView, checklist_of, open_items, tick
from portal.cases.desk_tables import CaseCheck, CaseNote
from portal.cases.hints import Hints, hints_about
from portal.cases.notes import NoteView, notes_of, write_note
from portal.cases.tables import Case
from portal.errors import InvalidInput, NotFound, PortalError, SignInRequired
from portal.persistence.database import Database, Scope, system_scope
from portal.privacy.collected import collect
from portal.shared import clock
from tests.support.applications import Citizen, a_citizen
from tests.support.cases import TownHall, somebody_at_the_desk


@pytest.fixture
async def reference(town_hall: TownHall, citizen: Citizen) -> str:
    return (await town_hall.opened_case(citizen)).reference


async def test_colleagues_read_a_note_and_the_citizen_does_not(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, reference: str
) -> None:
    await _write(database, desk, reference, "  Rückruf am Montag.\r\n<b>Ruhig</b> bleiben ")
    colleague = await somebody_at_the_desk(database, name="Jan de Vries")
    (note,) = await _notes(database, colleague, reference)
    assert (note.author, note.body) == ("Imke Brand", "Rückruf am Montag.\n<b>Ruhig</b> bleiben")
    view = await town_hall.seen_by(citizen.scope, reference)
    assert "Rückruf" not in repr(view)
    async with database.transaction(citizen.scope) as session:
        assert list(await session.scalars(select(CaseNote))) == []
    async with database.transaction(system_scope()) as session:
        everything = await collect(session, citizen.id, lambda *_: [], clock.now())
    assert "Rückruf" not in json.dumps(everything.everything, default=str)


async def test_an_empty_note_is_none(database: Database, desk: Scope, reference: str) -> None:
    with pytest.raises(InvalidInput, match="Interner Vermerk"):
        await _write(database, desk, reference, " \n ")


async def test_a_note_stays_as_it_was_written(
    database: Database, desk: Scope, reference: str
) -> None:
    await _write(database, desk, reference, "So war es.")
    for change in ("UPDATE case_note SET author_name = 'Jemand'", "DELETE FROM case_note"):
        with pytest.raises(DBAPIError):
            async with database.transaction(desk) as session:
                await session.execute(text(change))


async def test_ticks_say_who_and_when_and_can_be_taken_away(
    database: Database, desk: Scope, reference: str
) -> None:
    first, *others = await _checklist(database, desk, reference)
    assert not first.is_done and others
    await _tick(database, desk, reference, first.item, is_done=True)
    await _tick(database, desk, reference, first.item, is_done=True)
    (now, *_rest) = await _checklist(database, desk, reference)
    assert now.is_done and now.by.startswith("Imke Brand, ")
    assert first.text not in open_items(await _checklist(database, desk, reference))
    await _tick(database, desk, reference, first.item, is_done=False)
    assert not (await _checklist(database, desk, reference))[0].is_done
    async with database.transaction(desk) as session:
        assert len(list(await session.scalars(select(CaseCheck)))) == 2


async def test_an_item_that_does_not_exist_is_not_ticked(
    database: Database, desk: Scope, reference: str
) -> None:
    with pytest.raises(InvalidInput):
        await _tick(database, desk, reference, "x'; DROP TABLE", is_done=True)


async def test_strangers_neither_write_nor_tick(
    database: Database, citizen: Citizen, reference: str
) -> None:
    faults: list[tuple[Scope, type[PortalError]]] = [
        (citizen.scope, SignInRequired),
        ((await a_citizen(database)).scope, SignInRequired),
        (await somebody_at_the_desk(database, "leer"), NotFound),
    ]
    for who, fault in faults:
        with pytest.raises(fault):
            await _write(database, who, reference, "Fremd")
        with pytest.raises(fault):
            await _tick(database, who, reference, "register", is_done=True)


async def test_the_same_order_twice_is_hinted_at_and_the_look_recorded(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, reference: str
) -> None:
    again = (await town_hall.opened_case(citizen)).reference
    hints = await _hints(database, desk, reference)
    assert [(other.reference, other.why) for other in hints.duplicates] == [
        (again, "gleiche Person")
    ]
    assert hints.earlier == ()
    async with database.transaction(system_scope()) as session:
        query = select(col(DataAccess.reference)).where(col(DataAccess.action) == "found")
        assert list(await session.scalars(query)) == [again]


async def test_the_same_order_is_found_among_any_number_of_others(
    database: Database,
    town_hall: TownHall,
    citizen: Citizen,
    desk: Scope,
    reference: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    again = (await town_hall.opened_case(citizen)).reference
    monkeypatch.setattr("portal.cases.hints.MOST_COMPARED", 2)
    for name in ("Berta Behrends", "Cord Cordes", "Dirk Dirks"):
        other = await a_citizen(database)
        newer = (await town_hall.opened_case(other)).reference
        async with database.transaction(system_scope()) as session:
            renamed = update(Case).where(col(Case.reference) == newer)
            await session.execute(renamed.values(applicant_name=name))
    hints = await _hints(database, desk, reference)
    assert [other.reference for other in hints.duplicates] == [again]


async def test_somebody_else_with_another_name_is_no_duplicate(
    database: Database, town_hall: TownHall, desk: Scope, reference: str
) -> None:
    async with database.transaction(system_scope()) as session:
        (case,) = await session.scalars(select(Case))
        case.applicant_name = "Berta Behrends"
    await town_hall.opened_case(await a_citizen(database))
    assert await _hints(database, desk, reference) == Hints()


async def test_a_case_of_another_town_is_not_hinted_at(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, reference: str
) -> None:
    elsewhere = (await town_hall.opened_case(citizen)).reference
    async with database.transaction(system_scope()) as session:
        moved = select(Case).where(col(Case.reference) == elsewhere)
        (await session.scalars(moved)).one().municipality = "leer"
    assert await _hints(database, desk, reference) == Hints()


async def _write(database: Database, who: Scope, reference: str, body: str) -> None:
    async with database.transaction(who) as session:
        await write_note(session, who, reference, body)


async def _tick(
    database: Database, who: Scope, reference: str, item: str, *, is_done: bool
) -> None:
    async with database.transaction(who) as session:
        await tick(session, who, reference, item, is_done=is_done)


async def _notes(database: Database, who: Scope, reference: str) -> tuple[NoteView, ...]:
    async with database.transaction(who) as session:
        query = select(Case).where(col(Case.reference) == reference)
        return await notes_of(session, (await session.scalars(query)).one())


async def _checklist(database: Database, who: Scope, reference: str) -> tuple[CheckView, ...]:
    async with database.transaction(who) as session:
        query = select(Case).where(col(Case.reference) == reference)
        return await checklist_of(session, (await session.scalars(query)).one())


async def _hints(database: Database, who: Scope, reference: str) -> Hints:
    async with database.transaction(who) as session:
        query = select(Case).where(col(Case.reference) == reference)
        return await hints_about(session, who, (await session.scalars(query)).one())
