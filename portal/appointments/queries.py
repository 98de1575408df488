"""What is asked about appointments. Row-level security leaves out what is not the actor's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.appointments.places import Place
from portal.appointments.slots import Slot, Taken, bookable_days, free_slots
from portal.appointments.status import RECEIVE_VISITORS, AppointmentStatus
from portal.appointments.tables import Appointment, AppointmentLink
from portal.audit import LISTED_AGAIN_AFTER, Look, Seen, note_access
from portal.catalogue import service_by_slug
from portal.errors import NotFound
from portal.identity.desks import desk_of
from portal.identity.tokens import digest
from portal.municipalities import municipality_by_slug
from portal.persistence.database import Scope
from portal.shared import clock
from portal.shared.language import _

_TAKEN = text("SELECT * FROM taken_times(:town, :place, :since, :until)")


@dataclass(frozen=True)
class AppointmentView:
    """An appointment as pages show it. `when` is the whole moment in words, `may_change` whether
    it can still be moved or called off; `requirements` is what to bring."""

    id: UUID
    service: str
    service_name: str
    municipality: str
    municipality_name: str
    office: str
    place: str
    address: str
    starts_at: datetime
    when: str
    day: str
    clock: str
    status: AppointmentStatus
    status_words: str
    name: str
    email: str
    phone: str
    may_change: bool
    requirements: tuple[str, ...]
    application_id: UUID | None


async def times_taken(
    session: AsyncSession, place: Place, first: date, last: date, but: UUID | None = None
) -> tuple[Taken, ...]:
    """The desks taken on these days, without anybody's name; `but` leaves one's own out."""
    rows = await session.execute(
        _TAKEN,
        {
            "town": place.municipality.slug,
            "place": place.key,
            "since": _midnight(first),
            "until": _midnight(last + timedelta(days=1)),
        },
    )
    return tuple(Taken(row.desk, row.starts_at, row.ends_at) for row in rows if row.id != but)


async def free_times(
    session: AsyncSession, place: Place, but: UUID | None = None
) -> tuple[Slot, ...]:
    """Every slot that can be booked now, up to the office's horizon, the earliest first."""
    now, state = clock.now(), place.municipality.state
    days = bookable_days(place.office, state, now)
    if not days:
        return ()
    taken = await times_taken(session, place, days[0], days[-1], but)
    return free_slots(place.office, place.service, state, days, taken=taken, now=now)


async def appointment_by_code(session: AsyncSession, code: str) -> Appointment:
    """The appointment a mail's link leads to. Needs the system's scope. Raises NotFound."""
    query = select(col(AppointmentLink.appointment_id)).where(
        col(AppointmentLink.code_digest) == digest(code)
    )
    appointment_id = (await session.scalars(query)).one_or_none()
    if appointment_id is None:
        raise NotFound(_("Diesen Termin haben wir nicht gefunden."))
    return await find_appointment(session, appointment_id)


async def find_appointment(session: AsyncSession, appointment_id: UUID) -> Appointment:
    """The appointment. Raises NotFound where it is not the actor's."""
    found = await session.get(Appointment, appointment_id, populate_existing=True)
    if found is None:
        raise NotFound(_("Diesen Termin haben wir nicht gefunden."))
    return found


async def lock_appointment(session: AsyncSession, appointment_id: UUID) -> Appointment:
    """The appointment, held until the transaction ends. Raises NotFound as above."""
    query = select(Appointment).where(col(Appointment.id) == appointment_id)
    fresh = query.with_for_update().execution_options(populate_existing=True)
    found = (await session.scalars(fresh)).one_or_none()
    if found is None:
        raise NotFound(_("Diesen Termin haben wir nicht gefunden."))
    return found


async def appointment_of_application(
    session: AsyncSession, application_id: UUID
) -> AppointmentView | None:
    """The appointment that belongs to an application, whatever became of it."""
    query = select(Appointment).where(col(Appointment.application_id) == application_id)
    found = (await session.scalars(query)).one_or_none()
    return view_of(found) if found else None


async def upcoming_of_account(
    session: AsyncSession, account_id: UUID
) -> tuple[AppointmentView, ...]:
    """The account's appointments that are still to come, the next first."""
    query = (
        select(Appointment)
        .where(
            col(Appointment.account_id) == account_id,
            col(Appointment.status) == AppointmentStatus.BOOKED,
            col(Appointment.ends_at) > clock.now(),
        )
        .order_by(col(Appointment.starts_at))
    )
    return tuple(view_of(found) for found in await session.scalars(query))


async def day_list(session: AsyncSession, scope: Scope, day: date) -> tuple[AppointmentView, ...]:
    """Who comes on that day to the offices of the scope's municipality, by time and desk, as far
    as the services are the reader's; those called off are left out. That staff see it is recorded.

    Raises SignInRequired, NotAllowed.
    """
    desk = await desk_of(session, scope, *RECEIVE_VISITORS)
    query = (
        select(Appointment)
        .where(
            col(Appointment.municipality) == scope.municipality,
            desk.holds(col(Appointment.municipality), col(Appointment.service)),
            col(Appointment.starts_at) >= _midnight(day),
            col(Appointment.starts_at) < _midnight(day + timedelta(days=1)),
            col(Appointment.status) != AppointmentStatus.CANCELLED,
        )
        .order_by(col(Appointment.starts_at), col(Appointment.office), col(Appointment.desk))
    )
    found: Sequence[Appointment] = (await session.scalars(query)).all()
    await note_seen(session, scope, found)
    return tuple(view_of(one) for one in found)


async def note_seen(session: AsyncSession, scope: Scope, found: Sequence[Appointment]) -> None:
    """Record that staff saw these. Guests without an account have no page to read a record on."""
    seen = [
        Seen(one.account_id, one.municipality, f"appointment:{one.id}")
        for one in found
        if one.account_id is not None
    ]
    await note_access(session, scope, Look.APPOINTMENT, seen, LISTED_AGAIN_AFTER)


async def require_on_desk(session: AsyncSession, scope: Scope, appointment_id: UUID) -> None:
    """Raises SignInRequired, NotAllowed, NotFound unless staff may work with the appointment."""
    desk = await desk_of(session, scope, *RECEIVE_VISITORS)
    found = await find_appointment(session, appointment_id)
    if found.municipality != scope.municipality or not desk.covers(
        found.municipality, found.service
    ):
        raise NotFound(_("Diesen Termin haben wir nicht gefunden."))


def view_of(appointment: Appointment) -> AppointmentView:
    """The row in words. An office that left the content meanwhile is named by its key."""
    town = municipality_by_slug(appointment.municipality)
    office = town.offices.get(appointment.office)
    place = Place(town, appointment.office, appointment.service)
    local = appointment.starts_at.astimezone(clock.BERLIN)
    status = AppointmentStatus(appointment.status)
    service = service_by_slug(appointment.service)
    return AppointmentView(
        id=appointment.id,
        service=appointment.service,
        service_name=service.name,
        municipality=appointment.municipality,
        municipality_name=town.full_name,
        office=appointment.office,
        place=office.name if office else town.full_name,
        address=place.address if office else town.address.in_one_line,
        starts_at=appointment.starts_at,
        when=clock.moment_in_words(appointment.starts_at),
        day=clock.day_in_words(local.date()),
        clock=clock.clock_time(appointment.starts_at),
        status=status,
        status_words=status.words,
        name=appointment.name,
        email=appointment.email,
        phone=appointment.phone,
        may_change=status is AppointmentStatus.BOOKED and appointment.starts_at > clock.now(),
        requirements=service.requirements,
        application_id=appointment.application_id,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.BERLIN)
