"""The catalogue: which services there are, and what a municipality's portal shows of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.catalogue.categories import CATEGORIES, Category
from portal.catalogue.definition import ServiceDefinition
from portal.catalogue.offer import Offer, OfferView, offer_at, offer_to_choose
from portal.catalogue.translation import read_overlays
from portal.errors import NotFound
from portal.municipalities import Municipality, OfferEntry, network_of
from portal.shared.content_files import CONTENT, FaultyFile, fault_at, read_model

FOLDER = CONTENT / "services"


@dataclass(frozen=True)
class CategoryView:
    """A life situation and what belongs to it here."""

    category: Category
    offers: tuple[OfferView, ...]


class Catalogue:
    """All services, seen through a municipality's portal.

    The Verbund rule: a municipality with `shows_network` presents besides its own services the
    online services of the other members of its network, whoever is responsible.
    """

    def __init__(self, services: Iterable[ServiceDefinition]) -> None:
        self._services = {service.slug: service for service in services}

    @property
    def services(self) -> tuple[ServiceDefinition, ...]:
        """Every service, by name."""
        return tuple(sorted(self._services.values(), key=lambda service: service.name))

    def service(self, slug: str) -> ServiceDefinition:
        """The definition of a service. Raises NotFound."""
        found = self._services.get(slug)
        if found is None:
            raise NotFound("Diese Leistung kennen wir nicht.")
        return found

    def offers(self, municipality: Municipality) -> tuple[OfferView, ...]:
        """What the municipality's portal shows, by name."""
        return tuple(offer.view for offer in self._offers(municipality))

    def offer(self, municipality: Municipality, slug: str, at: str | None = None) -> Offer | None:
        """A service on the municipality's portal; None where it is not shown there.

        `at` is the slug of the member of the network chosen to be responsible; without it the
        municipality itself is, if it offers the service, or the only one that does.
        """
        service = self._services.get(slug)
        if service is None:
            return None
        offers = self._offers_by_member(municipality, service)
        if at is not None:
            return offers.get(at)
        if len(offers) > 1 and municipality.slug not in offers:
            return offer_to_choose(service, municipality, tuple(offers.values()))
        return offers.get(municipality.slug) or next(iter(offers.values()), None)

    def views(self, municipality: Municipality, slugs: Iterable[str]) -> tuple[OfferView, ...]:
        """What the portal shows of these services, in their order; others are left out."""
        offers = (self.offer(municipality, slug) for slug in slugs)
        return tuple(offer.view for offer in offers if offer is not None)

    def categories(self, municipality: Municipality) -> tuple[CategoryView, ...]:
        """The life situations for which the municipality's portal has something to show; in each
        its own services first, then the county's, then the neighbours'."""
        offers = sorted(self.offers(municipality), key=lambda offer: offer.nearness)
        views = (
            CategoryView(category, tuple(o for o in offers if o.category == category))
            for category in CATEGORIES
        )
        return tuple(view for view in views if view.offers)

    def popular(self, municipality: Municipality) -> tuple[OfferView, ...]:
        """The services most people look for, those one can order here first."""
        chosen = (offer for offer in self.offers(municipality) if offer.popular)
        return tuple(sorted(chosen, key=lambda offer: offer.mode != "form"))

    def _offers(self, municipality: Municipality) -> tuple[Offer, ...]:
        found = (self.offer(municipality, service.slug) for service in self.services)
        return tuple(offer for offer in found if offer is not None)

    def _offers_by_member(
        self, municipality: Municipality, service: ServiceDefinition
    ) -> dict[str, Offer]:
        members = members_offering(municipality, service.slug)
        return {
            member.slug: offer_at(
                service,
                member.offers[service.slug],
                municipality,
                member,
                tuple(other for other in members if other != member),
            )
            for member in members
        }


def members_offering(municipality: Municipality, slug: str) -> tuple[Municipality, ...]:
    """Who offers the service on the municipality's portal: itself, and by the Verbund rule the
    members of its network that have it as an online form."""
    own = (municipality,) if slug in municipality.offers else ()
    if not municipality.shows_network:
        return own
    others = (member for member in network_of(municipality) if member != municipality)
    return own + tuple(other for other in others if takes_orders(other.offers.get(slug)))


def takes_orders(entry: OfferEntry | None) -> bool:
    """Whether the service can be ordered there online."""
    return entry is not None and "form" in entry.modes and not entry.off


@cache
def load_catalogue() -> Catalogue:
    """The catalogue of the content files, read once per process. Raises FaultyFile."""
    read_overlays()
    return Catalogue(load_services(FOLDER))


def service_by_slug(slug: str) -> ServiceDefinition:
    """The definition of a service. Raises NotFound."""
    return load_catalogue().service(slug)


def load_services(folder: Path) -> tuple[ServiceDefinition, ...]:
    """The services of a folder, without drafts. Raises FaultyFile."""
    services = (_load(path) for path in sorted(folder.glob("*.yaml")))
    return tuple(service for service in services if not service.draft)


def _load(path: Path) -> ServiceDefinition:
    service = read_model(path, ServiceDefinition)
    if service.slug != path.stem:
        reason = f"slug: the file's name says `{path.stem}`"
        raise FaultyFile([fault_at(path, ("slug",), reason)])
    return service
