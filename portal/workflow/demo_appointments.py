"""Who comes to the demo's offices these days: booked slots around today, some of them past."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.appointments import (
    Appointment,
    AppointmentStatus,
    Contact,
    Place,
    Wish,
    book,
    free_times,
    place_of,
)
from portal.persistence.database import Database, system_scope
from portal.shared import clock

TOWN, OFFICE, SERVICE = "papenburg", "buergerbuero", "personalausweis"
DAYS = 6
PER_DAY = (1, 2, 5, 6, 7, 12)
"""Which of a day's free times are booked, counted from 0."""
NAMES = (
    "Frauke Janssen", "Emre Yıldız", "Gerd Wessels", "Katarzyna Woźniak", "Talea Poppinga",
    "Lukas Hermes", "Zoë Ørsted", "Antje Brüning", "Mehmet Kaya", "Swantje Diekhoff",
    "Olena Kovalenko", "Hinrich Aden",
)  # fmt: skip


async def fill_calendar(database: Database) -> None:
    """Book them once; where anybody has an appointment already, nothing changes."""
    async with database.transaction(system_scope(TOWN)) as session:
        if (await session.scalars(select(col(Appointment.id)).limit(1))).first() is None:
            await _book_days(session, place_of(TOWN, OFFICE, SERVICE))
            await _note_who_came(session)


async def _book_days(session: AsyncSession, place: Place) -> None:
    """As if they had called some days ago, so that today is booked from its morning on."""
    with clock.pretend(clock.now() - timedelta(days=4)):
        by_day: dict[str, list[int]] = {}
        slots = await free_times(session, place)
        for number, slot in enumerate(slots):
            by_day.setdefault(f"{slot.local:%Y-%m-%d}", []).append(number)
        wanted = [
            slots[numbers[index]].starts_at
            for numbers in list(by_day.values())[:DAYS]
            for index in PER_DAY
            if index < len(numbers)
        ]
        for number, starts_at in enumerate(wanted):
            guest = Contact(NAMES[number % len(NAMES)], f"gast{number}@demo.example")
            await book(session, Wish(place, starts_at, guest, TOWN))


async def _note_who_came(session: AsyncSession) -> None:
    past = select(Appointment).where(col(Appointment.ends_at) < clock.now())
    for number, appointment in enumerate(await session.scalars(past)):
        came = number % 5 != 4
        appointment.status = AppointmentStatus.CAME if came else AppointmentStatus.MISSED
