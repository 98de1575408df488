"""Home: one question, life situations as tiles, what is often needed."""

import reflex as rx

from portal.catalogue import CATEGORIES, load_catalogue
from portal.shared.language import N_, _
from portal.web.citizen.cards import card_of
from portal.web.citizen.chrome import header
from portal.web.citizen.translation import in_our_words
from portal.web.components.cards import (
    ServiceCard,
    chips,
    service_search,
    service_shelf,
    tile,
    tiles,
)
from portal.web.components.empty import skeleton_cards
from portal.web.components.page import citizen_page, hero
from portal.web.guards import public
from portal.web.session import visit_of

DESCRIPTION = N_(
    "Leistungen der Verwaltung online erledigen: Leistung wählen, Formular ausfüllen, bezahlen "
    "und den Stand verfolgen."
)
_OFTEN = ("geburtsurkunde", "meldebescheinigung", "hund-anmelden", "personalausweis")


class Home(rx.State):
    """What this municipality's residents need most."""

    cards: list[ServiceCard] = []

    @rx.event
    @public
    async def load(self) -> None:
        """Fill the shelf."""
        visit = await visit_of(self)
        if visit.municipality:
            popular = load_catalogue().popular(visit.municipality)
            self.cards = [card_of(view) for view in popular[:6]]


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.el.h2(_("Lebenslagen")),
        tiles(
            *(tile(_(c.name), f"/leistungen/#{c.key}", c.icon) for c in CATEGORIES),
        ),
        rx.el.h2(_("Häufig gebraucht")),
        rx.cond(Home.cards.length() > 0, service_shelf(Home.cards), skeleton_cards(3)),
        tab="Start",
        header=header(),
        hero=_question(),
    )


def _question() -> rx.Component:
    catalogue = load_catalogue()
    often = [in_our_words(catalogue.service(slug)) for slug in _OFTEN]
    return hero(
        rx.el.h1(_("Was möchten Sie erledigen?")),
        rx.el.p(
            _(
                "Rund um die Uhr, ohne Termin. Sie wählen eine Leistung, füllen das Formular aus, "
                "bezahlen und sehen jederzeit, wie weit wir sind."
            ),
            class_name="lead",
        ),
        service_search(),
        chips(*((service.name, f"/leistungen/{service.slug}/") for service in often)),
    )
