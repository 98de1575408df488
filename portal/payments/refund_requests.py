"""Refunds that a team lead asks for: of one item, for a reason, above a limit with a second person.

Needs the system's scope. Amounts in integer cents.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.errors import Conflict, InvalidInput, NotAllowed, NotFound
from portal.payments.kassenzeichen import normalised
from portal.payments.queries import lock_payment
from portal.payments.refund_tables import Refund
from portal.payments.refunds import AGREED, ASKED, BY_HAND, COUNTED, DECLINED, REFUSED, plan_refund
from portal.payments.service import NO_PROVIDER
from portal.payments.status import PaymentStatus
from portal.payments.tables import PaymentItem
from portal.persistence.follow_ups import FollowUps
from portal.shared import clock
from portal.shared.money import format_euro

SHORTEST_REASON, LONGEST_REASON = 5, 500
SHOWN = 30


class OwnRefund(NotAllowed):
    """Nobody is their own second pair of eyes."""

    message = "Das muss eine zweite Person aus der Leitung entscheiden."


class RefundOver(Conflict):
    """Somebody has decided meanwhile."""

    message = "Darüber ist inzwischen entschieden."


@dataclass(frozen=True)
class RefundWish:
    """What a team lead wants to give back of an item, and why."""

    item_id: UUID
    amount_cents: int
    reason: str
    by: UUID


async def item_by_kassenzeichen(
    session: AsyncSession, municipality: str, kassenzeichen: str
) -> PaymentItem:
    """The municipality's item. Raises InvalidInput."""
    query = select(PaymentItem).where(
        col(PaymentItem.kassenzeichen) == normalised(kassenzeichen),
        col(PaymentItem.municipality) == municipality,
    )
    item = (await session.scalars(query)).first()
    if item is None:
        raise InvalidInput("Dieses Kassenzeichen gibt es hier nicht.")
    return item


async def refundable_cents(session: AsyncSession, item: PaymentItem) -> int:
    """What may still go back of an item: what is planned counts as gone."""
    payment = await lock_payment(session, item.payment_id)
    if payment.status != PaymentStatus.PAID or payment.provider == NO_PROVIDER or not item.settled:
        return 0
    query = select(Refund).where(
        col(Refund.payment_id) == payment.id, col(Refund.status).in_(COUNTED)
    )
    planned = (await session.scalars(query)).all()
    of_item = sum(one.amount_cents for one in planned if one.item_id == item.id)
    of_payment = sum(one.amount_cents for one in planned)
    return max(0, min(item.amount_cents - of_item, payment.amount_cents - of_payment))


async def ask_refund(
    session: AsyncSession, wish: RefundWish, limit_cents: int, follow_ups: FollowUps
) -> Refund:
    """Give back at once, or ask for a second person where all refunds of the item by hand together
    exceed `limit_cents`. Raises InvalidInput, NotFound."""
    reason = _checked_reason(wish.reason)
    item = await session.get(PaymentItem, wish.item_id)
    if item is None:
        raise NotFound
    room = await refundable_cents(session, item)
    if room == 0:
        raise InvalidInput("Davon ist nichts zu erstatten: nicht bezahlt oder schon erstattet.")
    if not 0 < wish.amount_cents <= room:
        raise InvalidInput(f"Zu erstatten sind höchstens {format_euro(room)}.")
    together = await _by_hand_cents(session, item.id) + wish.amount_cents
    refund = Refund(
        payment_id=item.payment_id,
        account_id=item.account_id,
        item_id=item.id,
        municipality=item.municipality,
        kind=BY_HAND,
        amount_cents=wish.amount_cents,
        status=ASKED if together > limit_cents else AGREED,
        needs_second=together > limit_cents,
        reason=reason,
        asked_by=wish.by,
    )
    session.add(refund)
    await session.flush()
    if refund.status == AGREED:
        await plan_refund(session, refund, follow_ups)
    return refund


async def agree_to_refund(
    session: AsyncSession, municipality: str, refund_id: UUID, by: UUID, follow_ups: FollowUps
) -> Refund:
    """The second pair of eyes: it is made now. Raises NotFound, OwnRefund, RefundOver."""
    refund = await _asked(session, municipality, refund_id)
    if refund.asked_by == by:
        raise OwnRefund
    refund.status, refund.decided_by, refund.decided_at = AGREED, by, clock.now()
    await session.flush()
    await plan_refund(session, refund, follow_ups)
    return refund


async def decline_refund(
    session: AsyncSession, municipality: str, refund_id: UUID, by: UUID
) -> Refund:
    """Decide against it, or take one's own back. Raises NotFound, RefundOver."""
    refund = await _asked(session, municipality, refund_id)
    refund.status, refund.decided_at = DECLINED, clock.now()
    refund.decided_by = None if refund.asked_by == by else by
    await session.flush()
    return refund


async def refunds_by_hand(session: AsyncSession, municipality: str) -> Sequence[Refund]:
    """What waits or was refused first, then the latest."""
    query = (
        select(Refund)
        .where(col(Refund.municipality) == municipality, col(Refund.kind) == BY_HAND)
        .order_by(col(Refund.status).in_((ASKED, REFUSED)).desc(), col(Refund.asked_at).desc())
        .limit(SHOWN)
    )
    return (await session.scalars(query)).all()


def _checked_reason(written: str) -> str:
    reason = " ".join(written.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise InvalidInput(
            f"Bitte nennen Sie den Grund (höchstens {LONGEST_REASON} Zeichen)."
            " Die Bürgerin oder der Bürger liest ihn."
        )
    return reason


async def _by_hand_cents(session: AsyncSession, item_id: UUID) -> int:
    query = select(col(Refund.amount_cents)).where(
        col(Refund.item_id) == item_id,
        col(Refund.kind) == BY_HAND,
        col(Refund.status).in_(COUNTED),
    )
    return sum(await session.scalars(query))


async def _asked(session: AsyncSession, municipality: str, refund_id: UUID) -> Refund:
    refund = await session.get(Refund, refund_id)
    if refund is None or refund.municipality != municipality or refund.kind != BY_HAND:
        raise NotFound
    await lock_payment(session, refund.payment_id)
    await session.refresh(refund)
    if refund.status != ASKED:
        raise RefundOver
    return refund
