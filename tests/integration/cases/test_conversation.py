"""Citizen and town hall write to each other in the case: who has read what, who is told when."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from portal.cases.conversation_tables import MessageFile
from portal.cases.messages import draft_of, keep_draft, note_read, unread_by_case
from portal.cases.queue import work_queue
from portal.cases.status import CaseAction
from portal.cases.views import Message
from portal.errors import InvalidInput, NotFound, PortalError
from portal.files import FileDamaged, LocalFileStore
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.evidence import FileTooLarge, Sent, open_evidence
from portal.workflow.message_files import (
    add_message_file,
    forget_unsent_files,
    remove_message_file,
)
from portal.workflow.services import Services
from tests.support.applications import Citizen, a_citizen
from tests.support.cases import TownHall, somebody_at_the_desk
from tests.support.uploads import PDF, PNG, read_all, streamed


@pytest.fixture
async def reference(town_hall: TownHall, citizen: Citizen) -> str:
    return (await town_hall.opened_case(citizen)).reference


@pytest.fixture
def services(town_hall: TownHall, tmp_path: Path) -> Services:
    return replace(town_hall.services, file_store=LocalFileStore(tmp_path, bytes(range(32))))


async def test_both_sides_see_when_the_other_has_read(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, reference: str
) -> None:
    await town_hall.write(desk, reference, "Bitte holen Sie die Urkunde ab.")
    assert await _unread(database, citizen) == 1
    (letter,) = await _letters(town_hall, citizen.scope, reference)
    assert letter.is_new
    (written,) = await _letters(town_hall, desk, reference)
    assert written.read == ""

    await _read(database, citizen.scope, reference)
    (letter,) = await _letters(town_hall, citizen.scope, reference)
    assert not letter.is_new and letter.read == ""
    (written,) = await _letters(town_hall, desk, reference)
    assert written.read.startswith("gelesen am ")
    assert await _unread(database, citizen) == 0


async def test_a_message_of_the_citizen_marks_the_case_in_the_queue(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, reference: str
) -> None:
    await town_hall.write(citizen.scope, reference, "Wann ist es so weit?")
    assert await _marked(database, desk)
    await _read(database, desk, reference)
    assert not await _marked(database, desk)
    (letter,) = await _letters(town_hall, citizen.scope, reference)
    assert letter.read.startswith("gelesen am ")


async def test_five_messages_in_a_row_are_told_once(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, reference: str
) -> None:
    for number in range(5):
        await town_hall.write(desk, reference, f"Noch etwas: {number}")
    assert await _told(town_hall, reference) == 1
    await _read(database, citizen.scope, reference)
    await town_hall.write(desk, reference, "Danke für Ihre Geduld.")
    assert await _told(town_hall, reference) == 2


async def test_what_is_typed_survives_until_it_is_sent(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, reference: str
) -> None:
    await _type(database, citizen.scope, reference, "Ich wollte noch fra")
    await _type(database, citizen.scope, reference, "Ich wollte noch fragen")
    await _type(database, desk, reference, "Sehr geehrte Frau")
    assert await _typed(database, citizen.scope, reference) == "Ich wollte noch fragen"
    assert await _typed(database, desk, reference) == "Sehr geehrte Frau"
    colleague = await somebody_at_the_desk(database, name="Jan de Vries")
    assert await _typed(database, colleague, reference) == ""
    await town_hall.write(citizen.scope, reference, "Ich wollte noch fragen: wann?")
    assert await _typed(database, citizen.scope, reference) == ""
    assert await _typed(database, desk, reference) == "Sehr geehrte Frau"


async def test_files_go_with_the_next_message_and_to_nobody_before(
    services: Services, town_hall: TownHall, citizen: Citizen, desk: Scope, reference: str
) -> None:
    kept = await add_message_file(services, citizen.scope, reference, _sent("Pass.pdf", PDF))
    with pytest.raises(NotFound):
        await open_evidence(services, desk, kept.id)
    await town_hall.write(citizen.scope, reference, "Hier ist der Pass.")
    (letter,) = await _letters(town_hall, desk, reference)
    assert [file.name for file in letter.files] == ["Pass.pdf"]
    opened, chunks = await open_evidence(services, desk, kept.id)
    assert (opened.media_type, await read_all(chunks)) == ("application/pdf", PDF)


async def test_an_answer_and_a_question_take_their_files_along(
    services: Services, town_hall: TownHall, citizen: Citizen, desk: Scope, reference: str
) -> None:
    await town_hall.act(desk, reference, CaseAction.TAKE_ON)
    await add_message_file(services, desk, reference, _sent("Muster.png", PNG))
    await town_hall.act(desk, reference, CaseAction.ASK, "Sieht Ihre Urkunde so aus?")
    await add_message_file(services, citizen.scope, reference, _sent("Meine.pdf", PDF))
    await town_hall.write(citizen.scope, reference, "Nein, so.")
    letters = await _letters(town_hall, citizen.scope, reference)
    assert [[file.name for file in letter.files] for letter in letters] == [
        ["Muster.png"],
        ["Meine.pdf"],
    ]
    opened, _chunks = await open_evidence(services, citizen.scope, letters[0].files[0].id)
    assert opened.name == "Muster.png"


async def test_who_only_attaches_what_was_asked_for_need_not_write(
    services: Services, town_hall: TownHall, citizen: Citizen, desk: Scope, reference: str
) -> None:
    await town_hall.act(desk, reference, CaseAction.TAKE_ON)
    await town_hall.act(desk, reference, CaseAction.ASK, "Bitte schicken Sie uns Ihren Pass.")
    with pytest.raises(InvalidInput, match="Bitte schreiben Sie etwas"):
        await town_hall.write(citizen.scope, reference, " ")
    await add_message_file(services, citizen.scope, reference, _sent("Pass.pdf", PDF))
    await town_hall.write(citizen.scope, reference, " ")
    letter = (await _letters(town_hall, desk, reference))[-1]
    assert (letter.body, [file.name for file in letter.files]) == ("Siehe Anhang.", ["Pass.pdf"])


async def test_the_same_file_twice_is_one_and_a_sixth_is_refused(
    services: Services, citizen: Citizen, reference: str
) -> None:
    first = await add_message_file(services, citizen.scope, reference, _sent("a.pdf", PDF))
    again = await add_message_file(services, citizen.scope, reference, _sent("a.pdf", PDF))
    assert first.id == again.id
    for number in range(4):
        content = PDF + b"\n%" + str(number).encode()
        await add_message_file(services, citizen.scope, reference, _sent("b.pdf", content))
    with pytest.raises(InvalidInput, match="höchstens 5 Dateien"):
        await add_message_file(services, citizen.scope, reference, _sent("c.pdf", PNG))
    await remove_message_file(services, citizen.scope, reference, first.id)
    await add_message_file(services, citizen.scope, reference, _sent("c.png", PNG))


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("Rechnung.pdf", b"MZ" + bytes(500), InvalidInput),
        ("leer.pdf", b"", InvalidInput),
        ("<script>.pdf", b"%PDF-1.7 kaputt", InvalidInput),
    ],
)
async def test_what_is_no_paper_is_refused(
    services: Services,
    citizen: Citizen,
    reference: str,
    name: str,
    content: bytes,
    fault: type[PortalError],
) -> None:
    with pytest.raises(fault):
        await add_message_file(services, citizen.scope, reference, _sent(name, content))


async def test_a_file_too_large_is_refused_unread(
    services: Services, citizen: Citizen, reference: str
) -> None:
    announced = replace(_sent("Film.pdf", PDF), size_bytes=10_000_001)
    with pytest.raises(FileTooLarge):
        await add_message_file(services, citizen.scope, reference, announced)


async def test_strangers_reach_neither_files_nor_drafts(
    database: Database, services: Services, town_hall: TownHall, citizen: Citizen, reference: str
) -> None:
    kept = await add_message_file(services, citizen.scope, reference, _sent("a.pdf", PDF))
    await town_hall.write(citizen.scope, reference, "Mit Anhang")
    stranger = (await a_citizen(database)).scope
    of_leer = await somebody_at_the_desk(database, "leer")
    for who in (stranger, of_leer):
        with pytest.raises(NotFound):
            await open_evidence(services, who, kept.id)
        with pytest.raises(NotFound):
            await add_message_file(services, who, reference, _sent("b.pdf", PDF))
        with pytest.raises(NotFound):
            await remove_message_file(services, who, reference, kept.id)
        with pytest.raises(NotFound):
            await _read(database, who, reference)
        with pytest.raises(NotFound):
            await _type(database, who, reference, "?")
    with pytest.raises(NotFound):  # sent is sent
        await remove_message_file(services, citizen.scope, reference, kept.id)


async def test_what_was_never_sent_goes_after_a_day(
    database: Database, services: Services, citizen: Citizen, reference: str
) -> None:
    kept = await add_message_file(services, citizen.scope, reference, _sent("a.pdf", PDF))
    await forget_unsent_files(services)
    assert await _stored(database) == 1
    async with database.transaction(system_scope()) as session:
        (file,) = await session.scalars(select(MessageFile))
        file.created_at = clock.now() - timedelta(hours=25)
    await forget_unsent_files(services)
    assert await _stored(database) == 0
    with pytest.raises((FileDamaged, NotFound)):
        await read_all(services.file_store.read(kept.id))


async def test_a_file_that_nobody_sent_is_nobodys(services: Services, citizen: Citizen) -> None:
    with pytest.raises(NotFound):
        await open_evidence(services, citizen.scope, uuid4())


def _sent(name: str, content: bytes) -> Sent:
    return Sent(name, len(content), streamed(content))


async def _letters(town_hall: TownHall, who: Scope, reference: str) -> tuple[Message, ...]:
    return (await town_hall.seen_by(who, reference)).messages


async def _read(database: Database, who: Scope, reference: str) -> None:
    async with database.transaction(who) as session:
        await note_read(session, who, reference)


async def _type(database: Database, who: Scope, reference: str, typed: str) -> None:
    async with database.transaction(who) as session:
        await keep_draft(session, who, reference, typed)


async def _typed(database: Database, who: Scope, reference: str) -> str:
    async with database.transaction(who) as session:
        return await draft_of(session, who, reference)


async def _unread(database: Database, citizen: Citizen) -> int:
    async with database.transaction(citizen.scope) as session:
        return sum((await unread_by_case(session, citizen.id)).values())


async def _marked(database: Database, desk: Scope) -> bool:
    async with database.transaction(desk) as session:
        (row,) = (await work_queue(session, desk)).rows
        return row.has_news


async def _told(town_hall: TownHall, reference: str) -> int:
    return (await town_hall.subjects()).count(f"Neue Nachricht zu {reference}")


async def _stored(database: Database) -> int:
    async with database.transaction(system_scope()) as session:
        return len(list(await session.scalars(select(col(MessageFile.id)))))
