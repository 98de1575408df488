"""The portal in Leichte Sprache: short sentences, one thought each, long words taken apart."""

import reflex as rx

from portal.shared.language import N_
from portal.web.citizen.info.parts import info_page, known, numbered
from portal.web.citizen.info.state import Info
from portal.web.components.links import internal_link, mail_link, phone_link

TITLE = N_("Leichte Sprache")
DESCRIPTION = N_("Das digitale Rathaus in Leichter Sprache erklärt.")


def page() -> rx.Component:
    """The page."""
    return info_page(
        TITLE,
        "Hier erklären wir diese Internet-Seite. In einfachen Worten.",
        _what_it_is(),
        _what_it_does(),
        _how_to_order(),
        _how_to_pay(),
        _what_happens(),
        _show_identity(),
        _help(),
        example="Das ist eine Vorführung. Sie können alles ausprobieren. Nichts davon ist echt.",
    )


def _lines(title: str, *children: rx.Component | str) -> rx.Component:
    """A heading, and every sentence on a line of its own."""
    parts = [rx.el.p(child) if isinstance(child, str) else child for child in children]
    return rx.el.section(rx.el.h2(title), *parts)


def _what_it_is() -> rx.Component:
    return _lines(
        "Was ist diese Seite?",
        "Das hier ist ein Rat-Haus im Internet.",
        known(rx.el.p("Es gehört zu: ", rx.el.b(Info.name), "."), lines=1),
        "Sie können hier vieles selbst erledigen.",
        "Sie müssen dafür nicht ins Rat-Haus gehen.",
        "Die Seite ist immer offen. Auch in der Nacht und am Sonntag.",
    )


def _what_it_does() -> rx.Component:
    return _lines(
        "Was können Sie hier machen?",
        rx.el.ul(
            rx.el.li("Sie können eine Urkunde bestellen. Zum Beispiel die Geburts-Urkunde."),
            rx.el.li("Sie können Ihren Hund anmelden."),
            rx.el.li("Sie können noch viele andere Anträge stellen."),
            rx.el.li("Sie können sehen: Wie weit ist mein Antrag?"),
        ),
        rx.el.p("Alles finden Sie hier: ", internal_link("Leistungen", href="/leistungen/")),
    )


def _how_to_order() -> rx.Component:
    return _lines(
        "So stellen Sie einen Antrag",
        numbered(
            "Suchen Sie, was Sie brauchen.",
            "Drücken Sie auf: Online beantragen.",
            "Sie sehen Fragen. Beantworten Sie eine Frage nach der anderen.",
            "Drücken Sie auf: Weiter.",
            "Am Ende sehen Sie alle Ihre Antworten. Prüfen Sie die Antworten.",
            "Dann melden Sie sich an. Dafür brauchen Sie eine E-Mail-Adresse und ein Pass-Wort.",
            "Schicken Sie den Antrag ab.",
        ),
        "Brauchen Sie eine Pause?",
        "Das ist kein Problem.",
        "Wir speichern Ihre Antworten.",
        "Sie können später weiter-machen.",
    )


def _how_to_pay() -> rx.Component:
    return _lines(
        "So bezahlen Sie",
        "Manche Anträge kosten Geld.",
        "Der Preis steht immer dabei.",
        "Ihr Antrag liegt zuerst im Waren-Korb. Wie in einem Geschäft im Internet.",
        "Drücken Sie auf: Zur Kasse.",
        "Wählen Sie: So möchte ich bezahlen.",
        "Drücken Sie auf: Kostenpflichtig absenden.",
        "Erst dann müssen Sie bezahlen.",
    )


def _what_happens() -> rx.Component:
    return _lines(
        "Was passiert danach?",
        "Eine Person im Rat-Haus bearbeitet Ihren Antrag.",
        "Sie bekommen eine E-Mail, wenn es etwas Neues gibt.",
        rx.el.p(
            "Sie können auch selbst nachsehen. Drücken Sie auf: ",
            internal_link("Vorgänge", href="/vorgaenge/"),
            ".",
        ),
        "Haben wir eine Frage? Dann schreiben wir Ihnen.",
    )


def _show_identity() -> rx.Component:
    return _lines(
        "Manchmal müssen Sie Ihren Ausweis zeigen",
        "Manche Anträge sind besonders wichtig.",
        "Wir müssen dann wissen: Sind Sie es wirklich?",
        "Kommen Sie dafür 1 Mal ins Bürger-Büro.",
        "Bringen Sie Ihren Ausweis mit.",
        "Danach geht alles im Internet.",
    )


def _help() -> rx.Component:
    return _lines(
        "So bekommen Sie Hilfe",
        "Verstehen Sie etwas nicht?",
        "Rufen Sie uns an. Oder schreiben Sie uns. Wir helfen gern.",
        known(
            rx.el.p("Telefon: ", phone_link(Info.phone)),
            rx.el.p("E-Mail: ", mail_link(Info.email)),
        ),
        rx.el.p(
            "Können Sie etwas auf der Seite nicht lesen oder nicht bedienen? Das ist eine "
            "Barriere. Sagen Sie uns das bitte. Mehr dazu: ",
            internal_link("Barrierefreiheit", href="/barrierefreiheit/"),
        ),
    )
