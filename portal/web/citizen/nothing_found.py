"""Nothing was found: what to try next, and whom to ask."""

import reflex as rx

from portal.web.citizen.service.state import Office
from portal.web.components.buttons import secondary_link
from portal.web.components.cards import box
from portal.web.components.empty import empty_state
from portal.web.components.links import mail_link, phone_link


def nothing_found(typed: rx.Var[str], office: rx.Var[Office]) -> rx.Component:
    """The next steps, with the town hall's contact: nobody is left standing."""
    return rx.el.section(
        empty_state(
            "Dazu haben wir nichts gefunden.",
            rx.el.p("Gesucht haben Sie „", rx.el.b(typed), "“. Das hilft oft weiter:"),
            rx.el.ul(
                rx.el.li("Prüfen Sie, ob sich ein Tippfehler eingeschlichen hat."),
                rx.el.li(
                    "Nehmen Sie ein einzelnes, einfaches Wort, zum Beispiel „Hund“, „Umzug“ oder "
                    "„Urkunde“."
                ),
                rx.el.li("Stöbern Sie in den Lebenslagen oder von A bis Z."),
                class_name="next-steps",
            ),
            drawing="search",
            actions=(
                secondary_link("Alle Leistungen zeigen", "/leistungen/"),
                secondary_link("Von A bis Z zeigen", "/leistungen/?ansicht=a-z"),
            ),
        ),
        _ask(office),
    )


def _ask(office: rx.Var[Office]) -> rx.Component:
    return box(
        rx.el.h2("Fragen Sie uns"),
        rx.el.p("Wir sagen Ihnen, wer zuständig ist, auch wenn es eine andere Stelle ist."),
        rx.el.address(
            rx.el.b(office.name),
            phone_link(office.phone),
            mail_link(office.email),
            rx.cond(office.hours != "", rx.el.span(office.hours, class_name="hint")),
        ),
        rx.el.p(
            "Behördennummer ",
            phone_link("115"),
            ": gibt Auskunft zu Leistungen der Verwaltung, wo Ihre Kommune daran teilnimmt.",
            class_name="hint",
        ),
    )
