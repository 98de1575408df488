"""The pages "Anmelden", "Konto erstellen" and "Mein Konto"."""

import reflex as rx

from portal.settings import load_settings
from portal.web.citizen.account.identify import identify_section
from portal.web.citizen.account.state import Account, Draft, Entry
from portal.web.citizen.chrome import header
from portal.web.components.alerts import alert
from portal.web.components.buttons import (
    button_bar,
    primary_button,
    secondary_button,
    secondary_link,
)
from portal.web.components.cards import box
from portal.web.components.empty import skeleton
from portal.web.components.error_summary import error_summary
from portal.web.components.forms import password_input, text_input
from portal.web.components.links import document_link, internal_link
from portal.web.components.native_form import native_form
from portal.web.components.page import breadcrumbs, citizen_page, two_columns


def sign_in_page() -> rx.Component:
    """ "Anmelden"."""
    return citizen_page(
        two_columns(
            rx.el.div(
                rx.el.h1("Anmelden"),
                error_summary(Entry.errors),
                rx.cond(Entry.notice != "", alert(Entry.notice, tone="success", live=True)),
                rx.cond(Entry.sent, _look_into_mailbox()),
                sign_in_form("/anmelden/"),
            ),
            _why_account(),
        ),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs(("Start", "/"), here="Anmelden"),
    )


def sign_in_form(action: str) -> rx.Component:
    """Address and password, posted to a route: the cookie comes with a page load."""
    extra = (
        [secondary_link("Konto erstellen", Entry.register_path, document=True)]
        if action == "/anmelden/"
        else []
    )
    return native_form(
        text_input(
            "E-Mail-Adresse",
            "email",
            kind="email",
            error=Entry.email_fault,
            default_value=Entry.email,
            auto_complete="username",
            custom_attrs={"inputMode": "email"},
        ),
        password_input(
            "Passwort",
            error=rx.cond(Entry.form_fault != "", Entry.form_fault, Entry.password_fault),
        ),
        rx.el.input(type="hidden", name="weiter", value=Entry.continue_to, read_only=True),
        rx.el.input(type="hidden", name="bestaetigung", value=Entry.link_code, read_only=True),
        button_bar(primary_button("Anmelden", type="submit"), *extra),
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
        breadcrumb=breadcrumbs(("Start", "/"), ("Anmelden", "/anmelden/"), here="Konto erstellen"),
    )


def _register() -> rx.Component:
    return two_columns(
        rx.el.div(
            rx.el.h1("Konto erstellen"),
            error_summary(Entry.errors),
            rx.el.p(
                "Ein Konto genügt für alle Kommunen in diesem Portal. Was Sie schon eingegeben "
                "haben, bleibt erhalten.",
                class_name="lead",
            ),
            _register_form(),
        ),
        _why_account(),
    )


def _register_form() -> rx.Component:
    return native_form(
        text_input(
            "Vor- und Nachname",
            "display_name",
            error=Entry.name_fault,
            default_value=Entry.display_name,
            auto_complete="name",
        ),
        text_input(
            "E-Mail-Adresse",
            "email",
            kind="email",
            hint="Dorthin schicken wir Ihnen einen Link zur Bestätigung.",
            error=Entry.email_fault,
            default_value=Entry.email,
            auto_complete="email",
            custom_attrs={"inputMode": "email"},
        ),
        password_input(
            "Passwort",
            hint="Mindestens 12 Zeichen. Am besten ein ganzer Satz, den nur Sie kennen.",
            error=Entry.password_fault,
            auto_complete="new-password",
        ),
        rx.el.input(type="hidden", name="weiter", value=Entry.continue_to, read_only=True),
        button_bar(
            primary_button("Konto erstellen", type="submit"),
            document_link("Ich habe schon ein Konto", href=Entry.sign_in_path),
        ),
        action="/registrieren/",
        key=Entry.drawing,
        class_name="narrow",
    )


def _sent() -> rx.Component:
    return rx.el.div(
        rx.el.h1("Konto erstellen"),
        _look_into_mailbox(),
        rx.el.p(
            "Öffnen Sie den Link in der E-Mail, am besten auf diesem Gerät. Danach geht es genau "
            "dort weiter, wo Sie waren. Der Link gilt 24 Stunden.",
        ),
        rx.cond(
            load_settings().demo,
            rx.el.p(
                "In der Vorführung liegt die E-Mail im ",
                document_link("Demo-Postfach", href="/demo/postfach/"),
                ".",
            ),
        ),
        class_name="narrow",
    )


def _look_into_mailbox() -> rx.Component:
    return alert("Wir haben Ihnen eine E-Mail geschickt.", tone="success", live=True)


def _why_account() -> rx.Component:
    return box(
        rx.el.h2("Wozu ein Konto?"),
        rx.el.ul(
            rx.el.li("Sie sehen jederzeit, wie weit Ihr Antrag ist."),
            rx.el.li("Angefangene Anträge bleiben gespeichert."),
            rx.el.li("Es gilt in allen Kommunen des Portals."),
            class_name="plain-list",
        ),
    )


def account_page() -> rx.Component:
    """ "Mein Konto"."""
    return citizen_page(
        rx.el.h1("Mein Konto"),
        rx.cond(Account.ready, _account(), skeleton(5)),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs(("Start", "/"), here="Mein Konto"),
    )


def _account() -> rx.Component:
    return two_columns(
        rx.el.div(
            rx.el.h2("Angefangene Anträge"),
            rx.el.div(
                rx.cond(Account.deleted != "", alert(Account.deleted, tone="success")),
                role="status",
            ),
            rx.cond(
                Account.drafts.length() > 0,
                rx.el.ul(rx.foreach(Account.drafts, _draft), class_name="basket"),
                rx.el.p("Hier liegt zurzeit kein Entwurf."),
            ),
            rx.el.p(
                internal_link("Meine Vorgänge ansehen", href="/vorgaenge/", class_name="quiet-link")
            ),
            identify_section(),
        ),
        box(
            rx.el.h2("Ihre Daten"),
            rx.el.dl(
                rx.el.dt("Name"),
                rx.el.dd(Account.name),
                rx.el.dt("E-Mail-Adresse"),
                rx.el.dd(Account.email),
                rx.el.dt("Nachweis"),
                rx.el.dd(Account.level),
                class_name="glance",
            ),
            sign_out_form("/abmelden/"),
        ),
    )


def _draft(draft: rx.Var[Draft]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(draft.title),
            rx.el.p(draft.municipality, " · gespeichert ", draft.saved, class_name="hint"),
            rx.el.p(
                "Wird am ",
                draft.ends,
                " gelöscht, wenn Sie ihn vorher nicht mehr öffnen.",
                class_name="hint",
            ),
        ),
        rx.el.div(
            document_link("Weiter ausfüllen", href=draft.href),
            rx.el.details(
                rx.el.summary(
                    "Entwurf löschen", rx.el.span(": ", draft.title, class_name="kern-sr-only")
                ),
                rx.el.p("Alle Angaben und Dateien dieses Entwurfs sind dann weg."),
                secondary_button(
                    "Endgültig löschen", on_click=Account.delete_draft(draft.application_id)
                ),
                class_name="help",
            ),
            class_name="links",
        ),
        key=draft.application_id,
    )


def sign_out_form(action: str) -> rx.Component:
    """A POST, so that no foreign page can sign anybody out."""
    return native_form(
        rx.el.button(
            rx.el.span("Abmelden", class_name="kern-label"),
            type="submit",
            class_name="kern-btn kern-btn--secondary",
        ),
        action=action,
    )
