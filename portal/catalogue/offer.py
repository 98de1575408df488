"""A service as one municipality offers it: texts of the service, particulars of the town."""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from portal.catalogue.categories import Category, category_of
from portal.catalogue.definition import ServiceDefinition
from portal.fees import FeeRule, fee_in_words
from portal.municipalities import (
    Contact,
    Duration,
    Mode,
    Municipality,
    OfferEntry,
    all_municipalities,
)
from portal.municipalities.offer import MODES
from portal.shared.language import N_, _

_OTHER_OFFICE = N_("Andere Stelle")
_TAGS: dict[Mode, str] = {
    "form": N_("Online"),
    "link": _OTHER_OFFICE,
    "info": N_("Information"),
    "download": N_("Formular"),
    "appointment": N_("Termin"),
}
_FEE_RULE: TypeAdapter[FeeRule] = TypeAdapter(FeeRule)


@dataclass(frozen=True)
class Offer:
    """What a municipality's portal shows and does for one service.

    `responsible` decides the case and is None where several could and the citizen must first
    choose one of `also_at`; then nothing particular to a town is known (contact, fee rule).
    `more` and `requirements` are what the town adds to the service's own; `off` is why the
    service cannot be had here for now, empty where it can.
    """

    service: ServiceDefinition
    municipality: Municipality
    responsible: Municipality | None
    also_at: tuple[Municipality, ...]
    modes: tuple[Mode, ...]
    contact: Contact | None
    fee: FeeRule | None
    fee_headline: str
    fee_detail: str
    duration: Duration | None
    note: str = ""
    summary: str = ""
    more: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    off: str = ""
    url: str | None = None
    authority: str | None = None
    download: str | None = None

    @property
    def orderable(self) -> bool:
        """Whether the form can be begun right away."""
        return "form" in self.modes and self.responsible is not None

    @property
    def tag(self) -> str:
        """'Online', 'Landkreis', 'Information' …: the way of the first mode, in one word."""
        main = self.modes[0]
        if main == "link" and self.authority:
            return self.authority.split()[0] if _is_county(self.authority) else _(_OTHER_OFFICE)
        return _(_TAGS[main])

    @property
    def link_words(self) -> str:
        """'Weiter zum Landkreis', or to the authority by its name."""
        if not self.authority or _is_county(self.authority):
            return _("Weiter zum Landkreis")
        return _("Weiter: {authority}").format(authority=self.authority)

    @property
    def view(self) -> "OfferView":
        """What a card needs."""
        elsewhere = self.responsible if self.responsible != self.municipality else None
        linked = self.authority if "link" in self.modes else None
        return OfferView(
            slug=self.service.slug,
            name=self.service.name,
            title=self.service.title,
            summary=self.summary or self.service.summary,
            category=category_of(self.service.category),
            mode=self.modes[0],
            tag=self.tag,
            fee_headline=self.fee_headline,
            duration=self.duration.words if self.duration else "",
            responsible=linked or (elsewhere.full_name if elsewhere else ""),
            choices=len(self.also_at) if self.responsible is None else 0,
            nearness=self._nearness,
            popular=self.service.popular,
            offer=self,
        )

    @property
    def _nearness(self) -> int:
        if self.responsible == self.municipality:
            return 0
        return 1 if self.responsible and self.responsible.kind == "Landkreis" else 2


@dataclass(frozen=True)
class OfferView:
    """A service on the shelf.

    `responsible` is named only where it is another municipality or authority; `choices` is the
    number of municipalities to choose from where none is responsible yet. `nearness`: 0 this
    municipality's own, 1 the county's, 2 a neighbour's.
    """

    slug: str
    name: str
    title: str
    summary: str
    category: Category
    mode: Mode
    tag: str
    fee_headline: str
    duration: str
    responsible: str
    choices: int
    nearness: int
    popular: bool
    offer: Offer


def offer_at(
    service: ServiceDefinition,
    entry: OfferEntry,
    shown_by: Municipality,
    responsible: Municipality,
    also_at: tuple[Municipality, ...],
) -> Offer:
    """The offer of `responsible` as the portal of `shown_by` presents it."""
    fee = fee_rule_of(service, entry)
    modes = usable_modes(service, entry)
    headline, detail = _fee_words(service, fee, modes, entry)
    return Offer(
        service=service,
        municipality=shown_by,
        responsible=responsible,
        also_at=also_at,
        modes=modes,
        contact=_contact(service, entry, responsible),
        fee=fee,
        fee_headline=headline,
        fee_detail=detail,
        duration=entry.duration or service.duration,
        note=entry.note,
        summary=entry.summary,
        more=entry.paragraphs,
        requirements=entry.requirements,
        off=entry.off,
        url=entry.url,
        authority=entry.authority,
        download=entry.download,
    )


def offer_to_choose(
    service: ServiceDefinition, shown_by: Municipality, offers: tuple[Offer, ...]
) -> Offer:
    """The offer where several municipalities could serve and none has been chosen."""
    first = offers[0]
    same_fee = all(offer.fee == first.fee for offer in offers)
    same_duration = all(offer.duration == first.duration for offer in offers)
    return Offer(
        service=service,
        municipality=shown_by,
        responsible=None,
        also_at=tuple(offer.responsible for offer in offers if offer.responsible),
        modes=first.modes,
        contact=None,
        fee=None,
        fee_headline=first.fee_headline if same_fee else _("je nach Kommune"),
        fee_detail=first.fee_detail if same_fee else "",
        duration=first.duration if same_duration else None,
    )


def usable_modes(service: ServiceDefinition, entry: OfferEntry) -> tuple[Mode, ...]:
    """The ways of the municipality's file that the service can be had in today.

    A form needs a form in the definition, an appointment `appointment: true`; where nothing is
    left, or the service is switched off, the page informs.
    """
    if entry.off:
        return ("info",)
    possible = {"form": service.form is not None, "appointment": service.appointment}
    usable = tuple(mode for mode in MODES if mode in entry.modes and possible.get(mode, True))
    return usable or ("info",)


def fee_rule_of(service: ServiceDefinition, entry: OfferEntry) -> FeeRule | None:
    """The municipality's own fee rule, else the service's. Raises pydantic's ValidationError."""
    return parsed_fee(entry.fee) if entry.fee is not None else service.fee


def parsed_fee(written: Any) -> FeeRule:
    """A fee rule as written in a municipality's file."""
    return _FEE_RULE.validate_python(written)


def _contact(service: ServiceDefinition, entry: OfferEntry, responsible: Municipality) -> Contact:
    """The department asked about it. Where a link leads to an authority whose own content we
    have, that authority's, as the citizen's question belongs there."""
    if entry.contact:
        return responsible.contact(entry.contact)
    linked = (town for town in all_municipalities() if town.full_name == entry.authority)
    return next(linked, responsible).contact(service.contact)


def _fee_words(
    service: ServiceDefinition, fee: FeeRule | None, modes: tuple[Mode, ...], entry: OfferEntry
) -> tuple[str, str]:
    if "link" in modes:
        county = _is_county(entry.authority or "")
        return _("beim Landkreis") if county else _("bei der zuständigen Stelle"), ""
    return fee_in_words(fee) if fee is not None else (service.fee_words, "")


def _is_county(authority: str) -> bool:
    return authority.split()[:1] in (["Landkreis"], ["Kreis"])
