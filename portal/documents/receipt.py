"""The receipt (Quittung, BGB § 368) of a payment: who paid what to which authority, and how."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.documents.fee_lines import in_words
from portal.documents.letterhead import fact, letterhead
from portal.documents.rendering import moment, render
from portal.fees import FeeLine
from portal.municipalities import Municipality
from portal.payments.kassenzeichen import in_groups
from portal.shared.money import format_euro


@dataclass(frozen=True)
class PaidItem:
    """One application that was paid; `reference` is empty until its case is opened,
    `kassenzeichen` where the payment began before there were any."""

    title: str
    reference: str
    lines: tuple[FeeLine, ...]
    amount_cents: int
    kassenzeichen: str = ""


@dataclass(frozen=True)
class PaidAuthority:
    """What one authority got."""

    name: str
    items: tuple[PaidItem, ...]

    @property
    def amount_cents(self) -> int:
        """The sum, in cents."""
        return sum(item.amount_cents for item in self.items)


@dataclass(frozen=True)
class Receipt:
    """A payment that arrived, at the portal of `issuer`. `refunded_cents` were given back of it."""

    payment_id: UUID
    payer: str
    issuer: Municipality
    method: str
    paid_at: datetime
    authorities: tuple[PaidAuthority, ...]
    refunded_cents: int = 0

    @property
    def amount_cents(self) -> int:
        """The sum of all authorities, in cents; always more than 0."""
        return sum(authority.amount_cents for authority in self.authorities)


def receipt(paid: Receipt, *, demo: bool = False) -> bytes:
    """The receipt as a PDF, dated the moment of payment."""
    content = letterhead(paid.issuer, "Quittung", f"Quittung · Zahlung {paid.payment_id}", demo)
    content |= {
        "facts": [
            fact("Bezahlt von", paid.payer),
            fact("Bezahlt am", moment(paid.paid_at)),
            fact("Zahlungsart", paid.method),
            fact("Zahlungsnummer", str(paid.payment_id)),
        ],
        "authorities": [_authority(authority) for authority in paid.authorities],
        "total": format_euro(paid.amount_cents),
        "refunded": format_euro(paid.refunded_cents) if paid.refunded_cents else "",
    }
    return render("receipt", content, paid.paid_at)


def _authority(authority: PaidAuthority) -> dict[str, Any]:
    return {
        "name": authority.name,
        "total": format_euro(authority.amount_cents),
        "items": [
            {
                "title": f"{item.title} ({item.reference})" if item.reference else item.title,
                "kassenzeichen": in_groups(item.kassenzeichen),
                "fees": in_words(item.lines),
                "total": format_euro(item.amount_cents),
            }
            for item in authority.items
        ],
    }
