"""What becoming paid means: each application, and each claim on an open case, is settled by one
payment; the rest is given back.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications import mark_submitted
from portal.municipalities import municipality_by_slug
from portal.payments.claims import settle_claim
from portal.payments.queries import items_of
from portal.payments.refunds import owe_surplus
from portal.payments.tables import Payment, PaymentItem
from portal.persistence.follow_ups import FollowUps


async def settle(session: AsyncSession, payment: Payment, follow_ups: FollowUps) -> None:
    """Settle every item that is still to be paid; the shares of the others are surplus.

    Settling submits the application and enqueues the opening of its case, or pays a claim, all in
    the caller's transaction. Two payments for one application wait for each other here; items are
    taken in the order of their applications, so that they never wait in a ring.
    """
    items = await items_of(session, payment.id)
    for item in items:
        if item.claim_id is not None:
            item.settled = await settle_claim(session, item, follow_ups)
        elif item.ahead:
            await _confirm_item(session, item, follow_ups)
        elif await mark_submitted(session, item.application_id, item.submission_id):
            item.settled = True
            await _open_case(session, item, follow_ups)
    await _give_back_the_rest(session, payment, items, follow_ups)


async def open_ahead(session: AsyncSession, payment: Payment, follow_ups: FollowUps) -> None:
    """A direct debit was promised: where a municipality wants it so, its cases open now."""
    for item in await items_of(session, payment.id):
        wants_it = municipality_by_slug(item.municipality).direct_debit == "at_once"
        if item.claim_id is not None or item.ahead or not wants_it:
            continue
        if await mark_submitted(session, item.application_id, item.submission_id):
            item.ahead = True
            await _open_case(session, item, follow_ups)


async def ask_for_failed(session: AsyncSession, payment: Payment, follow_ups: FollowUps) -> None:
    """The debit failed: what was opened on its promise has to be paid in the case."""
    for item in await items_of(session, payment.id):
        if item.ahead and not item.settled:
            item.ahead = False
            arguments = {"item_id": str(item.id)}
            await follow_ups.enqueue(session, "claim_failed_debit", str(item.id), arguments)


async def _confirm_item(session: AsyncSession, item: PaymentItem, follow_ups: FollowUps) -> None:
    item.settled = True
    arguments = {"item_id": str(item.id)}
    await follow_ups.enqueue(session, "tell_debit", str(item.id), arguments)


async def _open_case(session: AsyncSession, item: PaymentItem, follow_ups: FollowUps) -> None:
    await follow_ups.enqueue(
        session,
        "open_case",
        f"open-case:{item.application_id}",
        {"application_id": str(item.application_id), "municipality": item.municipality},
    )


async def _give_back_the_rest(
    session: AsyncSession, payment: Payment, items: Sequence[PaymentItem], follow_ups: FollowUps
) -> None:
    rest = [item for item in items if not item.settled]
    payment.surplus = bool(rest)
    for item in rest:
        if item.amount_cents > 0:
            await owe_surplus(session, item, follow_ups)
