"""The pages "Anmelden" and "Konto erstellen"."""

import reflex as rx

from portal.settings import load_settings
from portal.shared.language import _
from portal.web.citizen.account.demo_mailbox import demo_mailbox
from portal.web.citizen.account.servicekonto import (
    ServiceAccountChoice,
    service_account_buttons,
)
from portal.web.citizen.account.state import Entry
from portal.web.citizen.chrome import Chrome, header
from portal.web.components.alerts import alert
from portal.web.components.buttons import button_bar, primary_button, secondary_link
from portal.web.components.cards import box
from portal.web.components.error_summary import error_summary
from portal.web.components.forms import password_input, text_input
from portal.web.components.links import document_link, internal_link
from portal.web.components.native_form import native_form
from portal.web.components.page import breadcrumbs, citizen_page, two_columns
from portal.web.components.passkeys import passkey_button
from portal.web.language import localized


def sign_in_page() -> rx.Component:
    """ "Anmelden"."""
    return citizen_page(
        two_columns(
            rx.el.div(
                rx.el.h1(_("Anmelden")),
                error_summary(Entry.errors),
                rx.cond(Entry.notice != "", alert(Entry.notice, tone="success", live=True)),
                rx.cond(Entry.run_out & (Entry.form_fault == ""), run_out()),
                rx.cond(Entry.sent, _look_into_mailbox()),
                sign_in_form("/anmelden/"),
                _passkey(),
                _service_accounts(),
                _status_by_code(),
            ),
            _why_account(),
        ),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs((_("Start"), "/"), here=_("Anmelden")),
    )


def _passkey() -> rx.Component:
    if not load_settings().offers_passkeys:
        return rx.fragment()
    return rx.el.section(
        rx.el.h2(_("Mit einem Passkey"), id="passkey"),
        rx.el.p(_("Wenn Sie in Ihrem Konto einen Passkey eingerichtet haben.")),
        passkey_button(_("Mit Passkey anmelden"), "sign_in", Entry.continue_to),
        aria_labelledby="passkey",
    )


def _status_by_code() -> rx.Component:
    """Who only wants to know how far an application is need not sign in, where that is offered."""
    return rx.cond(
        Chrome.guest_status,
        rx.el.p(internal_link(_("Stand ohne Anmeldung abfragen"), href="/status/")),
    )


def _service_accounts() -> rx.Component:
    """The other way in, where this municipality offers one."""
    return rx.cond(
        ServiceAccountChoice.choices.length() > 0,
        rx.el.section(
            rx.el.h2(_("Mit dem Servicekonto"), id="servicekonto"),
            rx.el.p(
                _(
                    "Mit BundID oder dem Servicekonto Ihres Landes brauchen Sie hier kein "
                    "Passwort. Ihr Name und Ihre Anschrift kommen von dort."
                )
            ),
            service_account_buttons(ServiceAccountChoice.choices, continue_to=Entry.continue_to),
            aria_labelledby="servicekonto",
        ),
    )


def run_out() -> rx.Component:
    """Why one is asked to sign in again, and that nothing is lost."""
    return alert(
        _("Ihre Anmeldung ist abgelaufen"),
        _(
            "Zu Ihrer Sicherheit endet sie nach einer Stunde ohne Eingabe, nach zwölf Stunden oder "
            "wenn Sie sie auf einem anderen Gerät beenden. "
            "Melden Sie sich bitte wieder an: Dann geht es dort weiter, wo Sie waren. Was "
            "gespeichert war, ist noch da."
        ),
        tone="warning",
        live=True,
    )


def sign_in_form(action: str) -> rx.Component:
    """Address and password, posted to a route: the cookie comes with a page load."""
    extra = (
        [
            secondary_link(
                _("Konto erstellen"), localized("/registrieren/") + Entry.going_on, document=True
            )
        ]
        if action == "/anmelden/"
        else []
    )
    return native_form(
        text_input(
            _("E-Mail-Adresse"),
            "email",
            kind="email",
            error=Entry.email_fault,
            default_value=Entry.email,
            auto_complete="username",
            custom_attrs={"inputMode": "email"},
        ),
        password_input(
            _("Passwort"),
            error=rx.cond(Entry.form_fault != "", Entry.form_fault, Entry.password_fault),
        ),
        rx.el.input(type="hidden", name="weiter", value=Entry.continue_to, read_only=True),
        rx.el.input(type="hidden", name="bestaetigung", value=Entry.link_code, read_only=True),
        button_bar(primary_button(_("Anmelden"), type="submit"), *extra),
        rx.el.p(
            internal_link(
                _("Passwort vergessen?"), href="/passwort/vergessen/", class_name="quiet-link"
            )
        ),
        action=action,
        key=Entry.drawing,
        class_name="narrow",
    )


def register_page() -> rx.Component:
    """ "Konto erstellen"."""
    return citizen_page(
        rx.cond(Entry.sent, _sent(), _register()),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs(
            (_("Start"), "/"), (_("Anmelden"), "/anmelden/"), here=_("Konto erstellen")
        ),
    )


def _register() -> rx.Component:
    return two_columns(
        rx.el.div(
            rx.el.h1(_("Konto erstellen")),
            error_summary(Entry.errors),
            rx.el.p(
                _(
                    "Ein Konto genügt für alle Kommunen in diesem Portal. Was Sie schon "
                    "eingegeben haben, bleibt erhalten."
                ),
                class_name="lead",
            ),
            _register_form(),
        ),
        _why_account(),
    )


def _register_form() -> rx.Component:
    return native_form(
        text_input(
            _("Vor- und Nachname"),
            "display_name",
            error=Entry.name_fault,
            default_value=Entry.display_name,
            auto_complete="name",
        ),
        text_input(
            _("E-Mail-Adresse"),
            "email",
            kind="email",
            hint=_("Dorthin schicken wir Ihnen einen Link zur Bestätigung."),
            error=Entry.email_fault,
            default_value=Entry.email,
            auto_complete="email",
            custom_attrs={"inputMode": "email"},
        ),
        password_input(
            _("Passwort"),
            hint=_("Mindestens 12 Zeichen. Am besten ein ganzer Satz, den nur Sie kennen."),
            error=Entry.password_fault,
            auto_complete="new-password",
        ),
        rx.el.input(type="hidden", name="weiter", value=Entry.continue_to, read_only=True),
        button_bar(
            primary_button(_("Konto erstellen"), type="submit"),
            document_link(
                _("Ich habe schon ein Konto"), href=localized("/anmelden/") + Entry.going_on
            ),
        ),
        action="/registrieren/",
        key=Entry.drawing,
        class_name="narrow",
    )


def _sent() -> rx.Component:
    return rx.el.div(
        rx.el.h1(_("Konto erstellen")),
        _look_into_mailbox(),
        rx.el.p(
            _(
                "Öffnen Sie den Link in der E-Mail, am besten auf diesem Gerät. Danach geht es "
                "genau dort weiter, wo Sie waren. Der Link gilt 24 Stunden."
            ),
        ),
        demo_mailbox(),
        class_name="narrow",
    )


def _look_into_mailbox() -> rx.Component:
    return alert(_("Wir haben Ihnen eine E-Mail geschickt."), tone="success", live=True)


def _why_account() -> rx.Component:
    return box(
        rx.el.h2(_("Wozu ein Konto?")),
        rx.el.ul(
            rx.el.li(_("Sie sehen jederzeit, wie weit Ihr Antrag ist.")),
            rx.el.li(_("Angefangene Anträge bleiben gespeichert.")),
            rx.el.li(_("Es gilt in allen Kommunen des Portals.")),
            class_name="plain-list",
        ),
    )
