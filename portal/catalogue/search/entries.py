"""What is searched in: every service with its texts by weight, the towns, and who offers what."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from portal.catalogue.categories import category_of
from portal.catalogue.definition import ServiceDefinition
from portal.catalogue.translation import search_words
from portal.municipalities import Municipality


class Place(Enum):
    """Where a text of a service stands; the value says how much a hit there counts."""

    NAME = 1.0
    TITLE = 0.95
    SYNONYM = 0.9
    CATEGORY = 0.35
    SUMMARY = 0.3
    PROSE = 0.15


@dataclass(frozen=True)
class Entry:
    """A service: what it is called and described by."""

    slug: str
    name: str
    texts: tuple[tuple[Place, str], ...]
    popular: bool = False


@dataclass(frozen=True)
class Town:
    """A municipality, as far as the Verbund rule asks."""

    slug: str
    name: str
    full_name: str
    is_county: bool = False
    network: str | None = None
    shows_network: bool = False


@dataclass(frozen=True)
class OfferedBy:
    """A municipality offers a service; `online` as a form."""

    municipality: str
    service: str
    online: bool


@dataclass(frozen=True)
class Inventory:
    """The whole catalogue."""

    entries: tuple[Entry, ...]
    towns: tuple[Town, ...]
    offers: tuple[OfferedBy, ...]


def inventory_of(
    services: Iterable[ServiceDefinition],
    municipalities: Iterable[Municipality],
    foreign_words: Callable[[str], Iterable[str]] = search_words,
) -> Inventory:
    """The content as the search needs it.

    `foreign_words` tells by a service's slug what people who speak another language call it.
    What a town offers without there being such a service is left out.
    """
    entries = tuple(_entry(service, foreign_words(service.slug)) for service in services)
    known = {entry.slug for entry in entries}
    towns = tuple(municipalities)
    offers = (offer for town in towns for offer in _offers(town) if offer.service in known)
    return Inventory(entries, tuple(map(_town, towns)), tuple(offers))


def _entry(service: ServiceDefinition, foreign_words: Iterable[str]) -> Entry:
    return Entry(
        slug=service.slug,
        name=service.name,
        popular=service.popular,
        texts=(
            (Place.NAME, service.name),
            (Place.TITLE, service.title),
            *((Place.SYNONYM, word) for word in (*service.synonyms, *foreign_words)),
            (Place.CATEGORY, category_of(service.category).name),
            (Place.SUMMARY, service.summary),
            (Place.PROSE, service.description),
        ),
    )


def _town(town: Municipality) -> Town:
    return Town(
        slug=town.slug,
        name=town.name,
        full_name=town.full_name,
        is_county=town.kind == "Landkreis",
        network=town.network,
        shows_network=town.shows_network,
    )


def _offers(town: Municipality) -> tuple[OfferedBy, ...]:
    return tuple(
        OfferedBy(town.slug, slug, "form" in entry.modes and not entry.off)
        for slug, entry in town.offers.items()
    )
