"""Where a fee is booked: the municipality's own word, else the service's."""

from portal.catalogue.catalogue import service_by_slug
from portal.catalogue.definition import ServiceDefinition
from portal.errors import NotFound
from portal.municipalities import Municipality, OfferEntry


def booking_account_at(municipality: Municipality, slug: str) -> str:
    """The Produktsachkonto or Haushaltsstelle; "" where the content names none (any more)."""
    entry = municipality.offers.get(slug)
    if entry is not None and entry.booking_account:
        return entry.booking_account
    try:
        return service_by_slug(slug).booking_account or ""
    except NotFound:
        return ""


def lacks_booking_account(service: ServiceDefinition, entry: OfferEntry) -> bool:
    """Whether no file says where to book."""
    return not (entry.booking_account or service.booking_account)
