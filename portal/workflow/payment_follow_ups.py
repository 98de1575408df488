"""What happens to payments while nobody waits: events take effect, silence is broken, money goes
back. Each may run any number of times.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from portal.payments.provider import PaymentRefused, ProviderEvent, ProviderUnavailable
from portal.payments.queries import find_by_reference, find_payment
from portal.payments.service import expire, note_event_handled
from portal.payments.status import PaymentStatus
from portal.payments.tables import Payment
from portal.persistence.database import system_scope
from portal.shared import clock
from portal.workflow.payment_progress import (
    LONGEST_PAUSE,
    LONGEST_PAUSE_UNANSWERED,
    enqueue_event,
    enqueue_watch,
    refresh,
)
from portal.workflow.refunds import give_back
from portal.workflow.services import Services

log = logging.getLogger(__name__)

GIVE_UP_OPEN = timedelta(hours=24)
# A direct debit settles within days; a provider that says "pending" is believed for a month, and
# one that says nothing may have been paid.
GIVE_UP_PENDING = timedelta(days=30)
ATTEMPTS_FOR_UNKNOWN_REFERENCE = 5


async def apply_payment_event(services: Services, arguments: Mapping[str, str]) -> None:
    """A stored notification takes effect: the provider is asked what is true now.

    So it does not matter in which order, how late or how often notifications come. Raises
    ProviderUnavailable, to be tried again.
    """
    event = ProviderEvent(arguments["event_id"], arguments["provider_reference"])
    provider = arguments["provider"]
    async with services.database.transaction(system_scope()) as session:
        payment = await find_by_reference(session, provider, event.provider_reference)
    if payment is None:
        await _wait_for_its_payment(services, provider, event, int(arguments["attempt"]))
        return
    try:
        await refresh(services, payment)
    except PaymentRefused:
        log.warning("payment %s: %s does not know it", payment.id, provider)
    async with services.database.transaction(system_scope()) as session:
        await note_event_handled(session, provider, event.event_id)


async def watch_payment(services: Services, arguments: Mapping[str, str]) -> None:
    """Ask about a payment that nobody told us of; go on until it is decided or given up."""
    payment_id = UUID(arguments["payment_id"])
    async with services.database.transaction(system_scope()) as session:
        payment = await find_payment(session, payment_id)
    is_answered = True
    if PaymentStatus(payment.status).is_open and payment.provider_reference:
        try:
            payment.status = await refresh(services, payment)
        except PaymentRefused:
            log.warning("payment %s: %s does not know it", payment.id, payment.provider)
        except ProviderUnavailable:
            log.warning("payment %s: no answer from %s", payment.id, payment.provider)
            is_answered = False
    if PaymentStatus(payment.status).is_open:
        await _watch_on_or_give_up(services, payment, is_answered, int(arguments["attempt"]) + 1)


PAYMENT_FOLLOW_UPS = {
    "apply_payment_event": apply_payment_event,
    "watch_payment": watch_payment,
    "give_back": give_back,
}


async def _wait_for_its_payment(
    services: Services, provider: str, event: ProviderEvent, attempt: int
) -> None:
    """The notification may be faster than our own note of the provider's reference."""
    async with services.database.transaction(system_scope()) as session:
        if attempt < ATTEMPTS_FOR_UNKNOWN_REFERENCE:
            await enqueue_event(session, services.follow_ups, provider, event, attempt + 1)
        else:
            log.warning("event %s of %s is about no payment of ours", event.event_id, provider)
            await note_event_handled(session, provider, event.event_id)


async def _watch_on_or_give_up(
    services: Services, payment: Payment, is_answered: bool, attempt: int
) -> None:
    age = clock.now() - payment.created_at
    may_be_paid = PaymentStatus(payment.status) is PaymentStatus.PENDING or not is_answered
    longest = LONGEST_PAUSE if is_answered else LONGEST_PAUSE_UNANSWERED
    async with services.database.transaction(system_scope()) as session:
        if age < (GIVE_UP_PENDING if may_be_paid else GIVE_UP_OPEN):
            await enqueue_watch(session, services.follow_ups, payment.id, attempt, longest)
        elif not payment.problem:
            await expire(session, payment.id, services.follow_ups)
