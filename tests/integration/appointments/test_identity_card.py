"""The identity card: the application and its appointment are sent together, or not at all."""

import pytest
from sqlalchemy import func, select

from portal.applications import AnswersIncomplete, find_application
from portal.appointments import (
    Appointment,
    AppointmentStatus,
    SlotTaken,
    appointment_of_application,
)
from portal.cases.queries import case_for_citizen, cases_of_citizen
from portal.cases.status import CaseAction
from portal.persistence.database import Database, Scope, system_scope
from portal.shared.clock import BERLIN
from portal.workflow.payments import submit_free
from tests.support.applications import Citizen, a_draft
from tests.support.appointments import IDENTITY_CARD, booked, next_free
from tests.support.cases import TownHall

NEW_CARD: dict[str, str | list[str]] = {
    "reason": "expired",
    "first_names": "Zoë Anna",
    "last_name": "Łuczak-Ørsted",
    "birth_date.day": "12",
    "birth_date.month": "8",
    "birth_date.year": "1964",
    "birth_place": "Papenburg",
    "height": "172",
    "eye_colour": "grey",
    "address.street": "Hauptkanal links",
    "address.house_number": "12a",
    "address.postcode": "26871",
    "address.city": "Papenburg",
    "delivery": "pick_up",
    "truthful": ["yes"],
}


async def filled_in(database: Database, citizen: Citizen, skip: int = 20):  # type: ignore[no-untyped-def]
    """A complete draft with a time some days ahead."""
    at = (await next_free(database, skip=skip)).astimezone(BERLIN)
    chosen = {"appointment.day": f"{at:%Y-%m-%d}", "appointment.time": f"{at:%H:%M}"}
    return await a_draft(database, citizen.scope, NEW_CARD | chosen, IDENTITY_CARD)


async def test_application_and_appointment_are_sent_together(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    draft = await filled_in(database, citizen)
    for _ in range(2):
        await submit_free(town_hall.services, citizen.id, draft.id)
    await town_hall.follow_ups.run_waiting(town_hall.services)
    async with database.transaction(citizen.scope) as session:
        assert await session.scalar(select(func.count()).select_from(Appointment)) == 1
        (summary,) = await cases_of_citizen(session, citizen.id)
        case = await case_for_citizen(session, citizen.id, summary.reference)
    assert case.appointment is not None
    assert case.appointment.place == "Bürgerbüro Papenburg"
    assert case.paid_on_site.startswith("46,00")
    seen = await town_hall.seen_by(desk, summary.reference)
    assert seen.appointment is not None
    assert seen.appointment.when == case.appointment.when
    assert sorted(await town_hall.subjects()) == [
        f"Ihr Antrag {summary.reference} ist eingegangen", "Ihr Termin ist gebucht",
    ]  # fmt: skip


async def test_where_the_time_has_gone_nothing_is_sent_and_nothing_lost(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    draft = await filled_in(database, citizen)
    for number in range(3):
        await booked(town_hall, email=f"gast{number}@post.example")
    with pytest.raises((AnswersIncomplete, SlotTaken)):
        await submit_free(town_hall.services, citizen.id, draft.id)
    async with database.transaction(citizen.scope) as session:
        kept = await find_application(session, draft.id)
        assert kept.status == "draft"
        assert kept.answers["last_name"] == "Łuczak-Ørsted"
        assert await appointment_of_application(session, draft.id) is None


async def test_who_withdraws_the_application_gives_the_time_back(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    draft = await filled_in(database, citizen)
    await submit_free(town_hall.services, citizen.id, draft.id)
    await town_hall.follow_ups.run_waiting(town_hall.services)
    async with database.transaction(citizen.scope) as session:
        (summary,) = await cases_of_citizen(session, citizen.id)
    await town_hall.act(citizen.scope, summary.reference, CaseAction.WITHDRAW)
    async with database.transaction(system_scope()) as session:
        view = await appointment_of_application(session, draft.id)
    assert view is not None
    assert view.status is AppointmentStatus.CANCELLED
