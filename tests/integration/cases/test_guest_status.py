"""A case's status for who has reference and code: little is said, and nothing may be guessed."""

from datetime import timedelta

import pytest

from portal.cases.guest_status import drop_code, is_offered, make_code
from portal.cases.status import CaseAction
from portal.errors import NotAllowed, NotFound
from portal.identity.errors import TooManyAttempts
from portal.persistence.database import Database, Scope
from portal.shared import clock
from portal.workflow.guest_status import NoSuchStatus, ask_for_status
from tests.support.applications import PAPENBURG, Citizen, a_citizen
from tests.support.cases import TownHall

HERE = "203.0.113.7"


@pytest.fixture
async def reference(town_hall: TownHall, citizen: Citizen) -> str:
    return (await town_hall.opened_case(citizen)).reference


async def test_the_code_opens_status_next_step_and_what_is_awaited(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, reference: str
) -> None:
    code = await _made(database, citizen.scope, reference)
    typed = f" {code.replace('-', ' ').lower()} "
    answers = ask_for_status(town_hall.services, PAPENBURG, reference.lower(), typed, HERE)
    first = await answers
    assert first.status == "Eingegangen" and first.awaited == ""
    assert first.next_steps == ("In Bearbeitung", "Auf dem Postweg")
    assert first.duration_of == (PAPENBURG, "geburtsurkunde")

    await town_hall.act(desk, reference, CaseAction.TAKE_ON)
    await town_hall.act(desk, reference, CaseAction.ASK, "Welche Frau Zoe Möller sind Sie?")
    later = await ask_for_status(town_hall.services, PAPENBURG, reference, code, HERE)
    assert later.status == "Rückfrage an Sie"
    assert later.awaited == "Die Verwaltung wartet auf eine Auskunft von Ihnen."
    assert "Möller" not in repr(later) and "Geburtsurkunde" not in repr(later)


async def test_a_wrong_code_and_an_unknown_reference_get_the_same_answer(
    database: Database, town_hall: TownHall, citizen: Citizen, reference: str
) -> None:
    services = town_hall.services
    code = await _made(database, citizen.scope, reference)
    refused = []
    for town, asked, tried in (
        (PAPENBURG, reference, "2222-2222-2222-2222"),
        (PAPENBURG, "PAP-2026-999999", code),
        ("leer", reference, code),
        ("twist", reference, code),
        (PAPENBURG, "' OR 1=1 --", ""),
        (PAPENBURG, "\x00", code + "2"),
        (PAPENBURG, reference, code + "2"),
    ):
        with pytest.raises(NoSuchStatus) as fault:
            await ask_for_status(services, town, asked, tried, HERE)
        refused.append(fault.value.message)
    assert len(set(refused)) == 1
    assert code.replace("-", "") not in refused[0]


async def test_guessing_gets_slow_also_for_a_reference_that_is_none(
    database: Database,
    town_hall: TownHall,
    citizen: Citizen,
    reference: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services = town_hall.services
    code = await _made(database, citizen.scope, reference)
    for asked in (reference, "PAP-2026-999999"):
        for _guess in range(5):
            with pytest.raises(NoSuchStatus):
                await ask_for_status(services, PAPENBURG, asked, "2" * 16, HERE)
        with pytest.raises(TooManyAttempts):
            await ask_for_status(services, PAPENBURG, asked, code, HERE)
    elsewhere = await ask_for_status(services, PAPENBURG, reference, code, "198.51.100.9")
    assert elsewhere.status == "Eingegangen"
    later = clock.now() + timedelta(seconds=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await ask_for_status(services, PAPENBURG, reference, code, HERE)


async def test_a_new_code_ends_the_old_one_and_none_ends_both(
    database: Database, town_hall: TownHall, citizen: Citizen, reference: str
) -> None:
    old = await _made(database, citizen.scope, reference)
    new = await _made(database, citizen.scope, reference)
    assert old != new
    with pytest.raises(NoSuchStatus):
        await ask_for_status(town_hall.services, PAPENBURG, reference, old, HERE)
    assert await ask_for_status(town_hall.services, PAPENBURG, reference, new, HERE)
    async with database.transaction(citizen.scope) as session:
        await drop_code(session, citizen.scope, reference)
    with pytest.raises(NoSuchStatus):
        await ask_for_status(town_hall.services, PAPENBURG, reference, new, HERE)


async def test_only_the_citizen_makes_a_code_and_only_where_it_is_offered(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, reference: str
) -> None:
    stranger = await a_citizen(database)
    with pytest.raises(NotFound):
        await _made(database, stranger.scope, reference)
    with pytest.raises(NotAllowed):
        await _made(database, desk, reference)
    assert not is_offered("leer")


async def _made(database: Database, who: Scope, reference: str) -> str:
    async with database.transaction(who) as session:
        return await make_code(session, who, reference)
