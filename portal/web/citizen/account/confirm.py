"""The page "Bitte bestätigen Sie, dass Sie es sind", before something that may cost the account."""

from urllib.parse import quote

import reflex as rx

from portal.identity import path_within_portal, take_flash
from portal.persistence.database import system_scope
from portal.shared.language import _
from portal.web.citizen.account.servicekonto import confirm_by_service_account
from portal.web.citizen.chrome import header
from portal.web.components.buttons import button_bar, primary_button
from portal.web.components.error_summary import error_summary
from portal.web.components.forms import password_input, whose_password
from portal.web.components.links import document_link
from portal.web.components.native_form import native_form
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.components.passkeys import passkey_button
from portal.web.guards import citizens
from portal.web.language import localized
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow.passkeys import passkeys_of

CONFIRM_PATH = "/anmelden/bestaetigen/"


def to_confirmation(state: rx.State, path: str = "") -> rx.event.EventSpec:
    """Lead the tab to the page, and afterwards back to `path` (this page unless told)."""
    there = path or state.router.url.path
    return rx.redirect(f"{localized(CONFIRM_PATH)}?weiter={quote(there, safe='/')}")


class Confirm(rx.State):
    """Whose password is asked for, and where to go on with it."""

    continue_to: str = ""
    email: str = ""
    fault: str = ""
    has_passkey: bool = False

    @rx.var
    def errors(self) -> list[tuple[str, str]]:
        """What the error summary lists."""
        return [("f-password", self.fault)] if self.fault else []

    @rx.event
    @citizens
    async def load(self) -> None:
        """Show what was wrong last time, once."""
        visit = await visit_of(self)
        if visit.session is None:
            return
        wanted = self.router.url.query_parameters.get("weiter", "")
        self.continue_to = path_within_portal(wanted) if wanted else ""
        self.email = visit.session.email
        self.has_passkey = bool(await passkeys_of(services(), visit.session))
        async with services().database.transaction(system_scope()) as session:
            note = await take_flash(session, visit.session.id)
        self.fault = note.get("faults", {}).get("form", "")


def page() -> rx.Component:
    """The password once more."""
    return citizen_page(
        rx.el.h1(_("Bitte bestätigen Sie, dass Sie es sind")),
        error_summary(Confirm.errors),
        rx.el.p(
            _(
                "Was Sie ändern möchten, betrifft die Sicherheit Ihres Kontos. Deshalb fragen wir "
                "noch einmal nach. Das gilt dann für zehn Minuten."
            ),
            class_name="lead",
        ),
        _password(),
        rx.cond(Confirm.has_passkey, _passkey()),
        confirm_by_service_account(Confirm.continue_to),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs(
            (_("Mein Konto"), "/konto/"),
            (_("Anmeldung und Sicherheit"), "/konto/sicherheit/"),
            here=_("Bestätigen"),
        ),
    )


def _passkey() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Oder mit einem Passkey"), id="passkey"),
        passkey_button(_("Mit Passkey bestätigen"), "confirm", Confirm.continue_to),
        aria_labelledby="passkey",
    )


def _password() -> rx.Component:
    return native_form(
        whose_password(Confirm.email),
        password_input(_("Passwort"), error=Confirm.fault),
        rx.el.input(type="hidden", name="weiter", value=Confirm.continue_to, read_only=True),
        button_bar(
            primary_button(_("Bestätigen"), type="submit"),
            document_link(_("Abbrechen"), href="/konto/sicherheit/"),
        ),
        action=CONFIRM_PATH,
        class_name="narrow",
    )
