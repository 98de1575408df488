"""Giving money back, as the ledger says: each refund is noted before the provider is asked."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from portal.payments.methods import TRANSFER
from portal.payments.provider import PaymentProvider, PaymentRefused
from portal.payments.queries import find_payment
from portal.payments.refunds import (
    RefundCall,
    begin_call,
    call_under_way,
    is_any_agreed,
    note_done,
    note_outside_refund,
    note_refused,
    plan_to_tell,
)
from portal.payments.service import REFUND_REFUSED, note_problem
from portal.payments.tables import Payment
from portal.persistence.database import system_scope
from portal.shared import clock
from portal.workflow.payment_progress import provider_named
from portal.workflow.services import Services

log = logging.getLogger(__name__)

# Stripe keeps an idempotency key for a day, PayPal longer.
KEY_IS_REMEMBERED = timedelta(hours=12)


async def give_back(services: Services, arguments: Mapping[str, str]) -> None:
    """Make all refunds of a payment that are agreed on, one after another.

    Any number of workers may do so at once or be killed at it: a refund that was begun is asked
    for again under the same key. Raises ProviderUnavailable, to be tried again. A refusal is kept
    with the refund and as the payment's problem.
    """
    payment_id = UUID(arguments["payment_id"])
    while (found := await _next_call(services, payment_id)) is not None:
        await _make(services, *found)


async def _next_call(services: Services, payment_id: UUID) -> tuple[Payment, RefundCall] | None:
    async with services.database.transaction(system_scope()) as session:
        payment = await find_payment(session, payment_id)
        call = await call_under_way(session, payment_id)
        if call is None and not await is_any_agreed(session, payment_id):
            return None
    if call is None:
        call = await _begin(services, payment)
    return (payment, call) if call else None


async def _begin(services: Services, payment: Payment) -> RefundCall | None:
    """What was given back outside meanwhile is entered first: it leaves less to give back."""
    state = await provider_named(services, payment.provider).fetch(payment.provider_reference)
    async with services.database.transaction(system_scope()) as session:
        await note_outside_refund(session, payment.id, state.refunded_cents, services.follow_ups)
        return await begin_call(session, payment.id)


async def _make(services: Services, payment: Payment, call: RefundCall) -> None:
    provider = provider_named(services, payment.provider)
    try:
        if not await _was_made_long_ago(provider, payment, call):
            await provider.refund(payment.provider_reference, call.amount_cents, call.key)
    except PaymentRefused:
        await _note_refusal(services, payment, call)
        return
    async with services.database.transaction(system_scope()) as session:
        if await note_done(session, call.refund_id) and payment.method != TRANSFER:
            # A transfer is only ordered: the citizen is told when the treasury has made it.
            await plan_to_tell(session, services.follow_ups, call.refund_id)


async def _was_made_long_ago(provider: PaymentProvider, payment: Payment, call: RefundCall) -> bool:
    """The provider may have forgotten the key by now: only what it says of its books counts."""
    if not call.is_resumed or clock.now() - call.since < KEY_IS_REMEMBERED:
        return False
    state = await provider.fetch(payment.provider_reference)
    return state.refunded_cents >= call.before_cents + call.amount_cents


async def _note_refusal(services: Services, payment: Payment, call: RefundCall) -> None:
    async with services.database.transaction(system_scope()) as session:
        await note_refused(session, call.refund_id)
        await note_problem(session, payment.id, REFUND_REFUSED)
