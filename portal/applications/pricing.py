"""What an application costs, and what of that is to be paid with it.

Who asks for relief of the fee pays nothing now: the desk decides first (`portal.cases.fee_relief`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from portal.catalogue import Offer
from portal.catalogue.relief import relief_chosen
from portal.errors import NotFound
from portal.fees import FREE, Fee, ReliefKind, compute_fee, offered_cents


@dataclass(frozen=True)
class Price:
    """`full` is the whole fee; `relief` is what the applicant asks for, if anything."""

    full: Fee
    relief: ReliefKind | None

    @property
    def now(self) -> Fee:
        """What is to be paid with the application."""
        return self.full if self.relief is None else FREE

    def relief_in_snapshot(self) -> dict[str, Any]:
        """What was asked for and on which terms, as a submission keeps it; {} where nothing was."""
        if self.relief is None:
            return {}
        return {
            "kind": self.relief.code,
            "label": self.relief.label,
            "proof": self.relief.proof,
            "legal_basis": self.relief.legal_basis,
            "full_cents": self.full.total_cents,
            "offered_cents": offered_cents(self.relief, self.full.total_cents),
            "fee_lines": [asdict(line) for line in self.full.lines],
        }


def price_of(offer: Offer, typed: Mapping[str, object]) -> Price:
    """The price for these typed answers. Raises FeeUndecided, NotFound where nothing is offered."""
    if offer.fee is None:
        raise NotFound
    full = compute_fee(offer.fee, typed)
    asked = relief_chosen(offer.service, typed) if full.total_cents else None
    return Price(full, asked)
