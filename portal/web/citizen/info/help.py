"""Help: from the first search to the finished case."""

import reflex as rx

from portal.shared.language import N_
from portal.web.citizen.info import help_parts
from portal.web.citizen.info.parts import info_page
from portal.web.components.links import fragment_link

TITLE = N_("Hilfe")
DESCRIPTION = N_(
    "So funktioniert das digitale Rathaus: suchen, ausfüllen, unterbrechen, bezahlen, verfolgen. "
    "Und so erreichen Sie uns."
)


_PARTS = (
    ("finden", "Leistung finden", help_parts.search),
    ("konto", "Konto und Anmelden", help_parts.account),
    ("ausweisen", "Sich ausweisen", help_parts.identify),
    ("ausfuellen", "Antrag ausfüllen", help_parts.fill_in),
    ("unterbrechen", "Unterbrechen", help_parts.pause),
    ("bezahlen", "Bezahlen", help_parts.pay),
    ("verfolgen", "Den Stand verfolgen", help_parts.follow),
    ("installieren", "Auf dem Telefon installieren", help_parts.install),
    ("fragen", "Sie kommen nicht weiter?", help_parts.ask),
)
"""Anchor, entry in the list at the top, and how it is drawn."""


def page() -> rx.Component:
    """The page."""
    return info_page(
        TITLE,
        "So kommen Sie ans Ziel, Schritt für Schritt. Wenn Sie nicht weiterwissen, rufen Sie uns "
        "an. Die Seite lässt sich auch ausdrucken.",
        _contents(),
        *(draw() for _, _, draw in _PARTS),
        example="Das ist eine Vorführung: Sie können alles ausprobieren. Anträge, Zahlungen und "
        "die Kontaktdaten der Kommune sind nicht echt.",
    )


def _contents() -> rx.Component:
    entries = [rx.el.li(fragment_link(words, target=anchor)) for anchor, words, _ in _PARTS]
    return rx.el.nav(rx.el.ol(*entries), aria_label="Auf dieser Seite", class_name="contents")
