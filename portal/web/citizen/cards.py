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
        duration=view.duration,
        mode=view.tag,
        online=view.mode == "form",
        who=who_serves(view),
    )


def who_serves(view: OfferView) -> str:
    """'Zuständig: Landkreis Leer'; empty where it is the municipality itself."""
    if view.choices:
        return f"In {view.choices} Kommunen, Sie wählen Ihre"
    return f"Zuständig: {view.responsible}" if view.responsible else ""
