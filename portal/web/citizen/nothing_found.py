"""Nothing was found: what to try next, and whom to ask."""

import reflex as rx

from portal.shared.language import _
from portal.web.citizen.service.state import Office
from portal.web.components.buttons import secondary_link
from portal.web.components.cards import box
from portal.web.components.empty import empty_state
from portal.web.components.links import as_german, mail_link, phone_link


def nothing_found(typed: rx.Var[str], office: rx.Var[Office]) -> rx.Component:
    """The next steps, with the town hall's contact: nobody is left standing."""
    return rx.el.section(
        empty_state(
            _("Dazu haben wir nichts gefunden."),
            rx.el.p(_("Gesucht haben Sie „{words}“. Das hilft oft weiter:").format(words=typed)),
            rx.el.ul(
                rx.el.li(_("Prüfen Sie, ob sich ein Tippfehler eingeschlichen hat.")),
                rx.el.li(
                    _(
                        "Nehmen Sie ein einzelnes, einfaches Wort, zum Beispiel „Hund“, „Umzug“ "
                        "oder „Urkunde“."
                    )
                ),
                rx.el.li(_("Stöbern Sie in den Lebenslagen oder von A bis Z.")),
                class_name="next-steps",
            ),
            drawing="search",
            actions=(
                secondary_link(_("Alle Leistungen zeigen"), "/leistungen/"),
                secondary_link(_("Von A bis Z zeigen"), "/leistungen/?ansicht=a-z"),
            ),
        ),
        _ask(office),
    )


def _ask(office: rx.Var[Office]) -> rx.Component:
    return box(
        rx.el.h2(_("Fragen Sie uns")),
        rx.el.p(_("Wir sagen Ihnen, wer zuständig ist, auch wenn es eine andere Stelle ist.")),
        rx.el.address(
            rx.el.b(office.name, **as_german()),
            phone_link(office.phone),
            mail_link(office.email),
            rx.cond(office.hours != "", rx.el.span(office.hours, class_name="hint")),
        ),
        rx.el.p(
            _("Behördennummer"),
            " ",
            phone_link("115"),
            ": ",
            _("gibt Auskunft zu Leistungen der Verwaltung, wo Ihre Kommune daran teilnimmt."),
            class_name="hint",
        ),
    )
