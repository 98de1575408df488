"""The day list: who comes today, or on another day, to this town's offices."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.appointments import (
    RECEIVE_VISITORS,
    AppointmentStatus,
    AppointmentView,
    day_list,
)
from portal.errors import PortalError
from portal.identity import may
from portal.shared import clock
from portal.web.guards import internal, staff
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.appointments_at_desk import cancel_by_staff, note_arrival

PATH = "/verwaltung/termine/"
ENTRY_PATH = "/verwaltung/termine/neu/"


@dataclass(frozen=True)
class Line:
    """One appointment of the day. `spoken` tells its buttons apart."""

    id: str
    clock: str
    service: str
    name: str
    contact: str
    office: str
    status: str
    spoken: str
    may_note: bool
    came: bool
    missed: bool
    may_cancel: bool
    move_href: str
    hears_by_mail: bool


class DayList(rx.State):
    """The appointments of one day in the municipality served."""

    day: str = ""
    heading: str = ""
    lines: list[Line] = []
    earlier_href: str = ""
    later_href: str = ""
    entry_href: str = ENTRY_PATH
    cancelling: str = ""
    cancelling_words: str = ""
    cancelling_phone: str = ""
    refusal: str = ""
    ready: bool = False

    @rx.event
    @staff
    async def load(self) -> AsyncIterator[None]:
        """Show the day the address names, else today; what changes shows by itself."""
        wanted = self._wanted().isoformat()
        self.refusal, self.cancelling = "", ""
        if wanted != self.day:
            self.day, self.ready = wanted, False
            yield
        visit = await visit_of(self)
        if visit.municipality:
            here = visit.municipality.slug
            watch(self, DayList.refresh, f"appointments:{here}", f"desks:{here}")
        await self._show(visit)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Somebody booked, moved or called off."""
        await self._show(await visit_of(self))

    @rx.event
    @staff
    async def choose_day(self, form_data: FormData) -> rx.event.EventSpec | None:
        """ "Anzeigen": another day."""
        try:
            day = date.fromisoformat(str(form_data.get("tag", "")))
        except ValueError:
            self.refusal = "Bitte wählen Sie einen Tag."
            return None
        return rx.redirect(address_of_day(day))

    @rx.event
    @staff
    async def note(self, appointment_id: str, came: bool) -> None:
        """ "Erschienen" or "Nicht erschienen"."""
        visit = await visit_of(self)
        if visit.scope is None or not _may_work(visit):
            return
        try:
            await note_arrival(services(), visit.scope, UUID(appointment_id), came)
            self.refusal = ""
        except (PortalError, ValueError) as fault:
            self.refusal = fault.message if isinstance(fault, PortalError) else ""
        await self._show(visit)

    @rx.event
    @staff
    async def ask_to_cancel(self, appointment_id: str) -> None:
        """ "Absagen": asks for words to the citizen first."""
        chosen = next((line for line in self.lines if line.id == appointment_id), None)
        self.cancelling = chosen.id if chosen else ""
        self.cancelling_words = chosen.spoken if chosen else ""
        self.cancelling_phone = chosen.contact if chosen and not chosen.hears_by_mail else ""

    @rx.event
    @staff
    async def never_mind(self) -> None:
        """Keep it."""
        self.cancelling, self.refusal = "", ""

    @rx.event
    @staff
    async def cancel(self, form_data: FormData) -> None:
        """ "Termin absagen": the citizen gets the words by mail."""
        visit = await visit_of(self)
        if visit.scope is None or not _may_work(visit):
            return
        try:
            reason = str(form_data.get("text", ""))
            await cancel_by_staff(services(), visit.scope, UUID(self.cancelling), reason)
            self.cancelling, self.refusal = "", ""
        except (PortalError, ValueError) as fault:
            self.refusal = fault.message if isinstance(fault, PortalError) else ""
        await self._show(visit)

    async def _show(self, visit: Visit) -> None:
        self.ready = True
        day = date.fromisoformat(self.day) if self.day else clock.today()
        self.entry_href = f"{ENTRY_PATH}?tag={day.isoformat()}"
        today = "Heute, " if day == clock.today() else ""
        self.heading = f"{today}{clock.day_in_words(day)}"
        self.earlier_href = address_of_day(day - timedelta(days=1))
        self.later_href = address_of_day(day + timedelta(days=1))
        if visit.scope is None or visit.municipality is None:
            return
        if not _may_work(visit):
            self.refusal, self.lines = "Dafür fehlt Ihnen die Berechtigung.", []
            return
        async with services().database.transaction(visit.scope) as session:
            listed = await day_list(session, visit.scope, day)
        self.lines = [_line(view) for view in listed]

    def _wanted(self) -> date:
        try:
            return date.fromisoformat(self.router.url.query_parameters.get("tag", ""))
        except ValueError:
            return clock.today()


def _may_work(visit: Visit) -> bool:
    """Case workers, counter clerks and their leads see who comes."""
    here = visit.municipality.slug if visit.municipality else ""
    return may(visit.session, here, *RECEIVE_VISITORS)


def address_of_day(day: date) -> str:
    return f"{PATH}?tag={day.isoformat()}"


def _line(view: AppointmentView) -> Line:
    local_day = view.starts_at.astimezone(clock.BERLIN).date()
    return Line(
        id=str(view.id),
        clock=view.clock,
        service=view.service_name,
        name=view.name,
        contact=view.phone or view.email,
        office=view.place,
        status=view.status_words,
        spoken=f"{view.clock} Uhr, {view.name}",
        may_note=local_day <= clock.today(),
        came=view.status is AppointmentStatus.CAME,
        missed=view.status is AppointmentStatus.MISSED,
        may_cancel=view.may_change,
        move_href=f"{ENTRY_PATH}?verschieben={view.id}",
        hears_by_mail=bool(view.email),
    )
