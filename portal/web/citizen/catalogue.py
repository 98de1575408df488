"""The catalogue: every service of this municipality by life situation, by letter, by search."""

from dataclasses import dataclass, field
from itertools import groupby

import reflex as rx

from portal.catalogue import CATEGORIES, CategoryView, OfferView, load_catalogue
from portal.catalogue.search.words import spelled_out
from portal.municipalities import Municipality
from portal.shared.language import N_, _, ngettext
from portal.web.catalogue_search import found_at
from portal.web.citizen.cards import card_of
from portal.web.citizen.chrome import header
from portal.web.citizen.nothing_found import nothing_found
from portal.web.citizen.service.state import Office, office_of
from portal.web.components.buttons import secondary_link
from portal.web.components.cards import ServiceCard, service_search, service_shelf
from portal.web.components.empty import skeleton_cards
from portal.web.components.links import fragment_link, internal_link
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.guards import public
from portal.web.session import visit_of

DESCRIPTION = N_(
    "Alle Leistungen Ihrer Verwaltung nach Lebenslagen: mit Gebühr, Dauer und Ansprechpartner."
)
POPULAR = "haeufig"
BY_LETTER = "a-z"


@dataclass(frozen=True)
class Shelf:
    """A life situation, or a letter, and its services."""

    key: str
    name: str
    cards: list[ServiceCard] = field(default_factory=list)


class Catalogue(rx.State):
    """What is shown: the shelves of a view, or what fits the search."""

    query: str = ""
    view: str = ""
    shelves: list[Shelf] = []
    found: list[ServiceCard] = []
    searched: bool = False
    count: str = ""
    office: Office = Office()
    ready: bool = False

    @rx.event
    @public
    async def load(self) -> None:
        """Search for what the address asks (`q`), or show its view (`ansicht`)."""
        here = (await visit_of(self)).municipality
        if here is None:
            return
        asked = self.router.url.query_parameters
        self.query = asked.get("q", "")[:100].strip()
        self.view = asked.get("ansicht", "")[:20]
        self.searched = bool(self.query)
        self.found = await _found(here, self.query) if self.searched else []
        self.shelves = [] if self.searched else _shelves(here, self.view)
        cards = self.found or [card for shelf in self.shelves for card in shelf.cards]
        self.count = "" if self.searched and not cards else _count(len(cards))
        self.office = office_of(here.contact(None))
        self.ready = True


async def _found(here: Municipality, typed: str) -> list[ServiceCard]:
    slugs = [hit.slug for hit in await found_at(here, typed)]
    return [card_of(view) for view in load_catalogue().views(here, slugs)]


def _shelves(here: Municipality, view: str) -> list[Shelf]:
    catalogue = load_catalogue()
    if view == POPULAR:
        return [_shelf_of("haeufig", _("Häufig gebraucht"), catalogue.popular(here))]
    if view == BY_LETTER:
        by_letter = groupby(sorted(catalogue.offers(here), key=_sorted_by), key=_letter)
        return [_shelf_of(f"buchstabe-{key}", key, tuple(offers)) for key, offers in by_letter]
    situations = catalogue.categories(here)
    chosen = [situation for situation in situations if situation.category.key == view]
    is_known = view in {category.key for category in CATEGORIES}
    return [_situation(situation) for situation in (chosen if is_known else situations)]


def _situation(situation: CategoryView) -> Shelf:
    return _shelf_of(situation.category.key, _(situation.category.name), situation.offers)


def _shelf_of(key: str, name: str, offers: tuple[OfferView, ...]) -> Shelf:
    return Shelf(key, name, [card_of(offer) for offer in offers])


def _sorted_by(offer: OfferView) -> str:
    return spelled_out(offer.name.lower())


def _letter(offer: OfferView) -> str:
    return _sorted_by(offer)[0].upper()


def _count(number: int) -> str:
    return ngettext("1 Leistung", "{number} Leistungen", number).format(number=number)


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.el.h1(_("Alle Leistungen")),
        service_search(_("Zum Beispiel: Hund"), default_value=Catalogue.query, key=Catalogue.query),
        _views(),
        rx.el.p(Catalogue.count, role="status", class_name="hint count"),
        rx.el.div(
            rx.cond(
                Catalogue.ready, rx.cond(Catalogue.searched, _results(), _all()), skeleton_cards(6)
            ),
            class_name="shelves",
        ),
        tab="Leistungen",
        header=header(),
        breadcrumb=breadcrumbs((_("Start"), "/"), here=_("Leistungen")),
    )


def _views() -> rx.Component:
    """Links, so that a view has an address and "Zurück" leads back to it."""
    views = [
        ("", _("Alle Lebenslagen")),
        (BY_LETTER, _("Von A bis Z")),
        (POPULAR, _("Häufig gebraucht")),
        *((category.key.value, _(category.name)) for category in CATEGORIES),
    ]
    return rx.el.nav(
        rx.el.ul(*[rx.el.li(_view(key, name)) for key, name in views], class_name="filters"),
        aria_label=_("Ansicht"),
    )


def _view(key: str, name: str) -> rx.Component:
    address = f"/leistungen/?ansicht={key}" if key else "/leistungen/"
    is_shown = ~Catalogue.searched & (Catalogue.view == key)
    return internal_link(name, href=address, aria_current=rx.cond(is_shown, "page", "false"))


def _all() -> rx.Component:
    letters = rx.el.nav(
        rx.el.ul(rx.foreach(Catalogue.shelves, _jump), class_name="chips jump"),
        aria_label=_("Buchstaben"),
    )
    return rx.fragment(
        rx.cond(Catalogue.view == BY_LETTER, letters),
        rx.cond(
            Catalogue.shelves.length() > 0,
            rx.foreach(Catalogue.shelves, _shelf),
            rx.el.p(_("Zu dieser Lebenslage gibt es hier noch keine Leistung im Portal.")),
        ),
    )


def _jump(shelf: rx.Var[Shelf]) -> rx.Component:
    return rx.el.li(fragment_link(shelf.name, target=shelf.key))


def _results() -> rx.Component:
    return rx.cond(
        Catalogue.found.length() > 0,
        rx.el.section(
            rx.el.h2(_("Gefunden für „{words}“").format(words=Catalogue.query)),
            service_shelf(Catalogue.found),
            rx.el.p(secondary_link(_("Alle Leistungen zeigen"), "/leistungen/")),
        ),
        nothing_found(Catalogue.query, Catalogue.office),
    )


def _shelf(shelf: rx.Var[Shelf]) -> rx.Component:
    return rx.el.section(rx.el.h2(shelf.name, id=shelf.key), service_shelf(shelf.cards))
