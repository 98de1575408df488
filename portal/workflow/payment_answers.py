"""What becomes of a payment that was begun: the citizen's page asks, the provider tells.

No transaction is open while a provider is asked. Whatever is killed in between catches up:
by the citizen's second click, by the provider's notification, by `watch_payment`.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from portal.errors import NotFound
from portal.payments.claims import claim_paid_by
from portal.payments.provider import (
    PaymentProvider,
    PaymentRefused,
    ProviderState,
    ProviderUnavailable,
)
from portal.payments.queries import find_payment, items_of
from portal.payments.status import (
    METHOD_LABELS,
    PaymentStatus,
    StatusWords,
    words_for,
    words_for_claim,
)
from portal.payments.tables import Payment
from portal.persistence.database import Scope
from portal.workflow.payment_progress import apply, provider_named, record_notification, refresh
from portal.workflow.services import Services

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PaymentResult:
    """What the result page shows. Amounts in cents; `is_open`: the page goes on waiting.

    `is_surplus`: part of it was for something already paid or gone, and is given back;
    `pays_nothing`: all of it. `claim_id`: it is for a claim on an open case.
    """

    payment_id: UUID
    status: PaymentStatus
    words: StatusWords
    method_label: str
    amount_cents: int
    refunded_cents: int
    is_surplus: bool
    is_open: bool
    method: str = ""
    part: int = 1
    parts: int = 1
    claim_id: UUID | None = None
    pays_nothing: bool = False


async def query_payment(services: Services, account_id: UUID, payment_id: UUID) -> PaymentResult:
    """Where the citizen's payment stands; asks the provider itself while it is open.

    An answer that cannot be had leaves things as they are. Raises NotFound.
    """
    return await _asked(services, account_id, payment_id, refresh)


async def cancel_payment(services: Services, account_id: UUID, payment_id: UUID) -> PaymentResult:
    """The citizen came back by the provider's cancel link: close what is still unpaid.

    Only what the provider itself calls open is closed. Raises NotFound.
    """
    return await _asked(services, account_id, payment_id, _cancel_at_provider)


async def receive_notification(
    services: Services, provider_name: str, body: bytes, headers: Mapping[str, str]
) -> None:
    """Take a provider's notification: verified, stored once, answered at once, applied later.

    Raises NotFound (no such provider here), NotificationForged, and ProviderUnavailable where the
    provider must be asked and does not answer: it will send the notification again.
    """
    provider = services.providers.get(provider_name)
    if provider is None:
        raise NotFound
    event = await provider.verify(body, headers)
    await record_notification(services, provider_name, event)


async def _asked(
    services: Services,
    account_id: UUID,
    payment_id: UUID,
    ask: Callable[[Services, Payment], Awaitable[object]],
) -> PaymentResult:
    payment = await _payment_of(services, account_id, payment_id)
    is_answered = True
    if PaymentStatus(payment.status).is_open and payment.provider_reference:
        try:
            await ask(services, payment)
        except (ProviderUnavailable, PaymentRefused):
            log.warning("payment %s: %s did not do what was asked", payment.id, payment.provider)
            is_answered = False
        payment = await _payment_of(services, account_id, payment_id)
    return await _result(services, account_id, payment, is_answered)


async def _cancel_at_provider(services: Services, payment: Payment) -> None:
    provider = provider_named(services, payment.provider)
    try:
        async with asyncio.timeout(services.patience_seconds):  # for three questions, not for each
            state = await _closed(provider, payment.provider_reference)
    except TimeoutError as error:
        raise ProviderUnavailable from error
    await apply(services, payment.id, state)


async def _closed(provider: PaymentProvider, reference: str) -> ProviderState:
    before = await provider.fetch(reference)
    if before.status != "open":
        return before
    await provider.cancel(reference)
    after = await provider.fetch(reference)
    if after.status in ("open", "expired", "canceled"):
        # Should it be paid after all, the money is taken as such or given back.
        return replace(after, status="canceled")
    return after


async def _payment_of(services: Services, account_id: UUID, payment_id: UUID) -> Payment:
    async with services.database.transaction(Scope("citizen", account_id)) as session:
        return await find_payment(session, payment_id)


async def _result(
    services: Services, account_id: UUID, payment: Payment, is_answered: bool
) -> PaymentResult:
    status = PaymentStatus(payment.status)
    async with services.database.transaction(Scope("citizen", account_id)) as session:
        claim_id = await claim_paid_by(session, payment.id)
        pays_nothing = not any(item.settled for item in await items_of(session, payment.id))
    if claim_id:
        words = words_for_claim(status, payment.surplus)
    else:
        words = words_for(status, payment.surplus, is_answered, pays_nothing)
    return PaymentResult(
        payment_id=payment.id,
        status=status,
        words=words,
        method_label=METHOD_LABELS.get(payment.method, ""),
        amount_cents=payment.amount_cents,
        refunded_cents=payment.refunded_cents,
        is_surplus=payment.surplus,
        pays_nothing=payment.surplus and pays_nothing,
        is_open=status.is_open,
        method=payment.method,
        part=payment.part,
        parts=payment.parts,
        claim_id=claim_id,
    )
