"""Staff enter and move appointments for somebody who called, with or without an e-mail address."""

from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from portal.appointments import (
    Appointment,
    AppointmentOver,
    Contact,
    ContactIncomplete,
    NoAppointmentsHere,
    Place,
    SlotTaken,
    Wish,
    clean_callers_contact,
    place_of,
    places_on_desk,
)
from portal.audit.tables import AuditEntry
from portal.errors import NotAllowed, NotFound, SignInRequired
from portal.identity.tables import StaffRole
from portal.persistence.database import Database, Scope, system_scope
from portal.workflow.appointments_at_desk import (
    book_for_caller,
    cancel_by_staff,
    move_by_staff,
)
from tests.support.applications import Citizen
from tests.support.appointments import booked, next_free, row_of, town_office
from tests.support.cases import TownHall, somebody_at_the_desk

BY_PHONE = Contact("Käthe Wöbken", "", "+49 4961 123456")


async def _wish(town_hall: TownHall, contact: Contact = BY_PHONE, skip: int = 20) -> Wish:
    place = town_office()
    return Wish(place, await next_free(town_hall.database, skip=skip), contact, "papenburg")


async def test_without_an_address_she_is_expected_and_gets_no_mail(
    town_hall: TownHall, desk: Scope
) -> None:
    view = await book_for_caller(town_hall.services, desk, await _wish(town_hall))
    assert (view.name, view.phone, view.email) == ("Käthe Wöbken", "+49 4961 123456", "")
    await cancel_by_staff(town_hall.services, desk, view.id, "Wir haben angerufen.")
    await town_hall.follow_ups.run_waiting(town_hall.services)
    assert await town_hall.subjects() == []
    assert await _done_by_staff(town_hall.database, desk) == {
        "appointment.booked",
        "appointment.cancelled",
    }


async def test_with_an_address_she_is_told_as_if_she_had_booked_herself(
    town_hall: TownHall, desk: Scope
) -> None:
    contact = Contact("Käthe Wöbken", "kaethe@post.example")
    view = await book_for_caller(town_hall.services, desk, await _wish(town_hall, contact))
    later = await next_free(town_hall.database, skip=30)
    moved = await move_by_staff(town_hall.services, desk, view.id, later)
    assert moved.starts_at == later
    await move_by_staff(town_hall.services, desk, view.id, later)
    await town_hall.follow_ups.run_waiting(town_hall.services)
    assert await town_hall.subjects() == ["Ihr Termin ist verschoben"]


async def test_a_citizens_own_booking_is_moved_for_them(
    town_hall: TownHall, desk: Scope, citizen: Citizen
) -> None:
    own = await booked(town_hall, citizen)
    later = await next_free(town_hall.database, skip=30)
    await move_by_staff(town_hall.services, desk, own.id, later)
    assert (await row_of(town_hall.database, own.id)).starts_at == later


async def test_two_callers_without_address_may_want_the_same_service(
    town_hall: TownHall, desk: Scope
) -> None:
    for number in range(4):
        await book_for_caller(town_hall.services, desk, await _wish(town_hall, skip=20 + number))


async def test_a_time_that_has_gone_is_refused(town_hall: TownHall, desk: Scope) -> None:
    wish = await _wish(town_hall)
    for _ in range(wish.place.office.desks):
        await book_for_caller(town_hall.services, desk, wish)
    with pytest.raises(SlotTaken):
        await book_for_caller(town_hall.services, desk, wish)


async def test_what_was_called_off_is_not_revived_by_a_hand_made_call(
    town_hall: TownHall, desk: Scope
) -> None:
    view = await book_for_caller(town_hall.services, desk, await _wish(town_hall))
    await cancel_by_staff(town_hall.services, desk, view.id, "Doch nicht.")
    with pytest.raises(AppointmentOver):
        await move_by_staff(town_hall.services, desk, view.id, view.starts_at)
    with pytest.raises(NotFound):
        await move_by_staff(town_hall.services, desk, uuid4(), view.starts_at)


async def test_other_towns_other_services_and_citizens_enter_nothing(
    town_hall: TownHall, desk: Scope, citizen: Citizen
) -> None:
    wish = await _wish(town_hall)
    for scope in (desk.within("wiesmoor"), citizen.scope, Scope("visitor", None, "papenburg")):
        with pytest.raises((NotAllowed, SignInRequired)):
            await book_for_caller(town_hall.services, scope, wish)
    elsewhere = Wish(_elsewhere(), wish.starts_at, BY_PHONE, "papenburg")
    with pytest.raises(NoAppointmentsHere):
        await book_for_caller(town_hall.services, desk, elsewhere)


async def test_only_the_services_of_the_own_desk_are_offered(
    database: Database, desk: Scope
) -> None:
    dogs = await somebody_at_the_desk(database)
    async with database.transaction(system_scope()) as session:
        only = update(StaffRole).where(col(StaffRole.account_id) == dogs.actor_id)
        await session.execute(only.values(services=["hund-anmelden"]))
    async with database.transaction(dogs) as session:
        assert await places_on_desk(session, dogs) == ()
    async with database.transaction(desk) as session:
        assert town_office() in await places_on_desk(session, desk)


async def test_the_database_lets_staff_book_for_guests_of_their_desk_alone(
    town_hall: TownHall, desk: Scope, citizen: Citizen
) -> None:
    own = await booked(town_hall)
    row = (await row_of(town_hall.database, own.id)).model_dump()
    later = await next_free(town_hall.database, skip=40)
    attempts = ({"municipality": "wiesmoor"}, {"account_id": citizen.id}, {"status": "came"})
    for attempt in attempts:
        changed = row | {"id": uuid4(), "starts_at": later} | attempt
        with pytest.raises(DBAPIError, match="row-level security"):
            async with town_hall.database.transaction(desk) as session:
                session.add(Appointment(**changed))


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        (("", "", ""), {"name"}),
        (("Käthe", "", ""), {"phone"}),
        (("Käthe", "kein-at", ""), {"email"}),
        (("Käthe", "", "Nachbarin"), {"phone"}),
    ],
)
def test_what_is_missing_is_said_at_the_field(
    typed: tuple[str, str, str], fields: set[str]
) -> None:
    with pytest.raises(ContactIncomplete) as refused:
        clean_callers_contact(*typed)
    assert set(refused.value.faults) == fields


def _elsewhere() -> Place:
    return place_of("wiesmoor", "buergerbuero", "personalausweis")


async def _done_by_staff(database: Database, desk: Scope) -> set[str]:
    async with database.transaction(system_scope()) as session:
        entries = await session.scalars(select(AuditEntry))
        return {one.action for one in entries if one.actor_id == desk.actor_id}
