"""What this municipality adds to a service: fee, duration, contact, and the way to get it."""

from dataclasses import dataclass, field, replace
from urllib.parse import quote

import reflex as rx

from portal.catalogue import Offer, load_catalogue
from portal.fees import fee_in_words
from portal.municipalities import Contact, opening_hours_in_words
from portal.shared.language import N_, _
from portal.shared.trust import TrustLevel
from portal.web.citizen.translation import offer_in_our_words
from portal.web.durations import usual_duration
from portal.web.guards import public
from portal.web.language import localized
from portal.web.session import visit_of

SIGN_IN = {
    TrustLevel.NONE: (N_("Nicht nötig"), ""),
    TrustLevel.BASIC: (N_("Konto nötig"), N_("kostenlos, mit E-Mail-Adresse und Passwort")),
    TrustLevel.SUBSTANTIAL: (
        N_("Konto mit geprüfter Identität"),
        N_("Sie weisen sich dafür einmal im Bürgerbüro aus."),
    ),
    TrustLevel.HIGH: (N_("Konto mit Online-Ausweis"), N_("angemeldet mit dem Personalausweis")),
}


@dataclass(frozen=True)
class Way:
    """One way to get the service here: the link's words and where it leads."""

    label: str
    href: str
    primary: bool = True


@dataclass(frozen=True)
class Office:
    """Whom to ask."""

    name: str = ""
    room: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """Another municipality of the network that offers the same."""

    name: str
    href: str


@dataclass(frozen=True)
class Glance:
    """The box "Auf einen Blick"."""

    fee: str = ""
    fee_detail: str = ""
    duration: str = ""
    office: Office = field(default_factory=Office)
    ways: list[Way] = field(default_factory=list)
    sign_in: str = ""
    sign_in_hint: str = ""
    note: str = ""
    more: list[str] = field(default_factory=list)
    requirements: list[str] = field(default_factory=list)
    off: str = ""
    responsible: str = ""
    elsewhere: list[Elsewhere] = field(default_factory=list)
    must_choose: bool = False


class Service(rx.State):
    """The offer of the service whose page is open."""

    slug: str = ""
    glance: Glance = Glance()
    offered: bool = True

    @rx.event
    @public
    async def load(self) -> None:
        """Fill the box for the municipality served (or chosen by `bei`)."""
        visit = await visit_of(self)
        slug = self.router.url.path.strip("/").split("/")[-1]
        at = self.router.url.query_parameters.get("bei") or None
        offer = None
        if visit.municipality:
            offer = load_catalogue().offer(visit.municipality, slug, at)
        offer = offer_in_our_words(offer) if offer else None
        self.offered = offer is not None
        self.glance = await _glance(offer) if offer else Glance()
        self.slug = slug


async def _glance(offer: Offer) -> Glance:
    glance = glance_of(offer)
    if not offer.orderable or offer.responsible is None:
        return glance
    measured = await usual_duration(offer.responsible.slug, offer.service.slug)
    return replace(glance, duration=measured or glance.duration)


def glance_of(offer: Offer) -> Glance:
    """The box in words."""
    own = offer.responsible == offer.municipality
    sign_in, hint = (_(words) for words in sign_in_words(offer))
    return Glance(
        sign_in=sign_in,
        sign_in_hint=hint,
        fee=offer.fee_headline,
        fee_detail=fee_in_words(offer.fee)[1] if offer.fee and offer.orderable else "",
        duration=offer.duration.words if offer.duration else _("je nach Stelle"),
        office=office_of(offer.contact) if offer.contact else Office(),
        ways=ways_of(offer),
        note=offer.note,
        more=list(offer.more),
        requirements=list(offer.requirements),
        off=offer.off,
        responsible="" if own or not offer.responsible else offer.responsible.full_name,
        elsewhere=[
            Elsewhere(
                other.full_name, localized(f"/leistungen/{offer.service.slug}/?bei={other.slug}")
            )
            for other in offer.also_at
        ],
        must_choose=offer.responsible is None,
    )


def sign_in_words(offer: Offer) -> tuple[str, str]:
    """What one needs to order here: the service's level, or nothing where another place decides."""
    if "form" in offer.modes:
        return SIGN_IN[offer.service.trust_level]
    if "link" in offer.modes:
        return (
            N_("Hier nicht nötig"),
            N_("Die zuständige Stelle sagt Ihnen, ob Sie dort ein Konto brauchen."),
        )
    return SIGN_IN[TrustLevel.NONE]


def ways_of(offer: Offer) -> list[Way]:
    """One link per mode, the first the most prominent."""
    ways = [_way(offer, mode) for mode in offer.modes if mode != "info"]
    found = [way for way in ways if way]
    return [Way(way.label, way.href, number == 0) for number, way in enumerate(found)]


def _way(offer: Offer, mode: str) -> Way | None:
    slug = offer.service.slug
    if mode == "form" and offer.orderable:
        elsewhere = offer.responsible and offer.responsible != offer.municipality
        query = f"?bei={quote(offer.responsible.slug)}" if elsewhere and offer.responsible else ""
        return Way(_("Online beantragen"), localized(f"/antrag/{slug}/{query}"))
    if mode == "link" and offer.url:
        return Way(offer.link_words, offer.url)
    if mode == "download" and offer.download:
        return Way(_("Formular herunterladen"), offer.download)
    if mode == "appointment":
        if offer.responsible is None:
            return None
        query = "" if offer.responsible == offer.municipality else f"&bei={offer.responsible.slug}"
        path = localized(f"/termine/?leistung={slug}{query}")
        return Way(_("Termin vereinbaren"), path)
    return None


def office_of(contact: Contact) -> Office:
    """A department in words."""
    hours = opening_hours_in_words(contact.opening_hours) if contact.opening_hours else ""
    return Office(contact.name, contact.room, contact.phone, contact.email, hours)
