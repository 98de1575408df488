"""Entering an appointment for somebody who called, or moving one: what, when, who."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.appointments import (
    AppointmentOver,
    AppointmentView,
    ContactIncomplete,
    NoAppointmentsHere,
    Place,
    SlotTaken,
    Wish,
    appointment_on_desk,
    clean_callers_contact,
    free_times,
    place_of,
    places_on_desk,
    require_place_on_desk,
)
from portal.catalogue import service_by_slug
from portal.errors import NotFound, PortalError
from portal.shared import clock
from portal.web.backoffice.appointments.day import ENTRY_PATH, address_of_day
from portal.web.components.time_picker import (
    Picker,
    local_day,
    local_time,
    picker_of,
    written_time,
)
from portal.web.guards import internal, staff
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.appointments_at_desk import book_for_caller, move_by_staff

PLACE, TIME, PERSON, MOVE, DONE = "ort", "zeit", "person", "verschieben", "fertig"
_HEADINGS = {
    PLACE: "Worum geht es?",
    TIME: "Wann?",
    PERSON: "Wer kommt?",
    MOVE: "Neue Zeit prüfen",
    DONE: "Der Termin ist eingetragen",
}
_FIELDS = ("name", "email", "phone")


@dataclass(frozen=True)
class PlaceChoice:
    """A service at an office."""

    service: str
    office: str
    href: str


@dataclass(frozen=True)
class Entered:
    """What was entered, in words, to be read to the caller."""

    when: str = ""
    place: str = ""
    name: str = ""
    hears_by_mail: bool = False
    day_href: str = ""


class AppointmentEntry(rx.State):
    """The appointment that is being entered or moved in this tab."""

    step: str = ""
    heading: str = ""
    choices: list[PlaceChoice] = []
    picker: Picker = Picker()
    service_name: str = ""
    place_name: str = ""
    when: str = ""
    moving: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    faults: dict[str, str] = {}
    requirements: list[str] = []
    entered: Entered = Entered()
    back_href: str = ""
    refusal: str = ""
    drawing: int = 0
    ready: bool = False

    @rx.var
    def errors(self) -> list[tuple[str, str]]:
        """What the error summary lists: (element, message)."""
        return [(f"f-{name}", self.faults[name]) for name in _FIELDS if name in self.faults]

    @rx.event
    @staff
    async def load(self) -> AsyncIterator[None]:
        """Show the step that the address names, or the first that is still open."""
        visit = await visit_of(self)
        self.faults = {}
        if not self._asked("fertig"):
            self.entered = Entered()
        if self._asked("zeit"):
            self.refusal = ""
        yield
        if visit.municipality:
            here = visit.municipality.slug
            watch(self, AppointmentEntry.refresh, f"appointments:{here}", f"desks:{here}")
        await self._show(visit)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """A time was taken or given back, or somebody's desk changed."""
        if self.step in (PLACE, TIME):
            await self._show(await visit_of(self))

    @rx.event
    @staff
    async def enter(self, form_data: FormData) -> rx.event.EventSpec | None:
        """ "Termin eintragen": what was typed stays if anything is wrong."""
        visit = await visit_of(self)
        self.name, self.email, self.phone = (str(form_data.get(name, ""))[:300] for name in _FIELDS)
        try:
            place, starts_at = self._place(visit), self._time()
            contact = clean_callers_contact(self.name, self.email, self.phone)
            if visit.scope is None:
                return None
            wish = Wish(place, starts_at, contact, place.municipality.slug)
            view = await book_for_caller(services(), visit.scope, wish)
        except ContactIncomplete as fault:
            self.faults = fault.faults
            return None
        except PortalError as fault:
            return self._refuse(fault)
        return self._finish(view)

    @rx.event
    @staff
    async def move(self) -> rx.event.EventSpec | None:
        """ "Auf diese Zeit verschieben"."""
        visit = await visit_of(self)
        try:
            starts_at, chosen = self._time(), self._moved()
            if visit.scope is None or chosen is None:
                return None
            view = await move_by_staff(services(), visit.scope, chosen, starts_at)
        except PortalError as fault:
            return self._refuse(fault)
        return self._finish(view)

    def _refuse(self, fault: PortalError) -> rx.event.EventSpec | None:
        """A time that has gone is chosen anew; everything else is told where one is."""
        self.faults, self.refusal = {}, fault.message
        if isinstance(fault, SlotTaken):
            return rx.redirect(self._address(zeit=""))
        return None

    def _finish(self, view: AppointmentView) -> rx.event.EventSpec:
        day = view.starts_at.astimezone(clock.BERLIN).date()
        self.entered = Entered(
            view.when, f"{view.place}, {view.address}", view.name, bool(view.email),
            address_of_day(day),
        )  # fmt: skip
        self.name, self.email, self.phone = "", "", ""
        self.faults, self.refusal = {}, ""
        shown = self._address(
            leistung=view.service, ort=view.office, zeit="", verschieben="", fertig="ja"
        )
        return rx.redirect(shown)

    async def _show(self, visit: Visit) -> None:
        try:
            await self._show_step(visit)
        except NoAppointmentsHere:
            await self._show_places(visit)
        except PortalError as fault:
            self.step, self.refusal = "", fault.message
        self.heading = _HEADINGS.get(self.step, "")
        self.ready = True

    async def _show_step(self, visit: Visit) -> None:
        if visit.scope is None:
            return
        self.moving = ""
        place = await self._moved_from(visit) if self._asked("verschieben") else self._place(visit)
        self._tell_place(place)
        at = local_time(self._asked("zeit"))
        if self._asked("fertig") and self.entered.when:
            self.step = DONE
        elif at is None or at < clock.now():
            await self._show_times(visit, place)
        else:
            self.step, self.when = MOVE if self.moving else PERSON, clock.moment_in_words(at)
            self.back_href = self._address(zeit="")
            self.drawing += 1

    async def _moved_from(self, visit: Visit) -> Place:
        """The place of the appointment that is moved. Raises NotFound, AppointmentOver."""
        chosen = self._moved()
        if visit.scope is None or chosen is None:
            raise NotFound("Diesen Termin haben wir nicht gefunden.")
        async with services().database.transaction(visit.scope) as session:
            view = await appointment_on_desk(session, visit.scope, chosen)
        if not view.may_change:
            raise AppointmentOver
        self.moving = f"{view.name}, {view.when}"
        return place_of(view.municipality, view.office, view.service)

    async def _show_places(self, visit: Visit) -> None:
        if visit.scope is None:
            return
        self.step = PLACE
        try:
            async with services().database.transaction(visit.scope) as session:
                places = await places_on_desk(session, visit.scope)
        except PortalError as fault:
            self.step, self.refusal, self.choices = "", fault.message, []
            return
        self.choices = [
            PlaceChoice(
                service_by_slug(place.service).name,
                place.name,
                self._address(leistung=place.service, ort=place.key, zeit="", verschieben=""),
            )
            for place in places
        ]

    async def _show_times(self, visit: Visit, place: Place) -> None:
        if visit.scope is None:
            return
        but = self._moved() if self.moving else None
        async with services().database.transaction(visit.scope) as session:
            await require_place_on_desk(session, visit.scope, place)
            slots = await free_times(session, place, but)
        self.step = TIME
        self.picker = picker_of(slots, local_day(self._asked("tag")), self._time_address)

    def _tell_place(self, place: Place) -> None:
        service = service_by_slug(place.service)
        self.service_name, self.requirements = service.name, list(service.requirements)
        self.place_name = place.name

    def _place(self, visit: Visit) -> Place:
        """What the address names. Raises NoAppointmentsHere."""
        here = visit.municipality.slug if visit.municipality else ""
        return place_of(here, self._asked("ort"), self._asked("leistung"))

    def _time(self) -> datetime:
        """The time that the address names. Raises SlotTaken."""
        at = local_time(self._asked("zeit"))
        if at is None:
            raise SlotTaken
        return at

    def _moved(self) -> UUID | None:
        try:
            return UUID(self._asked("verschieben"))
        except ValueError:
            return None

    def _asked(self, name: str) -> str:
        return str(self.router.url.query_parameters.get(name, ""))[:80]

    def _time_address(self, day: date, at: datetime | None) -> str:
        return self._address(tag=day.isoformat(), zeit=written_time(at) if at else "")

    def _address(self, **changes: str) -> str:
        """This page with the choices made so far, and `changes`."""
        names = ("leistung", "ort", "tag", "verschieben")
        chosen = {name: self._asked(name) for name in names} | changes
        return f"{ENTRY_PATH}?{urlencode({n: value for n, value in chosen.items() if value})}"
