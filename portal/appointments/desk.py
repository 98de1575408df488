"""What staff do for somebody who is on the telephone or stands before them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.appointments.faults import NoAppointmentsHere
from portal.appointments.places import Place, places_for
from portal.appointments.queries import AppointmentView, note_seen, require_on_desk, view_of
from portal.appointments.queries import find_appointment as find
from portal.appointments.status import RECEIVE_VISITORS
from portal.catalogue import load_catalogue
from portal.identity.desks import desk_of
from portal.municipalities import municipality_by_slug
from portal.persistence.database import Scope


async def places_on_desk(session: AsyncSession, scope: Scope) -> tuple[Place, ...]:
    """Every office and service of the scope's municipality that its reader may book for.

    Raises SignInRequired, NotAllowed.
    """
    desk = await desk_of(session, scope, *RECEIVE_VISITORS)
    town = municipality_by_slug(desk.home)
    return tuple(
        place
        for service in load_catalogue().services
        if desk.covers(town.slug, service.slug)
        for place in places_for(town, service.slug)
    )


async def require_place_on_desk(session: AsyncSession, scope: Scope, wanted: Place) -> None:
    """Raises SignInRequired, NotAllowed, NoAppointmentsHere unless it is one of them."""
    if wanted not in await places_on_desk(session, scope):
        raise NoAppointmentsHere


async def appointment_on_desk(
    session: AsyncSession, scope: Scope, appointment_id: UUID
) -> AppointmentView:
    """One appointment for who receives visitors; that they see it is recorded.

    Raises SignInRequired, NotAllowed, NotFound.
    """
    await require_on_desk(session, scope, appointment_id)
    found = await find(session, appointment_id)
    await note_seen(session, scope, [found])
    return view_of(found)
