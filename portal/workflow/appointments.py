"""Appointments as a story: booked, confirmed by mail, reminded of, moved, called off.

The functions that people call open their own transactions. A guest has no rows of their own, so
what guests do runs as the portal itself, after the secret code of their mail was checked.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications.tables import Application, Submission
from portal.appointments import (
    Appointment,
    AppointmentStatus,
    AppointmentView,
    Contact,
    Wish,
    appointment_by_code,
    appointment_of_application,
    book,
    cancel,
    find_appointment,
    move,
    new_link,
    places_for,
    view_of,
)
from portal.catalogue import service_by_slug
from portal.errors import Conflict, NotFound
from portal.forms import appointment_field, chosen_time
from portal.identity.addresses import shown_address
from portal.identity.attempts import booking_limits_of, count_failure, seconds_to_wait
from portal.identity.tables import Account
from portal.municipalities import municipality_by_slug
from portal.notifications.calendar_file import calendar_file
from portal.notifications.outbox import Occasion, Reader
from portal.persistence.database import Scope, system_scope
from portal.persistence.follow_ups import FollowUps
from portal.shared import clock
from portal.shared.language import GERMAN, N_
from portal.workflow.services import Services

TELL, REMIND = "tell_of_appointment", "remind_of_appointment"
OWN_PAGE = "/termine/ihr-termin/"
REMINDED_AT = time(10, 0)


class TooManyBookings(Conflict):
    """Very many bookings came from one network lately."""

    message = N_(
        "Von Ihrem Anschluss aus wurden gerade sehr viele Termine gebucht. "
        "Bitte warten Sie eine Minute, und versuchen Sie es dann noch einmal."
    )


async def book_appointment(services: Services, wish: Wish, network: str = "") -> AppointmentView:
    """Book, and have it confirmed by mail with a calendar file, in one transaction.

    Raises SlotTaken, TooManyAppointments; for guests also TooManyBookings, counted by `network`.
    """
    async with services.database.transaction(_scope_of(wish)) as session:
        if wish.account_id is None:
            await _slow_down(session, network)
        return await book_within(session, services.follow_ups, wish)


async def book_within(session: AsyncSession, follow_ups: FollowUps, wish: Wish) -> AppointmentView:
    """The same in the caller's transaction, such as the one that sends an application."""
    appointment = await book(session, wish)
    await tell(session, follow_ups, appointment, "booked")
    await _have_reminded(session, follow_ups, appointment)
    return view_of(appointment)


async def book_with_application(
    session: AsyncSession, follow_ups: FollowUps, application: Application, submission: Submission
) -> None:
    """Book the time that was chosen in the form, once; nothing where it asks for none.

    Raises SlotTaken, TooManyAppointments: then nothing is sent either.
    """
    form = service_by_slug(application.service).form
    field = appointment_field(form) if form else None
    if field is None or await appointment_of_application(session, application.id):
        return
    account = await session.get_one(Account, submission.account_id)
    office, starts_at = chosen_time(field.id, submission.answers)
    if starts_at is None:
        return
    places = places_for(municipality_by_slug(application.municipality), application.service)
    place = next((place for place in places if place.key == office), places[0])
    wish = Wish(
        place,
        starts_at,
        Contact(account.display_name, shown_address(account.email)),
        application.host_municipality,
        account_id=account.id,
        application_id=application.id,
    )
    await book_within(session, follow_ups, wish)


async def move_appointment(
    services: Services, scope: Scope, appointment_id: UUID, starts_at: datetime
) -> AppointmentView:
    """Take another time. Raises SlotTaken, AppointmentOver, NotFound."""
    async with services.database.transaction(scope) as session:
        return await move_within(session, services.follow_ups, appointment_id, starts_at)


async def move_within(
    session: AsyncSession, follow_ups: FollowUps, appointment_id: UUID, starts_at: datetime
) -> AppointmentView:
    """The same in the caller's transaction."""
    before = (await find_appointment(session, appointment_id)).sequence
    appointment = await move(session, appointment_id, starts_at)
    if appointment.sequence != before:
        await tell(session, follow_ups, appointment, "moved")
        await _have_reminded(session, follow_ups, appointment)
    return view_of(appointment)


async def cancel_appointment(services: Services, scope: Scope, appointment_id: UUID) -> None:
    """The citizen does not come. A second time changes nothing.

    Raises AppointmentOver, NotFound.
    """
    async with services.database.transaction(scope) as session:
        appointment = await cancel(session, appointment_id, "citizen")
        if appointment is not None:
            await tell(session, services.follow_ups, appointment, "cancelled")


async def cancel_with_application(
    session: AsyncSession, follow_ups: FollowUps, application_id: UUID
) -> None:
    """The application was withdrawn or refused: its appointment is free again. System scope."""
    found = await appointment_of_application(session, application_id)
    if found is None or not found.may_change:
        return
    appointment = await cancel(session, found.id, "system")
    if appointment is not None:
        await tell(session, follow_ups, appointment, "cancelled")


async def open_link(services: Services, code: str) -> AppointmentView:
    """What the link of a mail leads to. Opening it changes nothing. Raises NotFound."""
    async with services.database.transaction(system_scope()) as session:
        return view_of(await appointment_by_code(session, code))


async def tell_of_appointment(services: Services, arguments: Mapping[str, str]) -> None:
    """Write the mail about what happened to an appointment."""
    async with services.database.transaction(system_scope()) as session:
        appointment = await _still_as_told(session, arguments)
        if appointment is not None:
            await _write(services, session, appointment, arguments["occasion"])


async def remind_of_appointment(services: Services, arguments: Mapping[str, str]) -> None:
    """Write the reminder, unless the appointment was moved or called off meanwhile."""
    async with services.database.transaction(system_scope()) as session:
        appointment = await _still_as_told(session, arguments)
        if appointment is None or appointment.status != AppointmentStatus.BOOKED:
            return
        # A worker that was down until the day itself does not write of "tomorrow" any more.
        if appointment.starts_at.astimezone(clock.BERLIN).date() > clock.today():
            await _write(services, session, appointment, "reminder")


APPOINTMENT_FOLLOW_UPS = {TELL: tell_of_appointment, REMIND: remind_of_appointment}


def _scope_of(wish: Wish) -> Scope:
    town = wish.place.municipality.slug
    if wish.account_id is None:
        return system_scope(town)
    return Scope("citizen", wish.account_id, wish.host_municipality)


async def _slow_down(session: AsyncSession, network: str) -> None:
    """Nobody fills the calendar with a script: after many bookings each next one has to wait."""
    limits = booking_limits_of(network)
    if await seconds_to_wait(session, limits):
        raise TooManyBookings
    await count_failure(session, limits)


async def tell(
    session: AsyncSession,
    follow_ups: FollowUps,
    appointment: Appointment,
    occasion: str,
) -> None:
    """Have the mail about what just happened written, once."""
    arguments = {
        "appointment_id": str(appointment.id),
        "sequence": str(appointment.sequence),
        "occasion": occasion,
    }
    await follow_ups.enqueue(session, TELL, f"{appointment.id}:{appointment.sequence}", arguments)


async def _have_reminded(
    session: AsyncSession, follow_ups: FollowUps, appointment: Appointment
) -> None:
    """The day before at ten; who books later than that needs no reminder."""
    day = appointment.starts_at.astimezone(clock.BERLIN).date() - timedelta(days=1)
    delay = datetime.combine(day, REMINDED_AT, clock.BERLIN) - clock.now()
    if delay <= timedelta():
        return
    arguments = {
        "appointment_id": str(appointment.id),
        "sequence": str(appointment.sequence),
    }
    key = f"{appointment.id}:{appointment.sequence}"
    await follow_ups.enqueue(session, REMIND, key, arguments, delay)


async def _still_as_told(session: AsyncSession, arguments: Mapping[str, str]) -> Appointment | None:
    """The appointment, unless it changed since: then there is other news, told by itself."""
    try:
        appointment = await find_appointment(session, UUID(arguments["appointment_id"]))
    except NotFound:
        return None
    return appointment if str(appointment.sequence) == arguments["sequence"] else None


async def _write(
    services: Services,
    session: AsyncSession,
    appointment: Appointment,
    occasion: str,
) -> None:
    if not appointment.email:
        return  # Somebody who called and has none: staff tell them (portal/appointments/desk.py).
    code = await new_link(session, appointment)
    path = f"{OWN_PAGE}?code={quote(code)}"
    link = services.portal_url(appointment.host_municipality, path)
    account = await session.get(Account, appointment.account_id) if appointment.account_id else None
    language = account.language if account else GERMAN
    await services.outbox.tell_reader(
        session,
        Reader(appointment.email, appointment.name, language),
        Occasion(
            f"appointment_{occasion}",
            appointment.municipality,
            unique_key=f"appointment:{appointment.id}:{appointment.sequence}:{occasion}",
            path=path,
            host=appointment.host_municipality,
            calendar="" if occasion == "reminder" else calendar_file(appointment, link),
        ),
        account_id=appointment.account_id,
        reason=appointment.cancelled_because,
        appointment=lambda: _when_and_where(view_of(appointment)),
    )


def _when_and_where(shown: AppointmentView) -> str:
    return f"{shown.when}\n{shown.place}\n{shown.address}"
