"""What changes a payment: a citizen begins it, the provider's word moves it on."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.errors import InvalidInput
from portal.payments.numbering import next_kassenzeichen
from portal.payments.provider import Begun, ProviderEvent, ProviderState
from portal.payments.queries import find_payment, items_of, latest_attempt, lock_payment
from portal.payments.refunds import note_outside_refund
from portal.payments.settlement import ask_for_failed, open_ahead, settle
from portal.payments.status import PaymentStatus, may_become, status_reported
from portal.payments.tables import Payment, PaymentEvent, PaymentItem
from portal.persistence.follow_ups import FollowUps
from portal.persistence.live import announce
from portal.shared import clock

log = logging.getLogger(__name__)

NO_PROVIDER = "none"
DIRECT_DEBIT = "sepa"
WRONG_AMOUNT = "wrong_amount"
REFUND_REFUSED = "refund_refused"
ORDER_LIFETIME = timedelta(hours=2)
REUSABLE_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class PayableItem:
    """One submission in the basket, what it costs in cents, and where that is booked; or a claim
    (`claim_id`) on the case of that submission."""

    application_id: UUID
    submission_id: UUID
    municipality: str
    amount_cents: int
    booking_account: str = ""
    claim_id: UUID | None = None


@dataclass(frozen=True)
class Attempt:
    """Somebody's wish to pay a basket: `key` is the checkout page's own, one per page shown.

    `provider` is NO_PROVIDER exactly when nothing is to pay. `part` of `parts` is which one of the
    payments it is that the basket takes.
    """

    account_id: UUID
    host_municipality: str
    method: str
    provider: str
    items: tuple[PayableItem, ...]
    key: str
    part: int = 1
    parts: int = 1

    @property
    def amount_cents(self) -> int:
        """What is to pay in all."""
        return sum(item.amount_cents for item in self.items)


class BasketEmpty(InvalidInput):
    """There is nothing to pay for."""

    message = "Ihr Warenkorb ist leer."


async def begin_payment(session: AsyncSession, attempt: Attempt, follow_ups: FollowUps) -> Payment:
    """The payment of this attempt: a second click, even at the same moment, finds the first.

    The same checkout page used again another way, for other items or after a failure begins a
    new one. What costs nothing is settled here and now. Raises BasketEmpty, InvalidInput.
    """
    while True:
        latest = await latest_attempt(session, attempt.account_id, attempt.key)
        if latest and await _serves_again(session, latest, attempt):
            return latest
        payment = _new_payment(attempt, latest.attempt_number + 1 if latest else 0)
        if await _insert(session, payment):
            break
    await _add_items(session, payment, attempt.items)
    if payment.provider == NO_PROVIDER:
        await apply_state(session, payment.id, ProviderState("paid", 0, 0), follow_ups)
    return await find_payment(session, payment.id)


async def note_begun(session: AsyncSession, payment_id: UUID, begun: Begun) -> Payment:
    """Keep where the provider takes the money; the first answer stays."""
    payment = await lock_payment(session, payment_id)
    if not payment.provider_reference:
        payment.provider_reference = begun.provider_reference
        payment.redirect_url = begun.redirect_url
    return payment


async def record_event(session: AsyncSession, provider: str, event: ProviderEvent) -> bool:
    """Store a notification by its own id; False when it was stored before."""
    statement = (
        insert(PaymentEvent)
        .values(
            provider=provider,
            event_id=event.event_id,
            provider_reference=event.provider_reference,
            payload={"kind": event.kind},
            received_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(col(PaymentEvent.event_id))
    )
    return (await session.execute(statement)).first() is not None


async def note_event_handled(session: AsyncSession, provider: str, event_id: str) -> None:
    """The notification has had its effect."""
    event = await session.get(PaymentEvent, (provider, event_id))
    if event and event.handled_at is None:
        event.handled_at = clock.now()


async def apply_state(
    session: AsyncSession, payment_id: UUID, state: ProviderState, follow_ups: FollowUps
) -> PaymentStatus:
    """Let the payment follow what the provider says, as far as the table of transitions allows.

    Becoming paid settles what it is for in this transaction. An amount or currency other than
    ordered settles nothing: the payment waits, with `problem` naming why. Raises NotFound.
    """
    payment = await lock_payment(session, payment_id)
    status = _status_meant(payment, state)
    if status is PaymentStatus.PAID and not _is_the_amount_ordered(payment, state):
        status = _hold_for_wrong_amount(payment)
    if may_become(PaymentStatus(payment.status), status):
        await _advance(session, payment, status, follow_ups)
    await note_outside_refund(session, payment_id, state.refunded_cents, follow_ups)
    if payment.disputed_cents != state.disputed_cents:
        payment.disputed_cents = state.disputed_cents
        await _plan_to_tell_of_dispute(session, payment, follow_ups)
    return PaymentStatus(payment.status)


async def _plan_to_tell_of_dispute(
    session: AsyncSession, payment: Payment, follow_ups: FollowUps
) -> None:
    log.warning("payment %s: its payer's bank claims back, or does no more", payment.id)
    arguments = {"payment_id": str(payment.id), "cents": str(payment.disputed_cents)}
    key = f"{payment.id}:{payment.disputed_cents}:{clock.now().isoformat()}"
    await follow_ups.enqueue(session, "tell_dispute", key, arguments)


async def note_problem(session: AsyncSession, payment_id: UUID, problem: str) -> None:
    """Mark the payment as one that a human must look at, e.g. "refund_refused"."""
    _mark(await lock_payment(session, payment_id), problem)


async def expire(session: AsyncSession, payment_id: UUID, follow_ups: FollowUps) -> None:
    """Stop waiting for a payment nobody made."""
    payment = await lock_payment(session, payment_id)
    if may_become(PaymentStatus(payment.status), PaymentStatus.EXPIRED):
        await _advance(session, payment, PaymentStatus.EXPIRED, follow_ups)


async def _serves_again(session: AsyncSession, payment: Payment, attempt: Attempt) -> bool:
    if not attempt.items:
        return True
    wanted = {(item.submission_id, item.claim_id) for item in attempt.items}
    items = await items_of(session, payment.id)
    if wanted != {(item.submission_id, item.claim_id) for item in items}:
        return False
    status = PaymentStatus(payment.status)
    if status is PaymentStatus.CREATED:
        is_fresh = clock.now() - payment.created_at < REUSABLE_FOR
        return payment.method == attempt.method and is_fresh
    return status in (PaymentStatus.PENDING, PaymentStatus.PAID)


def _new_payment(attempt: Attempt, number: int) -> Payment:
    if not attempt.items:
        raise BasketEmpty
    if (attempt.amount_cents == 0) != (attempt.provider == NO_PROVIDER):
        raise InvalidInput("Bitte wählen Sie eine Zahlungsart.")
    return Payment(
        account_id=attempt.account_id,
        host_municipality=attempt.host_municipality,
        provider=attempt.provider,
        method=attempt.method,
        amount_cents=attempt.amount_cents,
        attempt_key=attempt.key,
        attempt_number=number,
        part=attempt.part,
        parts=attempt.parts,
    )


async def _insert(session: AsyncSession, payment: Payment) -> bool:
    """False when the same attempt was inserted meanwhile (it is committed then)."""
    statement = (
        insert(Payment)
        .values(payment.model_dump())
        .on_conflict_do_nothing(constraint="one_payment_per_attempt")
        .returning(col(Payment.id))
    )
    return (await session.execute(statement)).first() is not None


async def _add_items(session: AsyncSession, payment: Payment, items: Sequence[PayableItem]) -> None:
    for item in items:
        session.add(
            PaymentItem(
                payment_id=payment.id,
                account_id=payment.account_id,
                municipality=item.municipality,
                application_id=item.application_id,
                submission_id=item.submission_id,
                claim_id=item.claim_id,
                amount_cents=item.amount_cents,
                booking_account=item.booking_account if item.amount_cents else "",
                kassenzeichen=await _kassenzeichen_for(session, item),
            )
        )
    await session.flush()


async def _kassenzeichen_for(session: AsyncSession, item: PayableItem) -> str | None:
    """None for what costs nothing: there is nothing to book."""
    return await next_kassenzeichen(session, item.municipality) if item.amount_cents else None


def _status_meant(payment: Payment, state: ProviderState) -> PaymentStatus:
    """Money that was given back in full before we heard of it pays for nothing."""
    is_all_back = 0 < payment.amount_cents <= state.refunded_cents
    if state.status == "paid" and is_all_back and payment.status != PaymentStatus.PAID:
        return PaymentStatus.CANCELED
    return status_reported(state.status)


def _is_the_amount_ordered(payment: Payment, state: ProviderState) -> bool:
    return state.currency == "EUR" and state.amount_cents == payment.amount_cents


def _hold_for_wrong_amount(payment: Payment) -> PaymentStatus:
    _mark(payment, WRONG_AMOUNT)
    return PaymentStatus.PENDING


def _mark(payment: Payment, problem: str) -> None:
    """Say it once where operators look; `payments.queries.problem_counts` goes on telling."""
    if payment.problem != problem:
        log.error("payment %s needs a human: %s", payment.id, problem)
    payment.problem = problem


async def _advance(
    session: AsyncSession, payment: Payment, status: PaymentStatus, follow_ups: FollowUps
) -> None:
    if status is PaymentStatus.PAID:
        payment.problem = ""
        payment.settled_at = clock.now()
    await _change_status(session, payment, status)
    if status is PaymentStatus.PAID:
        await settle(session, payment, follow_ups)
    elif status is not PaymentStatus.PENDING:
        await ask_for_failed(session, payment, follow_ups)
    elif payment.method == DIRECT_DEBIT and not payment.problem:
        await open_ahead(session, payment, follow_ups)


async def _change_status(session: AsyncSession, payment: Payment, status: PaymentStatus) -> None:
    payment.status = status.value
    await session.flush()
    await announce(session, f"payment:{payment.id}", f"account:{payment.account_id}")
