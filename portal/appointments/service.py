"""What changes an appointment: booking, moving, calling off, noting who came.

Each function runs in the caller's transaction. Whoever books a time of one office and day waits
for whoever is doing so already, then looks again; the database's exclusion constraint stands
behind that (decision record 0020).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.appointments.contact import Contact
from portal.appointments.faults import AppointmentOver, SlotTaken, TooManyAppointments
from portal.appointments.places import Place, place_of
from portal.appointments.queries import lock_appointment, times_taken
from portal.appointments.slots import Slot, free_desk, free_slots
from portal.appointments.status import AppointmentStatus
from portal.appointments.tables import Appointment, AppointmentLink
from portal.errors import InvalidInput
from portal.identity.tokens import digest, new_token
from portal.persistence.live import announce
from portal.shared import clock
from portal.shared.language import _


@dataclass(frozen=True)
class Wish:
    """Who wants to come when. `starts_at` is aware; `account_id` None is a guest."""

    place: Place
    starts_at: datetime
    contact: Contact
    host_municipality: str
    account_id: UUID | None = None
    application_id: UUID | None = None


async def book(session: AsyncSession, wish: Wish) -> Appointment:
    """Book the time at a free desk. Needs the account's scope, for a guest the system's or that
    of staff who receive visitors there.

    Raises SlotTaken, TooManyAppointments.
    """
    if wish.contact.email:
        await _take_turns(session, f"appointments:{wish.contact.email}")
        await _refuse_more_than_allowed(session, wish)
    slot, desk = await _find_desk(session, wish.place, wish.starts_at)
    appointment = Appointment(
        municipality=wish.place.municipality.slug,
        host_municipality=wish.host_municipality,
        office=wish.place.key,
        desk=desk,
        service=wish.place.service,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        name=wish.contact.name,
        email=wish.contact.email,
        phone=wish.contact.phone,
        account_id=wish.account_id,
        application_id=wish.application_id,
    )
    session.add(appointment)
    try:
        await _announce(session, appointment)
    except IntegrityError:
        raise SlotTaken from None
    return appointment


async def move(session: AsyncSession, appointment_id: UUID, starts_at: datetime) -> Appointment:
    """Another time at the same office; the old one is free at once. An appointment that was
    called off is taken up again. Raises SlotTaken, AppointmentOver, NotFound."""
    appointment = await lock_appointment(session, appointment_id)
    _refuse_over(appointment, AppointmentStatus.BOOKED, AppointmentStatus.CANCELLED)
    place = place_of(appointment.municipality, appointment.office, appointment.service)
    slot, desk = await _find_desk(session, place, starts_at, but=appointment.id)
    was_there = appointment.status == AppointmentStatus.BOOKED
    if was_there and appointment.starts_at == slot.starts_at:
        return appointment
    appointment.starts_at, appointment.ends_at = slot.starts_at, slot.ends_at
    appointment.desk = desk
    appointment.status = AppointmentStatus.BOOKED
    appointment.cancelled_at, appointment.cancelled_by = None, ""
    appointment.cancelled_because = ""
    appointment.sequence += 1
    await _announce(session, appointment)
    return appointment


async def cancel(
    session: AsyncSession, appointment_id: UUID, by: str, reason: str = ""
) -> Appointment | None:
    """Call it off; `by` is citizen, staff or system, `reason` is for the citizen to read.

    None when it was called off before.
    Raises AppointmentOver, NotFound.
    """
    appointment = await lock_appointment(session, appointment_id)
    if appointment.status == AppointmentStatus.CANCELLED:
        return None
    _refuse_over(appointment, AppointmentStatus.BOOKED)
    appointment.status = AppointmentStatus.CANCELLED
    appointment.cancelled_at, appointment.cancelled_by = clock.now(), by
    appointment.cancelled_because = reason
    appointment.sequence += 1
    await _announce(session, appointment)
    return appointment


async def note_whether_came(session: AsyncSession, appointment_id: UUID, came: bool) -> Appointment:
    """Staff notes it on the day itself or later, and may correct it.

    Raises InvalidInput before that day, AppointmentOver for one called off, NotFound.
    """
    appointment = await lock_appointment(session, appointment_id)
    if appointment.status == AppointmentStatus.CANCELLED:
        raise AppointmentOver
    if _day_of(appointment.starts_at) > clock.today():
        raise InvalidInput("Das lässt sich erst am Tag des Termins eintragen.")
    appointment.status = AppointmentStatus.CAME if came else AppointmentStatus.MISSED
    await _announce(session, appointment)
    return appointment


async def new_link(session: AsyncSession, appointment: Appointment) -> str:
    """A fresh code for a mail's link; only its digest is kept. Needs the system's scope."""
    code = new_token()
    session.add(AppointmentLink(code_digest=digest(code), appointment_id=appointment.id))
    await session.flush()
    return code


async def _find_desk(
    session: AsyncSession, place: Place, starts_at: datetime, but: UUID | None = None
) -> tuple[Slot, int]:
    day = _day_of(starts_at)
    await _take_turns(session, f"{place.subject}:{day}")
    taken = await times_taken(session, place, day, day, but)
    state, now = place.municipality.state, clock.now()
    if day > clock.today() + timedelta(days=place.office.horizon_days):
        raise SlotTaken
    free = free_slots(place.office, place.service, state, [day], taken=taken, now=now)
    slot = next((slot for slot in free if slot.starts_at == starts_at), None)
    desk = free_desk(place.office, slot, taken) if slot else None
    if slot is None or desk is None:
        raise SlotTaken
    return slot, desk


async def _refuse_more_than_allowed(session: AsyncSession, wish: Wish) -> None:
    open_ones = (
        select(func.count())
        .select_from(Appointment)
        .where(
            col(Appointment.municipality) == wish.place.municipality.slug,
            col(Appointment.service) == wish.place.service,
            col(Appointment.email) == wish.contact.email,
            col(Appointment.status) == AppointmentStatus.BOOKED,
            col(Appointment.ends_at) > clock.now(),
        )
    )
    if (await session.scalar(open_ones) or 0) >= wish.place.office.per_person:
        raise TooManyAppointments


def _refuse_over(appointment: Appointment, *allowed: AppointmentStatus) -> None:
    was_called_off = appointment.status == AppointmentStatus.CANCELLED
    if appointment.status not in allowed:
        raise AppointmentOver
    if appointment.starts_at <= clock.now() and not was_called_off:
        raise AppointmentOver(
            _("Dieser Termin hat schon begonnen und lässt sich nicht mehr ändern.")
        )


async def _take_turns(session: AsyncSession, key: str) -> None:
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


async def _announce(session: AsyncSession, appointment: Appointment) -> None:
    await session.flush()
    subjects = [
        f"slots:{appointment.municipality}:{appointment.office}",
        f"appointment:{appointment.id}",
        f"appointments:{appointment.municipality}",
    ]
    if appointment.account_id is not None:
        subjects.append(f"account:{appointment.account_id}")
    await announce(session, *subjects)


def _day_of(at: datetime) -> date:
    return at.astimezone(clock.BERLIN).date()
