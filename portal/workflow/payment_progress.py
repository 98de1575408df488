"""How a payment moves on: by what its provider answers, asked as often as it takes."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.payments.provider import (
    PaymentProvider,
    ProviderEvent,
    ProviderState,
    ProviderUnavailable,
)
from portal.payments.service import apply_state, record_event
from portal.payments.status import PaymentStatus
from portal.payments.tables import Payment
from portal.persistence.database import system_scope
from portal.persistence.follow_ups import FollowUps
from portal.workflow.services import Services

FIRST_WATCH = timedelta(seconds=20)
PAUSE_BETWEEN_ATTEMPTS = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=6)
# While a provider is down: what was paid there is to count soon after it is back.
LONGEST_PAUSE_UNANSWERED = timedelta(minutes=5)


async def refresh(services: Services, payment: Payment) -> PaymentStatus:
    """Ask the provider, and let the payment follow. Raises ProviderUnavailable, PaymentRefused."""
    state = await provider_named(services, payment.provider).fetch(payment.provider_reference)
    return await apply(services, payment.id, state)


async def apply(services: Services, payment_id: UUID, state: ProviderState) -> PaymentStatus:
    """Let the payment follow `state` in a transaction of its own."""
    async with services.database.transaction(system_scope()) as session:
        return await apply_state(session, payment_id, state, services.follow_ups)


async def record_notification(services: Services, provider: str, event: ProviderEvent) -> None:
    """Store the event and enqueue its effect in one transaction; a known one changes nothing."""
    async with services.database.transaction(system_scope()) as session:
        is_new = await record_event(session, provider, event)
        if is_new and event.provider_reference:
            await enqueue_event(session, services.follow_ups, provider, event)


async def enqueue_event(
    session: AsyncSession,
    follow_ups: FollowUps,
    provider: str,
    event: ProviderEvent,
    attempt: int = 0,
) -> None:
    """Have the event applied, once per attempt; further attempts wait a little."""
    delay = PAUSE_BETWEEN_ATTEMPTS if attempt else None
    arguments = {
        "provider": provider,
        "event_id": event.event_id,
        "provider_reference": event.provider_reference,
        "attempt": str(attempt),
    }
    key = f"{provider}:{event.event_id}:{attempt}"
    await follow_ups.enqueue(session, "apply_payment_event", key, arguments, delay)


async def enqueue_watch(
    session: AsyncSession,
    follow_ups: FollowUps,
    payment_id: UUID,
    attempt: int = 0,
    longest: timedelta = LONGEST_PAUSE,
) -> None:
    """Have the provider asked after a pause that doubles with every attempt, from 20 s to
    `longest`."""
    arguments = {"payment_id": str(payment_id), "attempt": str(attempt)}
    key = f"{payment_id}:{attempt}"
    pause = min(FIRST_WATCH * 2 ** min(attempt, 16), longest)
    await follow_ups.enqueue(session, "watch_payment", key, arguments, pause)


def provider_named(services: Services, name: str) -> PaymentProvider:
    """The provider. Raises ProviderUnavailable when it is not set up here (any more)."""
    provider = services.providers.get(name)
    if provider is None:
        raise ProviderUnavailable
    return provider
