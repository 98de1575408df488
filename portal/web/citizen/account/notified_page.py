"""How "Benachrichtigungen" is drawn. Which words about this browser are shown, assets/js/push.js
says: it alone knows what the browser can and was told."""

import reflex as rx

from portal.shared.language import _
from portal.web.citizen.account.notified import MAIL, PUSH, Notified, Phone, Row
from portal.web.citizen.chrome import header
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import (
    button_bar,
    primary_button,
    secondary_button,
    text_button,
)
from portal.web.components.empty import skeleton
from portal.web.components.forms import plain_form
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.components.scripts import script


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.el.h1(_("Benachrichtigungen")),
        rx.cond(Notified.ready, _content(), skeleton(6)),
        script("push"),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs((_("Mein Konto"), "/konto/"), here=_("Benachrichtigungen")),
    )


def _content() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            _(
                "Wenn sich bei Ihren Anträgen etwas tut, schreiben wir Ihnen. Sie entscheiden, wie."
                " Alles steht außerdem immer unter „Meine Vorgänge“."
            ),
            class_name="lead",
        ),
        rx.el.div(
            rx.cond(Notified.done != "", alert(Notified.done, tone="success")), role="status"
        ),
        refusal(Notified.refusal),
        rx.cond(Notified.push_key != "", _this_browser()),
        _choice(),
        class_name="narrow",
    )


def _choice() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Wie möchten Sie davon erfahren?"), id="wege"),
        plain_form(
            rx.foreach(Notified.rows, _group),
            rx.el.p(
                _(
                    "Das Wichtigste kommt immer auch per E-Mail, zum Beispiel die Bestätigung,"
                    " dass Ihr Antrag da ist, Entscheidungen und alles zur Sicherheit Ihres"
                    " Kontos. Nimmt kein Gerät eine Mitteilung an, schreiben wir stattdessen eine"
                    " E-Mail."
                ),
                class_name="hint",
            ),
            button_bar(primary_button(_("Speichern"), type="submit")),
            on_submit=Notified.choose,
            action="/antrag/ohne-skript",
            key=Notified.drawing,
        ),
        aria_labelledby="wege",
    )


def _group(row: rx.Var[Row]) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(row.name),
        _box(row.group, MAIL, _("E-Mail"), row.by_mail),
        rx.cond(
            Notified.push_key != "",
            _box(row.group, PUSH, _("Mitteilung auf dem Gerät"), row.by_push),
        ),
        class_name="told-by",
        key=row.group,
    )


def _box(
    group: rx.Var[str], channel: str, words: str | rx.Var[str], is_ticked: rx.Var[bool]
) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name=f"{group}.{channel}", default_checked=is_ticked),
        rx.el.span(words),
    )


def _this_browser() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Mitteilungen auf dem Handy oder Computer"), id="geraete"),
        rx.el.p(
            _(
                "Eine Mitteilung nennt nur das Aktenzeichen und worum es ungefähr geht. Auf dem"
                " Sperrbildschirm steht also nichts über Sie."
            )
        ),
        rx.el.p(
            _(
                "Mitteilungen kommen auch an, wenn Sie abgemeldet sind. Schalten Sie sie darum nur"
                " auf Geräten ein, die Ihnen gehören. Wenn Sie Ihr Passwort ändern oder alle"
                " anderen Geräte abmelden, enden sie überall."
            )
        ),
        rx.el.div(
            _when("off", rx.el.p(_("Auf diesem Gerät sind Mitteilungen ausgeschaltet."))),
            _when("on", rx.el.p(_("Auf diesem Gerät sind Mitteilungen eingeschaltet."))),
            _when(
                "denied",
                rx.el.p(
                    _(
                        "Ihr Browser erlaubt unserer Seite keine Mitteilungen. Das ändern Sie in"
                        " den Einstellungen des Browsers, meist über das Schloss neben der"
                        " Adresse."
                    )
                ),
            ),
            _when(
                "install",
                rx.el.p(
                    _(
                        "Auf dem iPhone und iPad geht das, wenn Sie unsere Seite zuerst zum"
                        " Home-Bildschirm hinzufügen: Tippen Sie unten auf „Teilen“, dann auf „Zum"
                        " Home-Bildschirm“. Öffnen Sie die Seite danach von dort."
                    )
                ),
            ),
            _when("unable", rx.el.p(_("Dieser Browser kann leider keine Mitteilungen zeigen."))),
            _when(
                "failed",
                rx.el.p(_("Das hat nicht geklappt. Bitte versuchen Sie es später noch einmal.")),
            ),
            button_bar(
                _switch("on", "off failed", _("Auf diesem Gerät einschalten")),
                _switch("off", "on", _("Auf diesem Gerät ausschalten")),
            ),
            class_name="push",
            role="status",
            custom_attrs={
                "data-push-key": Notified.push_key,
                "data-devices": Notified.phones.length().to_string(),
            },
        ),
        rx.cond(Notified.phones.length() > 0, _devices()),
        aria_labelledby="geraete",
    )


def _devices() -> rx.Component:
    return rx.fragment(
        rx.el.h3(_("Ihre Geräte"), id="eigene-geraete"),
        rx.el.ul(
            rx.foreach(Notified.phones, _phone),
            class_name="basket",
            aria_labelledby="eigene-geraete",
        ),
        button_bar(secondary_button(_("Probe-Mitteilung senden"), on_click=Notified.try_it)),
    )


def _phone(phone: rx.Var[Phone]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(phone.words),
            rx.el.p(_("seit"), " ", phone.since, class_name="hint"),
        ),
        text_button(
            _("Entfernen"),
            rx.el.span(" ", phone.words, class_name="kern-sr-only"),
            on_click=Notified.remove(phone.device_id),
        ),
        key=phone.device_id,
    )


def _when(state: str, child: rx.Component) -> rx.Component:
    return rx.el.div(child, custom_attrs={"data-when": state})


def _switch(what: str, when: str, words: str) -> rx.Component:
    return rx.el.button(
        rx.el.span(words, class_name="kern-label"),
        type="button",
        class_name="kern-btn kern-btn--secondary",
        custom_attrs={"data-push": what, "data-when": when},
    )
