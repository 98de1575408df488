"""Kommune: who it is, its network, hosts, look, opening hours, contacts and offers."""

from portal.municipalities.arms import DRAWINGS
from portal.municipalities.bank_account import BankAccount
from portal.municipalities.branding import arms_svg, manifest, stylesheet
from portal.municipalities.municipality import (
    Colour,
    Contact,
    Municipality,
    PaymentMethod,
    PostalAddress,
)
from portal.municipalities.offer import BookingAccount, Duration, Mode, OfferEntry, RemedyKind
from portal.municipalities.office import ClosedDays, Office
from portal.municipalities.opening_hours import (
    OpeningHours,
    Span,
    opening_hours_in_words,
    spans_in_words,
)
from portal.municipalities.registry import (
    all_municipalities,
    municipality_by_host,
    municipality_by_slug,
    network_of,
)

__all__ = [
    "DRAWINGS",
    "BankAccount",
    "BookingAccount",
    "ClosedDays",
    "Colour",
    "Contact",
    "Duration",
    "Mode",
    "Municipality",
    "OfferEntry",
    "Office",
    "OpeningHours",
    "PaymentMethod",
    "PostalAddress",
    "RemedyKind",
    "Span",
    "all_municipalities",
    "arms_svg",
    "manifest",
    "municipality_by_host",
    "municipality_by_slug",
    "network_of",
    "opening_hours_in_words",
    "spans_in_words",
    "stylesheet",
]
