"""The page "Zuständigkeit"."""

import reflex as rx

from portal.web.backoffice.duty.absences_parts import absences
from portal.web.backoffice.duty.rules import Rules
from portal.web.backoffice.duty.rules_parts import rules
from portal.web.backoffice.frame import header
from portal.web.components.alerts import refusal
from portal.web.components.empty import skeleton
from portal.web.components.links import internal_link
from portal.web.components.page import backoffice_page

LABEL = "Zuständigkeit"


def page() -> rx.Component:
    """Buttons "Neue Regel", "Regel speichern", "Abwesenheit eintragen"."""
    return backoffice_page(
        rx.el.h1(LABEL),
        rx.cond(
            Rules.ready,
            rx.cond(
                Rules.allowed, rx.fragment(rules(), absences(), _more()), refusal(Rules.refusal)
            ),
            skeleton(6),
        ),
        current=LABEL,
        header=header(),
    )


def _more() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Textbausteine"),
        rx.el.p("Texte, die alle im Rathaus in Nachrichten und Rückfragen einfügen können."),
        rx.el.p(internal_link("Eigene Textbausteine", href="/verwaltung/textbausteine/")),
        class_name="duty",
    )
