"""The page "Stand abfragen": reference and secret code instead of signing in.

Both are sent as an event, so neither stands in an address or a server's log of addresses.
"""

from dataclasses import dataclass, field

import reflex as rx
from reflex_base.utils.form import FormData

from portal.cases.guest_status import GuestStatus
from portal.errors import PortalError
from portal.shared.language import _
from portal.web.citizen.chrome import header
from portal.web.components.alerts import alert
from portal.web.components.buttons import (
    button_bar,
    primary_button,
    primary_link,
    secondary_button,
)
from portal.web.components.cards import box
from portal.web.components.empty import empty_state, skeleton
from portal.web.components.error_summary import error_summary
from portal.web.components.forms import plain_form, text_input
from portal.web.components.page import breadcrumbs, citizen_page, two_columns
from portal.web.components.status import status_box
from portal.web.durations import usual_duration
from portal.web.form_data import texts_of
from portal.web.guards import public
from portal.web.services import services
from portal.web.session import network_of_tab, visit_of
from portal.workflow.guest_status import ask_for_status

PATH = "/status/"
_LONGEST = 60


@dataclass(frozen=True)
class ShownStatus:
    """What reference and code have opened; nothing without `reference`."""

    reference: str = ""
    status: str = ""
    meaning: str = ""
    since: str = ""
    awaited: str = ""
    duration: str = ""
    next_steps: list[str] = field(default_factory=list)


class GuestPage(rx.State):
    """The page's form and its answer; a code is never kept in it."""

    offered: bool = False
    reference: str = ""
    found: ShownStatus = ShownStatus()
    errors: list[tuple[str, str]] = []
    reference_error: str = ""
    code_error: str = ""
    drawing: int = 0
    ready: bool = False

    @rx.event
    @public
    async def load(self) -> None:
        """An empty form: what was opened before is gone when the page is opened again."""
        visit = await visit_of(self)
        self.offered = bool(visit.municipality and visit.municipality.guest_status)
        self.found, self.reference = ShownStatus(), ""
        self._tell_faults("", "")
        self.drawing += 1
        self.ready = True

    @rx.event
    @public
    async def ask(self, form_data: FormData) -> None:
        """ "Stand anzeigen"."""
        visit = await visit_of(self)
        if visit.municipality is None:
            return
        typed = texts_of(form_data)
        self.reference = str(typed.get("aktenzeichen", "")).strip()[:_LONGEST]
        code = str(typed.get("code", "")).strip()[:_LONGEST]
        self.found = ShownStatus()
        self._tell_faults(
            "" if self.reference else _("Bitte geben Sie Ihr Aktenzeichen ein."),
            "" if code else _("Bitte geben Sie Ihren Code ein."),
        )
        if self.errors:
            return
        town, network = visit.municipality.slug, network_of_tab(self)
        try:
            status = await ask_for_status(services(), town, self.reference, code, network)
        except PortalError as fault:
            self._tell_faults("", fault.message)
            return
        self.found = await _shown(status)
        self.drawing += 1

    @rx.event
    @public
    async def ask_again(self) -> None:
        """ "Anderen Vorgang abfragen": what was shown is gone."""
        self.found, self.reference = ShownStatus(), ""
        self.drawing += 1

    def _tell_faults(self, reference: str, code: str) -> None:
        self.reference_error, self.code_error = reference, code
        faults = [("f-aktenzeichen", reference), ("f-code", code)]
        self.errors = [fault for fault in faults if fault[1]]


async def _shown(status: GuestStatus) -> ShownStatus:
    duration = await usual_duration(*status.duration_of) if status.duration_of else ""
    return ShownStatus(
        reference=status.reference,
        status=status.status,
        meaning=status.meaning,
        since=_("seit {moment}").format(moment=status.since),
        awaited=status.awaited,
        duration=duration,
        next_steps=list(status.next_steps),
    )


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.el.h1(_("Stand abfragen")),
        rx.cond(
            GuestPage.ready,
            rx.cond(GuestPage.offered, _asking(), _not_offered()),
            skeleton(4),
        ),
        tab="Vorgänge",
        header=header(),
        breadcrumb=breadcrumbs((_("Start"), "/"), here=_("Stand abfragen")),
    )


def _asking() -> rx.Component:
    return two_columns(
        rx.cond(GuestPage.found.reference != "", _status(), _form()),
        box(
            rx.el.h2(_("Woher bekomme ich den Code?")),
            rx.el.p(
                _(
                    "Melden Sie sich an, öffnen Sie Ihren Vorgang und wählen Sie „Code erstellen“. "
                    "Wir zeigen ihn nur einmal. Schreiben Sie ihn auf, oder geben Sie ihn "
                    "jemandem, dem Sie vertrauen."
                )
            ),
            rx.el.p(
                _(
                    "Mit Aktenzeichen und Code sieht man nur, wie weit ein Antrag ist: keinen "
                    "Namen, keine Angaben und keine Nachrichten."
                )
            ),
        ),
    )


def _form() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            _("Wie weit ist ein Antrag? Das sehen Sie hier, ohne sich anzumelden."),
            class_name="lead",
        ),
        error_summary(GuestPage.errors),
        plain_form(
            text_input(
                _("Aktenzeichen"),
                "aktenzeichen",
                hint=_("Zum Beispiel PAP-2026-000123. Es steht in unseren E-Mails und Briefen."),
                error=GuestPage.reference_error,
                default_value=GuestPage.reference,
                auto_complete="off",
                auto_capitalize="characters",
                spell_check=False,
                max_length=_LONGEST,
            ),
            text_input(
                _("Code"),
                "code",
                hint=_("16 Buchstaben und Ziffern. Die Striche können Sie weglassen."),
                error=GuestPage.code_error,
                auto_complete="off",
                auto_capitalize="characters",
                spell_check=False,
                max_length=_LONGEST,
            ),
            button_bar(primary_button(_("Stand anzeigen"), type="submit")),
            on_submit=GuestPage.ask,
            action="/antrag/ohne-skript",
            key=GuestPage.drawing,
        ),
    )


def _status() -> rx.Component:
    found = GuestPage.found
    return rx.el.div(
        rx.el.p(_("Aktenzeichen"), " ", rx.el.b(found.reference)),
        status_box(
            found.status,
            rx.cond(found.meaning != "", rx.el.p(found.meaning)),
            rx.el.p(found.since, class_name="hint"),
        ),
        rx.cond(
            found.awaited != "",
            alert(
                found.awaited,
                rx.el.p(_("Melden Sie sich dazu bitte an und öffnen Sie Ihren Vorgang.")),
                tone="warning",
            ),
        ),
        rx.cond(
            found.next_steps.length() > 0,
            rx.el.section(
                rx.el.h2(_("So geht es weiter")),
                rx.el.ol(rx.foreach(found.next_steps, rx.el.li)),
            ),
        ),
        rx.cond(found.duration != "", rx.el.p(_("Übliche Dauer:"), " ", rx.el.b(found.duration))),
        button_bar(
            primary_link(
                _("Anmelden und Vorgang öffnen"), "/anmelden/?weiter=/vorgaenge/", document=True
            ),
            secondary_button(_("Anderen Vorgang abfragen"), on_click=GuestPage.ask_again),
        ),
    )


def _not_offered() -> rx.Component:
    return empty_state(
        _("Hier sehen Sie den Stand Ihres Antrags nach dem Anmelden."),
        _("Diese Kommune gibt ohne Anmeldung keine Auskunft über Anträge."),
        drawing="cases",
        actions=(primary_link(_("Anmelden"), "/anmelden/?weiter=/vorgaenge/", document=True),),
    )
