"""Services of the catalogue as cards."""

from portal.catalogue import OfferView
from portal.web.components.cards import ServiceCard


def card_of(view: OfferView) -> ServiceCard:
    """A service as it lies on the shelf; another authority is named where it is responsible."""
    return ServiceCard(
        title=view.name,
        href=f"/leistungen/{view.slug}/",
        summary=view.summary,
        fee=view.fee_headline,
        duration=view.responsible or view.duration,
        mode=view.tag,
        online=view.mode == "form",
    )
