"""One payment after another: which parts of a basket are paid, which comes next, what may change.

Nothing of this is kept in the browser: whoever comes back later goes on where they stopped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications import Basket, basket
from portal.errors import Conflict
from portal.municipalities import municipality_by_slug
from portal.payments.parts import parts_of
from portal.payments.queries import being_paid, items_of, newest_decided
from portal.payments.status import PaymentStatus
from portal.payments.tables import Payment
from portal.shared.language import N_

Standing = Literal["paid", "pending", "next", "later"]


@dataclass(frozen=True)
class PartStanding:
    """How one payment of several stands; amount in cents, `number` counts from 1."""

    number: int
    names: str
    amount_cents: int
    standing: Standing
    payment_id: UUID | None = None


class BasketChanged(Conflict):
    """What is to pay is not what was shown when the citizen agreed to it."""

    message = N_(
        "Ihr Warenkorb hat sich inzwischen geändert. Bitte prüfen Sie die Summe noch einmal und "
        "senden Sie dann ab."
    )


async def left_to_pay(session: AsyncSession, account_id: UUID, host_municipality: str) -> Basket:
    """The basket without what is being paid already: money is on its way for it."""
    content = await basket(session, account_id, host_municipality)
    under_way = await being_paid(session, account_id)
    return Basket(tuple(item for item in content.items if item.application_id not in under_way))


async def standing_of_parts(
    session: AsyncSession, account_id: UUID, content: Basket, method: str
) -> tuple[PartStanding, ...]:
    """The parts of the series that is under way, the paid ones first; () where one payment does
    it all.

    `content` is what is left to pay; `method` decides who collects for whom.
    """
    rest = parts_of(content.items, method)
    done = [
        await _done(session, payment) for payment in await _series(session, account_id, len(rest))
    ]
    still_open = [
        PartStanding(
            number, part.names, part.total_cents, "later" if number > len(done) + 1 else "next"
        )
        for number, part in enumerate(rest, len(done) + 1)
    ]
    parts = (*done, *still_open)
    return parts if len(parts) > 1 else ()


async def _series(session: AsyncSession, account_id: UUID, left: int) -> Sequence[Payment]:
    """The payments of the newest series, the first first; none where `left` does not continue
    it (see `part_number`)."""
    decided = await newest_decided(session, account_id)
    if not decided or decided[0].parts - decided[0].part != left:
        return []
    series = [decided[0]]
    for payment in decided[1:]:
        if payment.part == series[-1].part - 1:
            series.append(payment)
    return series[::-1]


async def _done(session: AsyncSession, payment: Payment) -> PartStanding:
    items = await items_of(session, payment.id)
    towns = sorted({item.municipality for item in items if item.amount_cents})
    names = ", ".join(municipality_by_slug(slug).full_name for slug in towns)
    is_paid = payment.status == PaymentStatus.PAID
    return PartStanding(
        payment.part, names, payment.amount_cents, "paid" if is_paid else "pending", payment.id
    )
