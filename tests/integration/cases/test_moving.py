"""A case moves along the status table, and the citizen is told."""

import asyncio

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from portal.audit.tables import AuditEntry
from portal.cases.status import CaseAction
from portal.cases.tables import CaseEvent
from portal.errors import Conflict, InvalidInput, NotAllowed
from portal.persistence.database import Database, Scope, system_scope
from tests.support.applications import Citizen
from tests.support.cases import TownHall, somebody_at_the_desk


async def test_from_the_desk_to_the_letter_box(
    town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    await town_hall.act(desk, reference, CaseAction.TAKE_ON)
    taken_on = await town_hall.seen_by(citizen.scope, reference)
    assert (taken_on.status_words, taken_on.assignee_name) == ("In Bearbeitung", "Imke Brand")
    await town_hall.act(desk, reference, CaseAction.MARK_POSTED)
    await town_hall.act(desk, reference, CaseAction.CLOSE)
    closed = await town_hall.seen_by(citizen.scope, reference)
    assert [entry.words for entry in closed.timeline] == [
        "Antrag eingegangen",
        "In Bearbeitung",
        "Auf dem Postweg",
        "Abgeschlossen",
    ]
    assert closed.actions == ()
    assert await town_hall.subjects() == [
        f"Ihr Antrag {reference} ist eingegangen",
        f"Ihr Antrag {reference} ist in Bearbeitung",
        f"Ihr Antrag {reference} ist auf dem Postweg",
        f"Ihr Antrag {reference} ist abgeschlossen",
    ]


async def test_a_question_and_its_answer(
    town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    await town_hall.act(desk, reference, CaseAction.TAKE_ON)
    await town_hall.act(desk, reference, CaseAction.ASK, "Wie heißt Ihre Mutter?")
    asked = await town_hall.seen_by(citizen.scope, reference)
    assert (asked.status_words, asked.question) == ("Rückfrage an Sie", "Wie heißt Ihre Mutter?")
    await town_hall.write(citizen.scope, reference, "Anneliese Łuczak")
    answered = await town_hall.seen_by(desk, reference)
    assert answered.status_words == "In Bearbeitung"
    assert answered.question == ""
    assert [(message.author, message.body, message.own) for message in answered.messages] == [
        ("Verwaltung", "Wie heißt Ihre Mutter?", True),
        ("Zoë Łuczak-Ørsted", "Anneliese Łuczak", False),
    ]
    assert (await town_hall.subjects())[-1] == f"Rückfrage zu {reference}"
    assert "Mutter" not in (await town_hall.mails())[-1].body


@pytest.mark.parametrize("action", [CaseAction.ASK, CaseAction.REJECT])
async def test_what_needs_a_text_is_not_done_without(
    town_hall: TownHall, citizen: Citizen, desk: Scope, action: CaseAction
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    await town_hall.act(desk, reference, CaseAction.TAKE_ON)
    with pytest.raises(InvalidInput, match="Bitte schreiben Sie etwas"):
        await town_hall.act(desk, reference, action, "  ")
    assert (await town_hall.seen_by(desk, reference)).status_words == "In Bearbeitung"


async def test_the_reason_of_a_refusal_stands_in_the_story_but_not_in_the_mail(
    town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    await town_hall.act(desk, reference, CaseAction.TAKE_ON)
    await town_hall.act(desk, reference, CaseAction.REJECT, "Nicht bei uns beurkundet.")
    refused = await town_hall.seen_by(citizen.scope, reference)
    assert refused.timeline[-1].detail == "Nicht bei uns beurkundet."
    assert "beurkundet" not in (await town_hall.mails())[-1].body


async def test_the_citizen_withdraws(town_hall: TownHall, citizen: Citizen, desk: Scope) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    await town_hall.act(citizen.scope, reference, CaseAction.WITHDRAW)
    assert (await town_hall.seen_by(citizen.scope, reference)).status_words == "Zurückgezogen"
    with pytest.raises(NotAllowed):
        await town_hall.act(desk, reference, CaseAction.TAKE_ON)
    with pytest.raises(InvalidInput, match="beendet"):
        await town_hall.write(citizen.scope, reference, "Doch nicht!")


async def test_citizens_cannot_press_the_buttons_of_staff(
    town_hall: TownHall, citizen: Citizen
) -> None:
    case = await town_hall.opened_case(citizen)
    assert [row.label for row in case.actions] == ["Antrag zurückziehen"]
    for action in set(CaseAction) - {CaseAction.WITHDRAW}:
        with pytest.raises(NotAllowed):
            await town_hall.act(citizen.scope, case.reference, action, "Text")


async def test_of_two_desks_that_take_a_case_on_at_once_one_gets_it(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    other_desk = await somebody_at_the_desk(database, name="Onno Dirks")
    reference = (await town_hall.opened_case(citizen)).reference
    outcomes = await asyncio.gather(
        *(
            town_hall.act(who, reference, CaseAction.TAKE_ON, revision=0)
            for who in (desk, other_desk)
        ),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes if outcome] == [Conflict]
    assert (await town_hall.seen_by(desk, reference)).revision == 1


async def test_a_page_that_is_out_of_date_changes_nothing(
    town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    await town_hall.act(desk, reference, CaseAction.TAKE_ON)
    with pytest.raises(Conflict):
        await town_hall.act(citizen.scope, reference, CaseAction.WITHDRAW, revision=0)
    assert (await town_hall.seen_by(desk, reference)).status_words == "In Bearbeitung"


async def test_staff_writes_in_between_and_the_citizen_hears_of_it(
    town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    await town_hall.write(desk, reference, "Wir haben Ihren Eintrag gefunden.")
    seen = await town_hall.seen_by(citizen.scope, reference)
    assert (seen.status_words, seen.messages[0].author) == ("Eingegangen", "Stadt Papenburg")
    assert (await town_hall.subjects())[-1] == f"Neue Nachricht zu {reference}"


async def test_what_staff_saw_and_did_is_on_record(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    case = await town_hall.opened_case(citizen)
    await town_hall.act(desk, case.reference, CaseAction.TAKE_ON)
    async with database.transaction(system_scope()) as session:
        query = select(col(AuditEntry.action)).where(
            col(AuditEntry.subject) == f"case:{case.id}", col(AuditEntry.actor_id) == desk.actor_id
        )
        assert set(await session.scalars(query)) == {"case.viewed", "case.moved_to_in_progress"}


async def test_a_change_that_fails_leaves_no_trace(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    """Status, history and mail are one transaction."""
    reference = (await town_hall.opened_case(citizen)).reference

    class Unplugged:
        async def enqueue(self, *_: object) -> None:
            raise ConnectionError

    town_hall.follow_ups = Unplugged()  # type: ignore[assignment]
    with pytest.raises(ConnectionError):
        await town_hall.act(desk, reference, CaseAction.TAKE_ON)
    assert (await town_hall.seen_by(desk, reference)).status_words == "Eingegangen"
    async with database.transaction(system_scope()) as session:
        assert await session.scalar(select(func.count()).select_from(CaseEvent)) == 1
