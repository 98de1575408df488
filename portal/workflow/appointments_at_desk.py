"""Appointments as staff change them: for somebody who called, or because the office must."""

from datetime import datetime
from uuid import UUID

from portal.appointments import (
    AppointmentOver,
    AppointmentView,
    Wish,
    appointment_on_desk,
    cancel,
    note_whether_came,
    require_on_desk,
    require_place_on_desk,
)
from portal.audit import record
from portal.cases.wording import clean_text
from portal.persistence.database import Scope
from portal.workflow.appointments import book_within, move_within, tell
from portal.workflow.services import Services


async def cancel_by_staff(
    services: Services, scope: Scope, appointment_id: UUID, reason: str
) -> None:
    """The office cannot keep it; `reason` stands in the mail. Raises InvalidInput, as above."""
    words = clean_text(reason, "Ihre Nachricht")
    async with services.database.transaction(scope) as session:
        await require_on_desk(session, scope, appointment_id)
        appointment = await cancel(session, appointment_id, "staff", words)
        if appointment is not None:
            await record(session, scope, "appointment.cancelled", f"appointment:{appointment_id}")
            await tell(session, services.follow_ups, appointment, "cancelled_by_staff")


async def book_for_caller(services: Services, scope: Scope, wish: Wish) -> AppointmentView:
    """Staff book for somebody on the telephone. A mail goes out where `wish` has an address.

    Raises SlotTaken, TooManyAppointments, NoAppointmentsHere, SignInRequired, NotAllowed.
    """
    async with services.database.transaction(scope) as session:
        await require_place_on_desk(session, scope, wish.place)
        view = await book_within(session, services.follow_ups, wish)
        await record(session, scope, "appointment.booked", f"appointment:{view.id}")
        return view


async def move_by_staff(
    services: Services, scope: Scope, appointment_id: UUID, starts_at: datetime
) -> AppointmentView:
    """Staff move it for somebody who called. The citizen is told by mail.

    Raises SlotTaken, AppointmentOver, NotFound, SignInRequired, NotAllowed.
    """
    async with services.database.transaction(scope) as session:
        before = await appointment_on_desk(session, scope, appointment_id)
        if not before.may_change:
            raise AppointmentOver
        view = await move_within(session, services.follow_ups, before.id, starts_at)
        if view.starts_at != before.starts_at:
            await record(session, scope, "appointment.moved", f"appointment:{before.id}")
        return view


async def note_arrival(services: Services, scope: Scope, appointment_id: UUID, came: bool) -> None:
    """Staff notes whether somebody came. Raises InvalidInput, AppointmentOver, NotFound."""
    async with services.database.transaction(scope) as session:
        await require_on_desk(session, scope, appointment_id)
        appointment = await note_whether_came(session, appointment_id, came)
        action = f"appointment.{appointment.status}"
        await record(session, scope, action, f"appointment:{appointment_id}")
