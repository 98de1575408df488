"""The catalogue: every service of this municipality, by life situation or by search."""

from dataclasses import dataclass, field

import reflex as rx

from portal.catalogue import OfferView, load_catalogue
from portal.catalogue.search import search
from portal.municipalities import Municipality
from portal.persistence.database import Scope
from portal.web.citizen.cards import card_of
from portal.web.citizen.chrome import header
from portal.web.components.buttons import secondary_link
from portal.web.components.cards import ServiceCard, search_box, service_shelf
from portal.web.components.empty import empty_state, skeleton_cards
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.guards import public
from portal.web.services import services
from portal.web.session import visit_of

DESCRIPTION = (
    "Alle Leistungen Ihrer Verwaltung nach Lebenslagen: mit Gebühr, Dauer und Ansprechpartner."
)


@dataclass(frozen=True)
class Shelf:
    """A life situation and its services."""

    key: str
    name: str
    cards: list[ServiceCard] = field(default_factory=list)


class Catalogue(rx.State):
    """What is shown: all shelves, or what fits the search."""

    query: str = ""
    shelves: list[Shelf] = []
    found: list[ServiceCard] = []
    searched: bool = False
    ready: bool = False

    @rx.event
    @public
    async def load(self) -> None:
        """Show the shelves, or search for what the address asks (`q`)."""
        visit = await visit_of(self)
        if visit.municipality is None:
            return
        catalogue = load_catalogue()
        self.query = self.router.url.query_parameters.get("q", "")[:100].strip()
        self.searched = bool(self.query)
        self.found = [card_of(view) for view in await _found(visit.municipality, self.query)]
        self.shelves = [
            Shelf(part.category.key, part.category.name, [card_of(view) for view in part.offers])
            for part in catalogue.categories(visit.municipality)
        ]
        self.ready = True


async def _found(here: Municipality, typed: str) -> tuple[OfferView, ...]:
    if not typed:
        return ()
    async with services().database.transaction(Scope("visitor", None, here.slug)) as session:
        hits = await search(session, here.slug, typed)
    return load_catalogue().views(here, (hit.slug for hit in hits))


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.el.h1("Alle Leistungen"),
        search_box(
            "Leistung suchen",
            "/leistungen/",
            "Zum Beispiel: Hund",
            default_value=Catalogue.query,
            key=Catalogue.query,
        ),
        rx.el.div(
            rx.cond(
                Catalogue.ready,
                rx.cond(Catalogue.searched, _results(), rx.foreach(Catalogue.shelves, _shelf)),
                skeleton_cards(6),
            ),
            class_name="shelves",
        ),
        tab="Leistungen",
        header=header(),
        breadcrumb=breadcrumbs(("Start", "/"), here="Leistungen"),
    )


def _results() -> rx.Component:
    return rx.cond(
        Catalogue.found.length() > 0,
        rx.el.section(
            rx.el.h2("Gefunden für „", Catalogue.query, "“"),
            service_shelf(Catalogue.found),
            rx.el.p(secondary_link("Alle Leistungen zeigen", "/leistungen/")),
        ),
        empty_state(
            "Dazu haben wir nichts gefunden.",
            "Versuchen Sie ein anderes Wort, zum Beispiel „Hund“ statt „Hundesteuer“, "
            "oder stöbern Sie in allen Leistungen.",
            drawing="services",
            actions=(secondary_link("Alle Leistungen zeigen", "/leistungen/"),),
        ),
    )


def _shelf(shelf: rx.Var[Shelf]) -> rx.Component:
    return rx.el.section(rx.el.h2(shelf.name, id=shelf.key), service_shelf(shelf.cards))
