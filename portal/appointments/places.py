"""Which offices give appointments for a service in a municipality."""

from dataclasses import dataclass

from portal.appointments.faults import NoAppointmentsHere
from portal.catalogue import Offer, load_catalogue
from portal.municipalities import Municipality, Office, municipality_by_slug


@dataclass(frozen=True)
class Place:
    """An office of a municipality, and one service it gives appointments for."""

    municipality: Municipality
    key: str
    service: str

    @property
    def office(self) -> Office:
        """Its content."""
        return self.municipality.offices[self.key]

    @property
    def name(self) -> str:
        """'Bürgerbüro Papenburg'."""
        return self.office.name

    @property
    def address(self) -> str:
        """'Musterplatz 1, 26871 Papenburg, Zimmer EG 01'."""
        address = self.office.address or self.municipality.address.in_one_line
        return f"{address}, Zimmer {self.office.room}" if self.office.room else address

    @property
    def subject(self) -> str:
        """What is announced when a time is taken or given back."""
        return f"slots:{self.municipality.slug}:{self.key}"


def place_of(municipality: str, office: str, service: str) -> Place:
    """The place by its names. Raises NoAppointmentsHere."""
    town = municipality_by_slug(municipality)
    if office not in town.offices_for(service):
        raise NoAppointmentsHere
    return Place(town, office, service)


def places_for(town: Municipality, service: str) -> tuple[Place, ...]:
    """Where the service's appointments take place; none where it has none."""
    return tuple(Place(town, key, service) for key in town.offices_for(service))


def appointment_offer(host: Municipality, service: str, at: str | None = None) -> Offer:
    """The offer on the portal of `host` whose appointments can be booked.

    `at` chooses a member of the network. Raises NoAppointmentsHere, also where several
    municipalities could be meant and none was chosen.
    """
    offer = load_catalogue().offer(host, service, at)
    if offer is None or offer.responsible is None or "appointment" not in offer.modes:
        raise NoAppointmentsHere
    if not offer.responsible.offices_for(service):
        raise NoAppointmentsHere
    return offer


def services_with_appointments(host: Municipality) -> tuple[Offer, ...]:
    """What can be booked on the portal of `host` itself, by name."""
    catalogue = load_catalogue()
    found = (catalogue.offer(host, service.slug) for service in catalogue.services)
    return tuple(
        offer
        for offer in found
        if offer and offer.responsible and "appointment" in offer.modes
        and offer.responsible.offices_for(offer.service.slug)
    )  # fmt: skip
