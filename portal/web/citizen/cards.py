"""Services of the catalogue as cards."""

from portal.catalogue import OfferView
from portal.shared.language import _
from portal.web.citizen.translation import language_of_words, offer_in_our_words
from portal.web.components.cards import ServiceCard
from portal.web.language import localized


def card_of(view: OfferView) -> ServiceCard:
    """A service as it lies on the shelf; another authority is named where it is responsible."""
    view = offer_in_our_words(view.offer).view
    service = view.offer.service
    return ServiceCard(
        lang=language_of_words(service).get("lang", ""),
        title=view.name,
        href=localized(f"/leistungen/{view.slug}/"),
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
        return _("In {number} Kommunen, Sie wählen Ihre").format(number=view.choices)
    if not view.responsible:
        return ""
    return _("Zuständig: {name}").format(name=view.responsible)
