"""Booking an appointment: which service and where, when, who; then it is booked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

import reflex as rx
from reflex_base.utils.form import FormData

from portal.appointments import (
    AppointmentView,
    ContactIncomplete,
    NoAppointmentsHere,
    Place,
    SlotTaken,
    Wish,
    appointment_offer,
    clean_contact,
    free_times,
    places_for,
    services_with_appointments,
)
from portal.errors import PortalError
from portal.persistence.database import Scope
from portal.shared import clock
from portal.shared.language import N_, _
from portal.web.citizen.translation import in_our_words
from portal.web.components.time_picker import (
    Picker,
    local_day,
    local_time,
    picker_of,
    written_time,
)
from portal.web.guards import internal, public
from portal.web.language import localized
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import Visit, network_of_tab, visit_of
from portal.workflow.appointments import book_appointment

CHOOSE_SERVICE, CHOOSE_PLACE, CHOOSE_TIME = "leistung", "ort", "zeit"
CONTACT, CHECK, BOOKED = "angaben", "pruefen", "gebucht"
_HEADINGS = {
    CHOOSE_SERVICE: N_("Worum geht es?"),
    CHOOSE_PLACE: N_("Wohin möchten Sie kommen?"),
    CHOOSE_TIME: N_("Wann möchten Sie kommen?"),
    CONTACT: N_("Wer kommt?"),
    CHECK: N_("Angaben prüfen"),
    BOOKED: N_("Ihr Termin ist gebucht"),
}
_FIELDS = {"name": "f-name", "email": "f-email", "phone": "f-phone"}


@dataclass(frozen=True)
class Choice:
    """A service or an office to choose."""

    title: str
    detail: str
    href: str


@dataclass(frozen=True)
class Booked:
    """What was booked, in words."""

    when: str = ""
    place: str = ""
    address: str = ""
    email: str = ""
    with_account: bool = False


class Booking(rx.State):
    """The appointment that is being booked in this tab."""

    step: str = ""
    heading: str = ""
    number: int = 1
    slug: str = ""
    service_name: str = ""
    place_name: str = ""
    address: str = ""
    town: str = ""
    elsewhere: bool = False
    choices: list[Choice] = []
    picker: Picker = Picker()
    when: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    name_fault: str = ""
    email_fault: str = ""
    phone_fault: str = ""
    requirements: list[str] = []
    booked: Booked = Booked()
    office_phone: str = ""
    office_email: str = ""
    back_href: str = ""
    signed_in: bool = False
    refusal: str = ""
    drawing: int = 0
    ready: bool = False

    @rx.var
    def errors(self) -> list[tuple[str, str]]:
        """What the error summary lists: (element, message)."""
        faults = {"name": self.name_fault, "email": self.email_fault, "phone": self.phone_fault}
        return [(_FIELDS[name], words) for name, words in faults.items() if words]

    @rx.event
    @public
    async def load(self) -> AsyncIterator[None]:
        """Show the step the address names, or the first that is still open."""
        visit = await visit_of(self)
        slug = self._asked("leistung")
        if slug != self.slug:
            self.slug, self.ready = slug, False
            yield
        self._set_faults({})
        if self._asked("zeit"):
            self.refusal = ""
        await self._show(visit)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """A time was taken or given back."""
        if self.step == CHOOSE_TIME:
            await self._show(await visit_of(self))

    @rx.event
    @public
    async def tell_contact(self, form_data: FormData) -> rx.event.EventSpec | None:
        """ "Weiter": who comes."""
        self.name, self.email, self.phone = (
            str(form_data.get(name, ""))[:300] for name in ("name", "email", "phone")
        )
        try:
            contact = clean_contact(self.name, self.email, self.phone)
        except ContactIncomplete as fault:
            self._set_faults(fault.faults)
            return None
        self._set_faults({})
        self.name, self.email, self.phone = contact.name, contact.email, contact.phone
        return rx.redirect(self._address(schritt=CHECK))

    @rx.event
    @public
    async def book(self) -> rx.event.EventSpec | None:
        """ "Termin buchen": everything is checked again; a time that has gone is asked for anew."""
        visit = await visit_of(self)
        starts_at = local_time(self._asked("zeit"))
        try:
            place = self._place(visit)
            contact = clean_contact(self.name, self.email, self.phone)
            if place is None or starts_at is None or visit.municipality is None:
                raise NoAppointmentsHere
            wish = Wish(
                place, starts_at, contact, visit.municipality.slug, account_id=visit.citizen_id
            )
            view = await book_appointment(services(), wish, network_of_tab(self))
        except SlotTaken as fault:
            self.refusal = fault.message
            return rx.redirect(self._address(zeit=""))
        except ContactIncomplete as fault:
            self._set_faults(fault.faults)
            return rx.redirect(self._address(schritt=CONTACT))
        except PortalError as fault:
            self.refusal = fault.message
            return None
        self._keep(view, visit)
        return rx.redirect(self._address(schritt=BOOKED))

    def _keep(self, view: AppointmentView, visit: Visit) -> None:
        self.booked = Booked(
            view.when, view.place, view.address, view.email, visit.citizen_id is not None
        )
        self.name, self.email, self.phone, self.refusal = "", "", "", ""

    async def _show(self, visit: Visit) -> None:
        self.signed_in = visit.citizen_id is not None
        here = visit.municipality
        self.town = here.full_name if here else ""
        self.office_phone = here.phone if here else ""
        self.office_email = here.email if here else ""
        try:
            place = self._place(visit)
        except NoAppointmentsHere:
            self._show_services(visit)
        else:
            if place is None:
                self._show_places(visit)
            else:
                await self._show_time_or_later(visit, place)
        self.heading = _(_HEADINGS[self.step])
        self.ready = True

    def _show_services(self, visit: Visit) -> None:
        offers = services_with_appointments(visit.municipality) if visit.municipality else ()
        self.step, self.number = CHOOSE_SERVICE, 1
        found = [in_our_words(offer.service) for offer in offers]
        self.choices = [
            Choice(service.title, service.summary, _query(leistung=service.slug))
            for service in found
        ]

    def _show_places(self, visit: Visit) -> None:
        self.step, self.number = CHOOSE_PLACE, 1
        self.choices = [
            Choice(place.name, place.address, self._address(ort=place.key))
            for place in self._places(visit)
        ]

    async def _show_time_or_later(self, visit: Visit, place: Place) -> None:
        self._tell_place(visit, place)
        wanted = self._asked("schritt")
        if wanted == BOOKED and self.booked.when:
            self.step, self.number = BOOKED, 4
            return
        at = local_time(self._asked("zeit"))
        if at is None or at < clock.now():
            await self._show_times(visit, place)
            return
        self.when = clock.moment_in_words(at)
        self._prefill(visit)
        is_known = bool(self.name and self.email)
        self.step = CHECK if wanted == CHECK and is_known else CONTACT
        self.number = 3 if self.step == CHECK else 2
        back = {"schritt": CONTACT} if self.step == CHECK else {"zeit": "", "schritt": ""}
        self.back_href = self._address(**back)
        self.drawing += 1

    async def _show_times(self, visit: Visit, place: Place) -> None:
        watch(self, Booking.refresh, place.subject)
        scope = visit.scope or Scope("visitor", None, place.municipality.slug)
        async with services().database.transaction(scope) as session:
            slots = await free_times(session, place)
        self.step, self.number = CHOOSE_TIME, 1
        self.picker = picker_of(slots, local_day(self._asked("tag")), self._time_address)

    def _tell_place(self, visit: Visit, place: Place) -> None:
        offer = appointment_offer(visit.municipality, place.service, self._asked("bei") or None)
        service = in_our_words(offer.service)
        self.service_name, self.requirements = service.title, list(service.requirements)
        self.place_name, self.address = place.name, place.address
        self.elsewhere = place.municipality != visit.municipality
        self.town = place.municipality.full_name

    def _prefill(self, visit: Visit) -> None:
        """Who is signed in finds name and address filled in, as long as nothing was typed."""
        if visit.citizen_id and visit.session and not (self.name or self.email):
            self.name, self.email = visit.session.display_name, visit.session.email

    def _place(self, visit: Visit) -> Place | None:
        """The office chosen or the only one; None where one is to be chosen first.

        Raises NoAppointmentsHere.
        """
        places = self._places(visit)
        chosen = [place for place in places if place.key == self._asked("ort")]
        if chosen:
            return chosen[0]
        return places[0] if len(places) == 1 else None

    def _places(self, visit: Visit) -> tuple[Place, ...]:
        if visit.municipality is None:
            raise NoAppointmentsHere
        slug = self._asked("leistung")
        offer = appointment_offer(visit.municipality, slug, self._asked("bei") or None)
        if offer.responsible is None:
            raise NoAppointmentsHere
        return places_for(offer.responsible, slug)

    def _set_faults(self, faults: dict[str, str]) -> None:
        self.name_fault, self.email_fault, self.phone_fault = (
            faults.get(name, "") for name in ("name", "email", "phone")
        )

    def _asked(self, name: str) -> str:
        return str(self.router.url.query_parameters.get(name, ""))[:80]

    def _time_address(self, day: date, at: datetime | None) -> str:
        time = written_time(at) if at else ""
        return self._address(tag=day.isoformat(), zeit=time, schritt=CONTACT if at else "")

    def _address(self, **changes: str) -> str:
        """This page with the choices made so far, and `changes`."""
        names = ("leistung", "bei", "ort", "tag", "zeit", "schritt")
        return _query(**({name: self._asked(name) for name in names} | changes))


def _query(**choices: str) -> str:
    chosen = urlencode({name: value for name, value in choices.items() if value})
    return localized(f"/termine/?{chosen}")
