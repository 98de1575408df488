"""Services as an English page shows them: translated, or in German and marked as such."""

import reflex as rx

from portal.catalogue import Offer, ServiceDefinition, service_by_slug
from portal.catalogue.translation import translated, translated_offer
from portal.shared.language import GERMAN, _, spoken


def offer_in_our_words(offer: Offer) -> Offer:
    """The offer in the language spoken, as far as it is translated."""
    return translated_offer(offer, spoken())


def in_our_words(service: ServiceDefinition) -> ServiceDefinition:
    """The service in the language spoken, in German where nobody has translated it."""
    return translated(service, spoken()) or service


def title_in_our_words(slug: str, german: str) -> str:
    """The title of something sent: as it was written then, for others the service's name."""
    if spoken() == GERMAN:
        return german
    said = translated(service_by_slug(slug), spoken())
    return said.title if said else german


def is_german_only(service: ServiceDefinition) -> bool:
    """Whether somebody who reads another language meets German words here."""
    return translated(service_by_slug(service.slug), spoken()) is None


def language_of_words(service: ServiceDefinition) -> dict[str, str]:
    """`lang` for the element with the service's words, where they are not the page's language."""
    return {"lang": GERMAN} if is_german_only(service) else {}


def german_only_note(service: ServiceDefinition) -> rx.Component:
    """Says so, in the language of the page."""
    if not is_german_only(service):
        return rx.fragment()
    words = _("Diese Leistung gibt es bisher nur auf Deutsch.")
    return rx.el.p(words, class_name="kern-alert kern-alert--info")
