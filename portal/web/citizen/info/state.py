"""What these pages say of the municipality served."""

from dataclasses import dataclass

import reflex as rx

from portal.catalogue import load_catalogue
from portal.catalogue.retention import retention_months
from portal.municipalities import Contact, Municipality, opening_hours_in_words, spans_in_words
from portal.settings import load_settings
from portal.shared.language import _
from portal.web.citizen.info.law import LandLaw, head_of, law_of, supervisor_of
from portal.web.cookies import device_cookie_name, session_cookie_name
from portal.web.guards import public
from portal.web.session import visit_of


@dataclass(frozen=True)
class Desk:
    """Whom to ask, and when somebody is there."""

    name: str = ""
    phone: str = ""
    email: str = ""
    room: str = ""
    hours: str = ""


@dataclass(frozen=True)
class OpenDay:
    """One weekday's opening hours in words."""

    day: str
    hours: str


@dataclass(frozen=True)
class Kept:
    """How long cases of some services are kept after they were closed."""

    months: str
    services: str


@dataclass(frozen=True)
class Officer:
    """Whom to ask about data protection; empty where the content does not say."""

    name: str = ""
    phone: str = ""
    email: str = ""


class Info(rx.State):
    """The municipality as these pages name it."""

    name: str = ""
    street: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    days: list[OpenDay] = []
    hours_note: str = ""
    identity_desk: Desk = Desk()
    head: str = ""
    supervisor: str = ""
    law: LandLaw = LandLaw()
    officer: Officer = Officer()
    kept: list[Kept] = []
    session_cookie: str = ""
    device_cookie: str = ""
    ready: bool = False

    @rx.event
    @public
    async def load(self) -> None:
        """Fill in the municipality of this host."""
        self.session_cookie = session_cookie_name(load_settings())
        self.device_cookie = device_cookie_name(load_settings())
        municipality = (await visit_of(self)).municipality
        if municipality is None:
            return
        self._show_contact(municipality)
        self.identity_desk = _desk(municipality.contact("buergerbuero"))
        self.head, self.supervisor = head_of(municipality), supervisor_of(municipality)
        self.law = law_of(municipality)
        if told := municipality.data_protection:
            self.officer = Officer(told.officer, told.phone, told.email)
        self.kept = _kept_at(municipality)
        self.ready = True

    def _show_contact(self, municipality: Municipality) -> None:
        address, hours = municipality.address, municipality.opening_hours
        self.name, self.street = municipality.full_name, address.street
        self.city = f"{address.postcode} {address.city}"
        self.phone, self.email = municipality.phone, municipality.email
        self.days = [
            OpenDay(_(day), spans_in_words(spans)) for day, spans in hours.by_day.items() if spans
        ]
        self.hours_note = hours.note


def _kept_at(municipality: Municipality) -> list[Kept]:
    """Taken from the services that can be ordered here, the shortest first."""
    by_months: dict[int, list[str]] = {}
    for view in load_catalogue().offers(municipality):
        if view.offer.service.form is not None and view.mode == "form":
            months = retention_months(view.offer.responsible or municipality, view.slug)
            by_months.setdefault(months, []).append(view.name)
    return [
        Kept(f"{months} Monate", ", ".join(sorted(names)))
        for months, names in sorted(by_months.items())
    ]


def _desk(contact: Contact) -> Desk:
    hours = opening_hours_in_words(contact.opening_hours) if contact.opening_hours else ""
    return Desk(contact.name, contact.phone, contact.email, contact.room, hours)
