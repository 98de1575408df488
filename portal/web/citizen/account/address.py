"""The pages around the address one signs in with: another one, and taking it back."""

import reflex as rx

from portal.identity import has_signed_in_recently, take_flash
from portal.persistence.database import system_scope
from portal.shared.language import _
from portal.web.citizen.account.confirm import to_confirmation
from portal.web.citizen.account.demo_mailbox import demo_mailbox
from portal.web.citizen.chrome import header
from portal.web.components.alerts import alert
from portal.web.components.buttons import button_bar, danger_button, primary_button
from portal.web.components.error_summary import error_summary
from portal.web.components.forms import text_input
from portal.web.components.links import internal_link
from portal.web.components.native_form import native_form
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.guards import citizens
from portal.web.services import services
from portal.web.session import visit_of

PATH = "/konto/adresse/"


class NewAddress(rx.State):
    """The page "E-Mail-Adresse ändern": only for who has just proved who they are."""

    ready: bool = False
    sent: bool = False
    current: str = ""
    typed: str = ""
    fault: str = ""
    drawing: int = 0

    @rx.var
    def errors(self) -> list[tuple[str, str]]:
        """What the error summary lists."""
        return [("f-email", self.fault)] if self.fault else []

    @rx.event
    @citizens
    async def load(self) -> rx.event.EventSpec | None:
        """What was wrong last time, once."""
        visit = await visit_of(self)
        if visit.session is None:
            return None
        self.sent = self.router.url.query_parameters.get("gesendet", "") == "1"
        if not self.sent and not has_signed_in_recently(visit.session):
            return to_confirmation(self)
        async with services().database.transaction(system_scope()) as session:
            note = await take_flash(session, visit.session.id)
        self.fault = note.get("faults", {}).get("email", "")
        self.typed = note.get("typed", {}).get("email", "")
        self.current, self.ready = visit.session.email, True
        self.drawing += 1 if note else 0
        return None


def page() -> rx.Component:
    """ "E-Mail-Adresse ändern"."""
    return citizen_page(
        rx.el.h1(_("E-Mail-Adresse ändern")),
        rx.cond(NewAddress.ready, rx.cond(NewAddress.sent, _sent(), _ask())),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs(
            (_("Mein Konto"), "/konto/"),
            (_("Anmeldung und Sicherheit"), "/konto/sicherheit/"),
            here=_("E-Mail-Adresse ändern"),
        ),
    )


def _ask() -> rx.Component:
    return rx.el.div(
        error_summary(NewAddress.errors),
        rx.el.p(
            _("Zurzeit melden Sie sich mit {address} an.").format(address=NewAddress.current),
            class_name="lead",
        ),
        native_form(
            text_input(
                _("Neue E-Mail-Adresse"),
                "email",
                kind="email",
                hint=_("Dorthin schicken wir Ihnen einen Link zur Bestätigung."),
                error=NewAddress.fault,
                default_value=NewAddress.typed,
                auto_complete="email",
                custom_attrs={"inputMode": "email"},
            ),
            button_bar(
                primary_button(_("Link schicken"), type="submit"),
                internal_link(_("Abbrechen"), href="/konto/sicherheit/"),
            ),
            action=PATH,
            key=NewAddress.drawing,
        ),
        class_name="narrow",
    )


def _sent() -> rx.Component:
    return rx.el.div(
        alert(_("Bitte sehen Sie in Ihr neues Postfach."), tone="success", live=True),
        rx.el.p(
            _(
                "Öffnen Sie den Link in der E-Mail innerhalb von 24 Stunden, am besten auf diesem "
                "Gerät. Bis dahin melden Sie sich wie bisher an. An Ihre bisherige Adresse "
                "schreiben wir auch, damit niemand sie ohne Ihr Wissen ändert."
            )
        ),
        demo_mailbox(),
        rx.el.p(internal_link(_("Anmeldung und Sicherheit"), href="/konto/sicherheit/")),
        class_name="narrow",
    )


def undo_page() -> rx.Component:
    """ "Konto zurückholen": where the link in the old mailbox leads."""
    return citizen_page(
        rx.el.h1(_("Konto zurückholen")),
        rx.el.div(
            rx.el.p(
                _(
                    "Jemand wollte für Ihr Konto eine andere E-Mail-Adresse eintragen. Waren Sie "
                    "das nicht, holen Sie es hier zurück."
                ),
                class_name="lead",
            ),
            rx.el.ul(
                rx.el.li(_("Ihre bisherige E-Mail-Adresse gilt wieder.")),
                rx.el.li(_("Alle Geräte werden abgemeldet.")),
                rx.el.li(
                    _("Das bisherige Passwort gilt nicht mehr. Sie legen gleich ein neues fest.")
                ),
            ),
            native_form(
                button_bar(
                    danger_button(_("Das war ich nicht: Konto zurückholen"), type="submit"),
                    internal_link(_("Doch, das war ich"), href="/"),
                ),
                action="/konto/adresse/zurueck/",
            ),
            class_name="narrow",
        ),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs((_("Start"), "/"), here=_("Konto zurückholen")),
    )
