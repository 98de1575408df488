"""Booking: nobody gets a time that somebody else has, however many want it at once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from portal.appointments import (
    Appointment,
    AppointmentView,
    SlotTaken,
    TooManyAppointments,
    free_times,
)
from portal.errors import Conflict, PortalError
from portal.persistence.database import Database, Scope, system_scope
from portal.workflow.appointments import TooManyBookings, book_appointment
from tests.support.applications import Citizen
from tests.support.appointments import a_wish, booked, next_free, town_office
from tests.support.cases import TownHall

MARIENMUENSTER = "marienmuenster"  # one desk


async def test_a_hundred_want_the_last_time_and_one_gets_it(
    database: Database, town_hall: TownHall
) -> None:
    place = town_office(MARIENMUENSTER)
    starts_at = await next_free(database, place)

    async def tries(number: int) -> AppointmentView | PortalError:
        wish = a_wish(starts_at, f"gast{number}@post.example", place=place)
        try:
            return await book_appointment(town_hall.services, wish, f"10.0.{number}.1")
        except PortalError as refusal:
            return refusal

    outcomes = await asyncio.gather(*(tries(number) for number in range(100)))
    got_it = [outcome for outcome in outcomes if isinstance(outcome, AppointmentView)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, SlotTaken)]
    assert (len(got_it), len(refused)) == (1, 99)
    assert "wählen Sie eine andere Zeit" in refused[0].message
    assert await _number_of_bookings(database) == 1


async def test_side_by_side_as_many_are_booked_as_there_are_desks(
    database: Database, town_hall: TownHall
) -> None:
    starts_at = await next_free(database)
    wishes = [a_wish(starts_at, f"gast{number}@post.example") for number in range(10)]
    outcomes = await asyncio.gather(
        *(book_appointment(town_hall.services, wish) for wish in wishes), return_exceptions=True
    )
    assert sum(isinstance(outcome, AppointmentView) for outcome in outcomes) == 3
    assert sum(isinstance(outcome, SlotTaken) for outcome in outcomes) == 7
    assert await next_free(database) > starts_at


async def test_the_database_itself_refuses_two_at_one_desk(
    database: Database, town_hall: TownHall
) -> None:
    await booked(town_hall)
    again = text(
        "INSERT INTO appointment SELECT gen_random_uuid(), municipality, host_municipality, office,"
        " desk, service, starts_at + interval '5 minutes', ends_at + interval '5 minutes', status,"
        " 0, name, email, phone, NULL, NULL, created_at, NULL, '', '' FROM appointment"
    )
    with pytest.raises(IntegrityError, match="one_visitor_at_a_desk"):
        async with database.transaction(system_scope()) as session:
            await session.execute(again)


async def test_a_time_that_is_not_offered_cannot_be_booked(
    database: Database, town_hall: TownHall
) -> None:
    starts_at = await next_free(database)
    for wrong in (timedelta(minutes=5), timedelta(days=-7), timedelta(days=700)):
        with pytest.raises(SlotTaken):
            await book_appointment(town_hall.services, a_wish(starts_at + wrong))


async def test_one_address_holds_two_appointments_at_most(town_hall: TownHall) -> None:
    await booked(town_hall, skip=1)
    await booked(town_hall, skip=2)
    with pytest.raises(TooManyAppointments):
        await booked(town_hall, skip=3)
    assert await booked(town_hall, email="andere@post.example", skip=3)


async def test_a_script_that_books_and_books_is_slowed_down(
    database: Database, town_hall: TownHall
) -> None:
    with pytest.raises(TooManyBookings):
        for number in range(70):
            starts_at = await next_free(database, skip=number)
            wish = a_wish(starts_at, f"gast{number}@post.example")
            await book_appointment(town_hall.services, wish, "203.0.113.7")
    assert issubclass(TooManyBookings, Conflict)
    assert await _number_of_bookings(database) == 60


async def test_free_times_are_seen_by_everybody_and_names_by_nobody(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    own = await booked(town_hall, citizen)
    await booked(town_hall, skip=25)
    async with database.transaction(Scope("visitor", None, "papenburg")) as session:
        assert len(await free_times(session, town_office())) > 100
        assert await session.scalar(select(func.count()).select_from(Appointment)) == 0
    async with database.transaction(citizen.scope) as session:
        rows = (await session.scalars(select(Appointment))).all()
        assert [row.id for row in rows] == [own.id]


async def _number_of_bookings(database: Database) -> int:
    async with database.transaction(system_scope()) as session:
        return await session.scalar(select(func.count()).select_from(Appointment)) or 0
