"""What goes back: planned here, made by `workflow.refunds`, one refund of a payment at a time.

Every refund is a row of `refund`, whoever wanted it. `payment.refunded_cents` is the sum of those
that are done. Needs the system's scope; who writes holds the payment's lock.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.payments.provider import uuid_or_none
from portal.payments.queries import items_of, lock_payment
from portal.payments.refund_tables import Refund
from portal.payments.tables import Payment, PaymentItem
from portal.persistence.follow_ups import FollowUps
from portal.persistence.live import announce
from portal.shared import clock

log = logging.getLogger(__name__)

SURPLUS = "surplus"
BY_HAND = "by_hand"
OUTSIDE = "outside"
CORRECTION = "correction"
ASKED = "asked"
AGREED = "agreed"
CALLING = "calling"
DONE = "done"
REFUSED = "refused"
DECLINED = "declined"
COUNTED = (ASKED, AGREED, CALLING, DONE)
"""What takes up room: the others will never be made."""


@dataclass(frozen=True)
class RefundCall:
    """A refund that the provider is being asked for. Cents.

    `before_cents` went back earlier; `since` is when the provider was asked for the first time,
    `is_resumed` says that whoever asked then may have been killed.
    """

    refund_id: UUID
    amount_cents: int
    before_cents: int
    since: datetime
    is_resumed: bool

    @property
    def key(self) -> str:
        """Under which the provider makes it once."""
        return f"refund:{self.refund_id}"


async def owe_surplus(session: AsyncSession, item: PaymentItem, follow_ups: FollowUps) -> None:
    """Plan to give back what arrived for something already paid or gone."""
    refund = Refund(
        payment_id=item.payment_id,
        account_id=item.account_id,
        item_id=item.id,
        municipality=item.municipality,
        kind=SURPLUS,
        amount_cents=item.amount_cents,
        status=AGREED,
    )
    session.add(refund)
    await session.flush()
    await plan_refund(session, refund, follow_ups)


async def owe_difference(
    session: AsyncSession,
    application_id: UUID,
    amount_cents: int,
    follow_ups: FollowUps,
    *,
    refund_id: UUID,
    reason: str,
) -> int:
    """Plan to give back what a paid application costs less than it did, once per `refund_id`, and
    no more than is still ours of it; how much that is."""
    query = (
        select(PaymentItem)
        .where(
            col(PaymentItem.application_id) == application_id,
            col(PaymentItem.settled),
            col(PaymentItem.claim_id).is_(None),
        )
        .limit(1)
    )
    item = (await session.scalars(query)).first()
    if item is None:
        return 0
    await lock_payment(session, item.payment_id)
    if known := await session.get(Refund, refund_id):
        return known.amount_cents
    of_item = and_(col(Refund.item_id) == item.id, col(Refund.status).in_(COUNTED))
    amount = min(amount_cents, item.amount_cents - await _sum(session, of_item))
    if amount <= 0:
        return 0
    refund = Refund(
        id=refund_id,
        payment_id=item.payment_id,
        account_id=item.account_id,
        item_id=item.id,
        municipality=item.municipality,
        kind=CORRECTION,
        amount_cents=amount,
        status=AGREED,
        reason=reason,
    )
    session.add(refund)
    await session.flush()
    await plan_refund(session, refund, follow_ups)
    return amount


async def plan_refund(session: AsyncSession, refund: Refund, follow_ups: FollowUps) -> None:
    """Have an agreed refund made."""
    arguments = {"payment_id": str(refund.payment_id)}
    await follow_ups.enqueue(session, "give_back", str(refund.id), arguments)


async def call_under_way(session: AsyncSession, payment_id: UUID) -> RefundCall | None:
    """The refund that the provider was asked for and that nobody saw the end of."""
    await lock_payment(session, payment_id)
    refund = await _first(session, payment_id, CALLING)
    return await _call(session, refund, is_resumed=True) if refund else None


async def is_any_agreed(session: AsyncSession, payment_id: UUID) -> bool:
    """Whether a refund of the payment waits to be made."""
    return await _first(session, payment_id, AGREED) is not None


async def begin_call(session: AsyncSession, payment_id: UUID) -> RefundCall | None:
    """The next refund to ask the provider for; noted before it is asked.

    One for which there is no money left, as it went back outside, is not made any more: a surplus
    needs no one then, what somebody asked for is refused.
    """
    payment = await lock_payment(session, payment_id)
    if begun := await _first(session, payment_id, CALLING):  # by another worker, just now
        return await _call(session, begun, is_resumed=True)
    while refund := await _first(session, payment_id, AGREED):
        if await refunded_cents(session, payment_id) + refund.amount_cents > payment.amount_cents:
            refund.status = DECLINED if refund.kind == SURPLUS else REFUSED
            await session.flush()
            continue
        refund.status, refund.calling_since = CALLING, clock.now()
        await session.flush()
        return await _call(session, refund, is_resumed=False)
    return None


async def note_done(session: AsyncSession, refund_id: UUID, provider_reference: str = "") -> bool:
    """The provider made it. A second time changes nothing, and is False."""
    refund = await session.get_one(Refund, refund_id)
    payment = await lock_payment(session, refund.payment_id)
    await session.refresh(refund)
    if refund.status == CALLING:
        refund.status, refund.done_at = DONE, clock.now()
        refund.provider_reference = provider_reference
        await _count(session, payment)
        await announce(session, f"refunds:{refund.municipality}")
        return True
    return False


async def plan_to_tell(session: AsyncSession, follow_ups: FollowUps, refund_id: UUID) -> None:
    """Have the citizen told that the money is on its way; of a surplus the receipt tells."""
    await follow_ups.enqueue(session, "tell_refund", str(refund_id), {"refund_id": str(refund_id)})


async def note_refused(session: AsyncSession, refund_id: UUID) -> None:
    """It cannot be made; a human has to look."""
    refund = await session.get_one(Refund, refund_id)
    await lock_payment(session, refund.payment_id)
    await session.refresh(refund)
    if refund.status in (AGREED, CALLING):
        log.warning("refund %s of payment %s was refused", refund.id, refund.payment_id)
        refund.status = REFUSED
        await session.flush()


async def note_outside_refund(
    session: AsyncSession,
    payment_id: UUID,
    total_cents: int,
    follow_ups: FollowUps,
    provider_reference: str = "",
) -> bool:
    """The provider says that `total_cents` went back in all: what we did not order is entered.

    Where it is plain what it was for, the citizen is told in the case. False where there is nothing
    to enter, also while one of ours is being made: then nobody can tell whose it is, and who asks
    again later will. Raises NotFound.
    """
    payment = await lock_payment(session, payment_id)
    known = await refunded_cents(session, payment_id)
    more = min(total_cents, payment.amount_cents) - known
    if more <= 0 or await _first(session, payment_id, CALLING):
        return False
    items = await items_of(session, payment_id)
    only = items[0] if len(items) == 1 and items[0].settled else None
    refund = Refund(
        payment_id=payment_id,
        account_id=payment.account_id,
        item_id=only.id if only else None,
        municipality=only.municipality if only else payment.host_municipality,
        kind=OUTSIDE,
        amount_cents=more,
        status=DONE,
        done_at=clock.now(),
        provider_reference=provider_reference,
    )
    session.add(refund)
    await _count(session, payment)
    log.warning("payment %s: a refund was made outside of the portal", payment_id)
    if only:
        await plan_to_tell(session, follow_ups, refund.id)
    return True


def refund_of(key: str) -> UUID | None:
    """The refund whose `RefundCall.key` it is."""
    kind, _, refund_id = key.partition(":")
    return uuid_or_none(refund_id) if kind == "refund" else None


async def refunded_cents(session: AsyncSession, payment_id: UUID) -> int:
    """What went back of a payment in all."""
    return await _sum(session, col(Refund.payment_id) == payment_id, col(Refund.status) == DONE)


async def returned_of_fees_cents(session: AsyncSession, payment_id: UUID) -> int:
    """What went back of fees: not the surplus, which never was one."""
    return await _sum(
        session,
        col(Refund.payment_id) == payment_id,
        col(Refund.status) == DONE,
        col(Refund.kind) != SURPLUS,
    )


async def refunds_of(session: AsyncSession, payment_id: UUID) -> Sequence[Refund]:
    """All of a payment, the oldest first."""
    query = (
        select(Refund)
        .where(col(Refund.payment_id) == payment_id)
        .order_by(col(Refund.asked_at), col(Refund.id))
    )
    return (await session.scalars(query)).all()


async def _first(session: AsyncSession, payment_id: UUID, status: str) -> Refund | None:
    query = (
        select(Refund)
        .where(col(Refund.payment_id) == payment_id, col(Refund.status) == status)
        .order_by(col(Refund.asked_at), col(Refund.id))
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).first()


async def _call(session: AsyncSession, refund: Refund, *, is_resumed: bool) -> RefundCall:
    before = await refunded_cents(session, refund.payment_id)
    since = refund.calling_since or clock.now()
    return RefundCall(refund.id, refund.amount_cents, before, since, is_resumed)


async def _count(session: AsyncSession, payment: Payment) -> None:
    await session.flush()
    payment.refunded_cents = await refunded_cents(session, payment.id)
    await session.flush()
    await announce(session, f"payment:{payment.id}")


async def _sum(session: AsyncSession, *conditions: object) -> int:
    query = select(func.coalesce(func.sum(col(Refund.amount_cents)), 0)).where(*conditions)  # type: ignore[arg-type]
    return int(await session.scalar(query) or 0)
