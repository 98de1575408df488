"""The pages around the password: forgotten, set anew by a link, changed by who is signed in.

What is typed is posted to routes (web/http/passwords.py) and never passes through a state.
"""

import reflex as rx

from portal.identity import has_signed_in_recently, take_flash
from portal.persistence.database import system_scope
from portal.shared.language import _
from portal.web.citizen.account.confirm import to_confirmation
from portal.web.citizen.account.demo_mailbox import demo_mailbox
from portal.web.citizen.account.state import Entry
from portal.web.citizen.chrome import header
from portal.web.components.alerts import alert
from portal.web.components.buttons import button_bar, primary_button
from portal.web.components.error_summary import error_summary
from portal.web.components.forms import password_input, text_input, whose_password
from portal.web.components.links import Words, internal_link
from portal.web.components.native_form import native_form
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.guards import citizens
from portal.web.services import services
from portal.web.session import visit_of

CHANGE_PATH = "/konto/passwort/"


class NewPassword(rx.State):
    """The page "Passwort ändern": only for who has just proved who they are."""

    ready: bool = False
    email: str = ""
    fault: str = ""

    @rx.var
    def errors(self) -> list[tuple[str, str]]:
        """What the error summary lists."""
        return [("f-password", self.fault)] if self.fault else []

    @rx.event
    @citizens
    async def load(self) -> rx.event.EventSpec | None:
        """What was wrong last time, once."""
        visit = await visit_of(self)
        if visit.session is None:
            return None
        if not has_signed_in_recently(visit.session):
            return to_confirmation(self)
        async with services().database.transaction(system_scope()) as session:
            note = await take_flash(session, visit.session.id)
        self.fault = note.get("faults", {}).get("password", "")
        self.email, self.ready = visit.session.email, True
        return None


def forgotten_page() -> rx.Component:
    """ "Passwort vergessen": ask for the link."""
    return citizen_page(
        rx.el.h1(_("Passwort vergessen")),
        rx.cond(Entry.sent, _sent(), _ask()),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs(
            (_("Start"), "/"), (_("Anmelden"), "/anmelden/"), here=_("Passwort vergessen")
        ),
    )


def _ask() -> rx.Component:
    return rx.el.div(
        rx.cond(
            Entry.form_fault != "",
            alert(Entry.form_fault, tone="danger", live=True),
            error_summary(Entry.errors),
        ),
        rx.el.p(
            _("Wir schicken Ihnen einen Link, mit dem Sie ein neues Passwort festlegen."),
            class_name="lead",
        ),
        native_form(
            text_input(
                _("E-Mail-Adresse"),
                "email",
                kind="email",
                hint=_("Die Adresse, mit der Sie sich anmelden."),
                error=Entry.email_fault,
                default_value=Entry.email,
                auto_complete="username",
                custom_attrs={"inputMode": "email"},
            ),
            button_bar(
                primary_button(_("Link schicken"), type="submit"),
                internal_link(_("Zurück zur Anmeldung"), href="/anmelden/"),
            ),
            action="/passwort/vergessen/",
            key=Entry.drawing,
        ),
        class_name="narrow",
    )


def _sent() -> rx.Component:
    return rx.el.div(
        alert(_("Bitte sehen Sie in Ihr Postfach."), tone="success", live=True),
        rx.el.p(
            _(
                "Wenn es zu dieser Adresse ein Konto gibt, ist eine E-Mail mit einem Link "
                "unterwegs. Der Link gilt eine Stunde. Nichts angekommen? Sehen Sie auch im "
                "Spam-Ordner nach, und prüfen Sie die Schreibweise der Adresse."
            )
        ),
        rx.el.p(internal_link(_("Zurück zur Anmeldung"), href="/anmelden/")),
        demo_mailbox(),
        class_name="narrow",
    )


def new_page() -> rx.Component:
    """ "Neues Passwort": where the mailed link leads."""
    return citizen_page(
        rx.el.h1(_("Neues Passwort")),
        error_summary(Entry.errors),
        _form("/passwort/neu/", Entry.password_fault, ""),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs((_("Anmelden"), "/anmelden/"), here=_("Neues Passwort")),
    )


def change_page() -> rx.Component:
    """ "Passwort ändern"."""
    return citizen_page(
        rx.el.h1(_("Passwort ändern")),
        error_summary(NewPassword.errors),
        rx.cond(NewPassword.ready, _form(CHANGE_PATH, NewPassword.fault, NewPassword.email)),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs(
            (_("Mein Konto"), "/konto/"),
            (_("Anmeldung und Sicherheit"), "/konto/sicherheit/"),
            here=_("Passwort ändern"),
        ),
    )


def _form(action: str, fault: rx.Var[str], email: Words) -> rx.Component:
    return native_form(
        whose_password(email) if not isinstance(email, str) else rx.fragment(),
        password_input(
            _("Neues Passwort"),
            hint=_("Mindestens 12 Zeichen. Am besten ein ganzer Satz, den nur Sie kennen."),
            error=fault,
            auto_complete="new-password",
        ),
        rx.el.p(
            _("Auf allen anderen Geräten werden Sie damit abgemeldet."),
            class_name="hint",
        ),
        button_bar(primary_button(_("Passwort speichern"), type="submit")),
        action=action,
        class_name="narrow",
    )
