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
from portal.web.backoffice.frame import header
from portal.web.components.alerts import refusal
from portal.web.components.buttons import (
    button_bar,
    danger_button,
    secondary_link,
    text_button,
)
from portal.web.components.empty import empty_state, skeleton
from portal.web.components.forms import plain_form, text_area
from portal.web.components.page import backoffice_page
from portal.web.components.tables import card_table, row
from portal.web.guards import internal, staff
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.appointments import cancel_by_staff, note_arrival

PATH = "/verwaltung/termine/"


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


class DayList(rx.State):
    """The appointments of one day in the municipality served."""

    day: str = ""
    heading: str = ""
    lines: list[Line] = []
    earlier_href: str = ""
    later_href: str = ""
    cancelling: str = ""
    cancelling_words: str = ""
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
        return rx.redirect(_address(day))

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
        today = "Heute, " if day == clock.today() else ""
        self.heading = f"{today}{clock.day_in_words(day)}"
        self.earlier_href = _address(day - timedelta(days=1))
        self.later_href = _address(day + timedelta(days=1))
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


def _address(day: date) -> str:
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
    )


def page() -> rx.Component:
    """The page."""
    return backoffice_page(
        rx.el.h1("Termine"),
        rx.el.div(
            secondary_link("Tag davor", DayList.earlier_href),
            secondary_link("Tag danach", DayList.later_href),
            _day_chooser(),
            class_name="bar",
        ),
        rx.el.h2(DayList.heading),
        refusal(DayList.refusal),
        rx.cond(DayList.cancelling != "", _cancel()),
        rx.cond(
            DayList.ready,
            rx.cond(DayList.lines.length() > 0, _table(), _nothing()),
            skeleton(6),
        ),
        current="Termine",
        header=header(),
    )


def _day_chooser() -> rx.Component:
    return plain_form(
        rx.el.label("Tag", html_for="tag", class_name="kern-label"),
        rx.el.input(
            type="date",
            name="tag",
            default_value=DayList.day,
            class_name="kern-form-input__input",
            custom_attrs={"id": "tag"},
        ),
        rx.el.button(
            rx.el.span("Anzeigen", class_name="kern-label"),
            type="submit",
            class_name="kern-btn kern-btn--secondary",
        ),
        on_submit=DayList.choose_day,
        action="/antrag/ohne-skript",
        key=DayList.day,
        class_name="day-chooser",
    )


def _table() -> rx.Component:
    return card_table(
        ("Uhrzeit", "Leistung", "Name", "Stand", "Wo", "Eintragen"),
        rx.foreach(DayList.lines, _row),
        "Termine des Tages",
    )


def _row(line: rx.Var[Line]) -> rx.Component:
    return row(
        rx.el.b(line.clock, class_name="number"),
        line.service,
        rx.fragment(line.name, rx.el.br(), rx.el.span(line.contact, class_name="hint")),
        line.status,
        ("Wo", line.office),
        rx.el.div(
            rx.cond(
                line.may_note,
                rx.fragment(
                    _note("Erschienen", line, True, line.came),
                    _note("Nicht erschienen", line, False, line.missed),
                ),
            ),
            rx.cond(
                line.may_cancel,
                text_button("Absagen", _of(line), on_click=DayList.ask_to_cancel(line.id)),
            ),
            class_name="links",
        ),
    )


def _note(label: str, line: rx.Var[Line], came: bool, pressed: rx.Var[bool]) -> rx.Component:
    return text_button(
        rx.cond(pressed, rx.el.span("✓ ", aria_hidden="true"), rx.fragment()),
        label,
        _of(line),
        on_click=DayList.note(line.id, came),
        aria_pressed=rx.cond(pressed, "true", "false"),
    )


def _of(line: rx.Var[Line]) -> rx.Component:
    """Whose button it is, for who does not see the line."""
    return rx.el.span(": ", line.spoken, class_name="kern-sr-only")


def _cancel() -> rx.Component:
    return plain_form(
        rx.el.h3("Termin absagen: ", DayList.cancelling_words),
        text_area(
            "Ihre Nachricht",
            "text",
            hint="Sie steht in der E-Mail, mit einem Link zu neuen Zeiten.",
            rows=4,
        ),
        button_bar(
            danger_button("Termin absagen", type="submit"),
            text_button("Abbrechen", on_click=DayList.never_mind),
        ),
        on_submit=DayList.cancel,
        action="/antrag/ohne-skript",
        key=DayList.cancelling,
        class_name="box narrow",
    )


def _nothing() -> rx.Component:
    return empty_state(
        "An diesem Tag kommt niemand.",
        "Sobald jemand einen Termin bucht, steht er hier.",
        drawing="calendar",
    )
