"""What may be applied for where: asked again at every step that counts, never taken on trust."""

from portal.catalogue import Offer, load_catalogue
from portal.errors import NotFound
from portal.municipalities import municipality_by_slug
from portal.shared.language import N_


class NotOrderable(NotFound):
    """The municipality does not offer the service as an online form, or no longer."""

    message = N_("Diese Leistung gibt es hier nicht als Online-Antrag.")


def orderable_offer(host_municipality: str, service: str, municipality: str) -> Offer:
    """The offer of `municipality` on the portal of `host_municipality`. Raises NotOrderable."""
    host = municipality_by_slug(host_municipality)
    offer = load_catalogue().offer(host, service, at=municipality)
    if offer is None or not offer.orderable:
        raise NotOrderable(offer.off if offer else None)
    return offer
