"""Appointments for tests: an office's next free times, guests and citizens who want one."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from portal.appointments import (
    Appointment,
    AppointmentView,
    Contact,
    Place,
    Wish,
    free_times,
    place_of,
)
from portal.persistence.database import Database, system_scope
from portal.shared import clock
from portal.workflow.appointments import book_appointment
from tests.support.applications import Citizen
from tests.support.cases import TownHall

IDENTITY_CARD = "personalausweis"


def town_office(municipality: str = "papenburg") -> Place:
    """The Bürgerbüro, for identity cards."""
    return place_of(municipality, "buergerbuero", IDENTITY_CARD)


def a_wish(
    starts_at: datetime,
    email: str = "gast@post.example",
    citizen: Citizen | None = None,
    place: Place | None = None,
) -> Wish:
    """A guest, or a citizen with an account, wants to come then."""
    place = place or town_office()
    contact = Contact("Zoë Łuczak", citizen.email if citizen else email)
    account_id = citizen.id if citizen else None
    return Wish(place, starts_at, contact, place.municipality.slug, account_id)


async def next_free(database: Database, place: Place | None = None, skip: int = 0) -> datetime:
    """When a free time begins that is some days off, whatever day and hour it is now."""
    async with database.transaction(system_scope()) as session:
        slots = await free_times(session, place or town_office())
    far = [slot for slot in slots if slot.starts_at > clock.now() + timedelta(days=3)]
    return far[skip].starts_at


async def booked(
    town_hall: TownHall,
    citizen: Citizen | None = None,
    email: str = "gast@post.example",
    skip: int = 20,
) -> AppointmentView:
    """An appointment some days ahead, confirmed by mail."""
    starts_at = await next_free(town_hall.database, skip=skip)
    view = await book_appointment(town_hall.services, a_wish(starts_at, email, citizen))
    await town_hall.follow_ups.run_waiting(town_hall.services)
    return view


async def row_of(database: Database, appointment_id: UUID) -> Appointment:
    """The row as it stands."""
    async with database.transaction(system_scope()) as session:
        query = select(Appointment).where(col(Appointment.id) == appointment_id)
        return (await session.scalars(query)).one()
