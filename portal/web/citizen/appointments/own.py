"""The page "Ihr Termin": what a mail's link or one's own list leads to.

Opening it changes nothing, so programs that look into mails do no harm; buttons change it.
"""

from collections.abc import AsyncIterator
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from portal.appointments import (
    AppointmentStatus,
    AppointmentView,
    SlotTaken,
    find_appointment,
    free_times,
    place_of,
    view_of,
)
from portal.catalogue import service_by_slug
from portal.errors import NotFound, PortalError
from portal.persistence.database import Scope, system_scope
from portal.shared import clock
from portal.shared.language import _
from portal.web.citizen.appointments.page import tick_list_of
from portal.web.citizen.chrome import header
from portal.web.citizen.translation import in_our_words
from portal.web.components.alerts import refusal
from portal.web.components.buttons import (
    button_bar,
    danger_button,
    primary_button,
    primary_link,
    secondary_button,
    secondary_link,
    text_button,
)
from portal.web.components.cards import box
from portal.web.components.empty import empty_state, skeleton
from portal.web.components.page import breadcrumbs, citizen_page, two_columns
from portal.web.components.status import TONES
from portal.web.components.time_picker import (
    Picker,
    local_day,
    local_time,
    picker_of,
    time_picker,
    written_time,
)
from portal.web.guards import internal, public
from portal.web.language import localized
from portal.web.live import watch_found
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.appointments import cancel_appointment, move_appointment, open_link

PATH = "/termine/ihr-termin/"
SHOW, MOVE, CONFIRM = "", "verschieben", "bestaetigen"


class OwnAppointment(rx.State):
    """The appointment whose page is open. Each event looks it up by the page's own address."""

    opened: str = ""
    step: str = SHOW
    heading: str = ""
    when: str = ""
    new_when: str = ""
    place: str = ""
    address: str = ""
    town: str = ""
    service_name: str = ""
    requirements: list[str] = []
    status: str = ""
    called_off: bool = False
    may_change: bool = False
    asking: bool = False
    picker: Picker = Picker()
    move_href: str = ""
    back_href: str = ""
    refusal: str = ""
    ready: bool = False
    missing: bool = False

    @rx.event
    @public
    async def load(self) -> AsyncIterator[None]:
        """Show the appointment, or the times it can be moved to."""
        visit = await visit_of(self)
        asked = self._asked("code") or self._asked("termin")
        if asked != self.opened:
            self.opened, self.ready, self.refusal = asked, False, ""
            yield
        self.asking = False
        await self._show(visit)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """It changed, or a time was taken."""
        await self._show(await visit_of(self))

    @rx.event
    @public
    async def move(self) -> rx.event.EventSpec | None:
        """ "Auf diese Zeit verschieben"."""
        visit = await visit_of(self)
        starts_at = local_time(self._asked("zeit"))
        try:
            scope, view = await self._find(visit)
            if starts_at is None:
                raise NotFound
            await move_appointment(services(), scope, view.id, starts_at)
        except SlotTaken as fault:
            self.refusal = fault.message
            return rx.redirect(self._address(schritt=MOVE, zeit=""))
        except PortalError as fault:
            self.refusal = fault.message
            return None
        self.refusal = ""
        return rx.redirect(self._address(schritt="", zeit="", tag=""))

    @rx.event
    @public
    async def ask(self) -> None:
        """ "Termin absagen": ask first."""
        self.asking = not self.asking

    @rx.event
    @public
    async def call_off(self) -> None:
        """ "Ja, Termin absagen"."""
        visit = await visit_of(self)
        try:
            scope, view = await self._find(visit)
            await cancel_appointment(services(), scope, view.id)
        except PortalError as fault:
            self.refusal = fault.message
        self.asking = False
        await self._show(visit)

    async def _find(self, visit: Visit) -> tuple[Scope, AppointmentView]:
        """The appointment and as whom it may be changed: by the secret code, or by the account.

        Raises NotFound.
        """
        if code := self._asked("code"):
            return system_scope(), await open_link(services(), code)
        if visit.citizen_id is None or visit.scope is None:
            raise NotFound
        try:
            appointment_id = UUID(self._asked("termin"))
        except ValueError:
            raise NotFound from None
        async with services().database.transaction(visit.scope) as session:
            return visit.scope, view_of(await find_appointment(session, appointment_id))

    async def _show(self, visit: Visit) -> None:
        try:
            scope, view = await self._find(visit)
            self._tell(view)
            await self._show_step(scope, view)
            self.missing = False
        except PortalError:
            self.missing = True
        self.ready = True

    def _tell(self, view: AppointmentView) -> None:
        self.when, self.place, self.address = view.when, view.place, view.address
        service = in_our_words(service_by_slug(view.service))
        self.service_name, self.requirements = service.title, list(service.requirements)
        self.town, self.status = view.municipality_name, view.status_words
        self.called_off = view.status is AppointmentStatus.CANCELLED
        self.may_change = view.may_change
        self.move_href = self._address(schritt=MOVE, zeit="")
        self.back_href = self._address(schritt="", zeit="", tag="")

    async def _show_step(self, scope: Scope, view: AppointmentView) -> None:
        wanted, at = self._asked("schritt"), local_time(self._asked("zeit"))
        changeable = view.may_change or self.called_off
        subjects = [f"appointment:{view.id}"]
        if not changeable or wanted not in (MOVE, CONFIRM):
            self.step, self.heading = SHOW, self.status
        elif wanted == CONFIRM and at is not None:
            self.step, self.heading = CONFIRM, _("Neue Zeit prüfen")
            self.new_when, self.back_href = clock.moment_in_words(at), self.move_href
        else:
            place = place_of(view.municipality, view.office, view.service)
            async with services().database.transaction(scope) as session:
                slots = await free_times(session, place, but=view.id)
            others = [slot for slot in slots if slot.starts_at != view.starts_at]
            self.step, self.heading = MOVE, _("Wann möchten Sie kommen?")
            self.picker = picker_of(others, local_day(self._asked("tag")), self._time_address)
            subjects.append(place.subject)
        watch_found(self, OwnAppointment.refresh, *subjects)

    def _asked(self, name: str) -> str:
        return str(self.router.url.query_parameters.get(name, ""))[:100]

    def _time_address(self, day: date, at: datetime | None) -> str:
        time = written_time(at) if at else ""
        return self._address(tag=day.isoformat(), zeit=time, schritt=CONFIRM if at else MOVE)

    def _address(self, **changes: str) -> str:
        names = ("code", "termin", "tag", "zeit", "schritt")
        chosen = {name: self._asked(name) for name in names} | changes
        query = urlencode({name: value for name, value in chosen.items() if value})
        return localized(f"{PATH}?{query}")


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.el.div(
            rx.el.h1(_("Ihr Termin")),
            rx.cond(
                OwnAppointment.ready,
                rx.cond(OwnAppointment.missing, _missing(), _appointment()),
                skeleton(6),
            ),
            class_name="appointment",
        ),
        tab="Vorgänge",
        header=header(),
        breadcrumb=breadcrumbs((_("Start"), "/"), here=_("Ihr Termin")),
    )


def _appointment() -> rx.Component:
    return two_columns(
        rx.el.div(
            refusal(OwnAppointment.refusal),
            rx.match(OwnAppointment.step, (MOVE, _times()), (CONFIRM, _confirm()), _shown()),
        ),
        box(
            rx.el.h2(_("Das bringen Sie mit")),
            rx.el.p(rx.el.b(OwnAppointment.service_name)),
            tick_list_of(OwnAppointment.requirements),
        ),
    )


def _heading() -> rx.Component:
    return rx.el.h2(OwnAppointment.heading, custom_attrs={"data-step": ""})


def _shown() -> rx.Component:
    return rx.el.div(
        rx.el.section(
            rx.el.div(
                _heading(),
                rx.el.p(rx.el.b(OwnAppointment.when)),
                rx.el.p(OwnAppointment.place, rx.el.br(), OwnAppointment.address),
                aria_live="polite",
            ),
            class_name=rx.cond(
                OwnAppointment.called_off, TONES["Abgelehnt"], "status status--done"
            ),
        ),
        rx.cond(OwnAppointment.may_change, _changes()),
        rx.cond(
            OwnAppointment.called_off,
            button_bar(primary_link(_("Neue Zeit wählen"), OwnAppointment.move_href)),
        ),
    )


def _changes() -> rx.Component:
    sure = rx.el.div(
        rx.el.p(
            _("Möchten Sie den Termin wirklich absagen? Die Zeit bekommt dann jemand anderes.")
        ),
        danger_button(_("Ja, Termin absagen"), on_click=OwnAppointment.call_off),
        text_button(_("Nein, behalten"), on_click=OwnAppointment.ask),
        class_name="withdraw",
    )
    return rx.el.div(
        button_bar(
            primary_link(_("Termin verschieben"), OwnAppointment.move_href),
            secondary_button(_("Termin absagen"), on_click=OwnAppointment.ask),
        ),
        rx.cond(OwnAppointment.asking, sure),
    )


def _times() -> rx.Component:
    return rx.el.div(
        _heading(),
        rx.el.p(
            _("Bis Sie eine neue Zeit gewählt haben, gilt die alte weiter."), class_name="lead"
        ),
        rx.cond(
            OwnAppointment.picker.any_free,
            time_picker(OwnAppointment.picker),
            rx.el.p(
                _("Zurzeit ist nichts anderes frei."), class_name="kern-alert kern-alert--info"
            ),
        ),
        button_bar(secondary_link(_("Zurück"), OwnAppointment.back_href)),
    )


def _confirm() -> rx.Component:
    return rx.el.div(
        _heading(),
        rx.el.dl(
            rx.cond(
                ~OwnAppointment.called_off,
                rx.el.div(rx.el.dt(_("Bisher")), rx.el.dd(OwnAppointment.when)),
            ),
            rx.el.div(rx.el.dt(_("Neu")), rx.el.dd(rx.el.b(OwnAppointment.new_when))),
            rx.el.div(rx.el.dt(_("Ort")), rx.el.dd(OwnAppointment.place)),
            class_name="answers box narrow",
        ),
        button_bar(
            primary_button(
                rx.cond(
                    OwnAppointment.called_off, _("Termin buchen"), _("Auf diese Zeit verschieben")
                ),
                on_click=OwnAppointment.move,
            ),
            secondary_link(_("Zurück"), OwnAppointment.back_href),
        ),
    )


def _missing() -> rx.Component:
    return empty_state(
        _("Diesen Termin haben wir nicht gefunden."),
        _(
            "Vielleicht liegt er schon einige Wochen zurück, oder der Link ist unvollständig. "
            "Öffnen Sie bitte den Link aus der neuesten E-Mail, oder melden Sie sich an."
        ),
        drawing="calendar",
        actions=(
            primary_link(_("Termin vereinbaren"), "/termine/", document=True),
            secondary_link(_("Anmelden"), "/anmelden/?weiter=/vorgaenge/", document=True),
        ),
    )
