"""From the basket to the money: begin, hear from the provider, ask it, give surplus back.

No transaction is open while a provider is asked. Whatever is killed in between catches up:
by the citizen's second click, by the provider's notification, by `watch_payment`.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications import Basket, find_application, submit_without_fee
from portal.catalogue.booking import booking_account_at
from portal.errors import InvalidInput, NotFound
from portal.municipalities import municipality_by_slug
from portal.payments.agreed import fingerprint
from portal.payments.claims import claim_basket, claim_paid_by
from portal.payments.methods import TRANSFER, provider_for
from portal.payments.parts import Part, accepted_by_all, parts_of, parts_to_pay
from portal.payments.provider import (
    Begun,
    OrderLine,
    PaymentOrder,
    PaymentProvider,
    PaymentRefused,
    ProviderState,
    ProviderUnavailable,
)
from portal.payments.queries import (
    awaited_applications,
    find_payment,
    items_of,
    latest_attempt,
    part_number,
)
from portal.payments.service import (
    NO_PROVIDER,
    ORDER_LIFETIME,
    Attempt,
    PayableItem,
    begin_payment,
    note_begun,
)
from portal.payments.status import (
    METHOD_LABELS,
    PaymentStatus,
    StatusWords,
    words_for,
    words_for_claim,
)
from portal.payments.tables import Payment
from portal.persistence.database import Scope
from portal.shared.language import _
from portal.shared.trust import TrustLevel
from portal.workflow.appointments import book_with_application
from portal.workflow.payment_parts import BasketChanged, left_to_pay
from portal.workflow.payment_progress import (
    apply,
    enqueue_watch,
    provider_named,
    record_notification,
    refresh,
)
from portal.workflow.services import Services

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StartedPayment:
    """A payment that was begun, and where the citizen's browser goes next."""

    payment_id: UUID
    redirect_url: str


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


async def start_payment(
    services: Services,
    *,
    account_id: UUID,
    host_municipality: str,
    method: str,
    attempt_key: str,
    origin: str,
    claim_id: UUID | None = None,
    confirmed: str | None = None,
) -> StartedPayment:
    """Pay the basket of this host, or the claim, by `method`, once per `attempt_key` of the
    checkout page.

    Where several collect, what the first of them collects is paid; the rest stays in the basket.
    `confirmed` is the fingerprint of what the citizen saw and agreed to; nothing else is paid.
    `origin` (scheme, host, port) is the verified one the citizen browses at. A basket without a
    fee needs no method and is settled at once. Raises BasketEmpty, InvalidInput (no such method
    here), ProviderUnavailable, PaymentRefused, BasketChanged; NotFound, NothingToPay for a claim.
    """
    scope = Scope("citizen", account_id, host_municipality)
    async with services.database.transaction(scope) as session:
        whole = await to_pay(session, account_id, host_municipality, claim_id)
        if confirmed is not None and fingerprint(whole) != confirmed:
            return await _decided_before(session, account_id, attempt_key, origin)
        parts = await parts_left(session, account_id, whole, method)
        content = _items_in(whole, parts[0]) if parts else whole
        part, of_parts = 1, 1
        if claim_id is None:
            part, of_parts = await part_number(session, account_id, len(parts))
        attempt = Attempt(
            account_id=account_id,
            host_municipality=host_municipality,
            method=method if content.total_cents else "",
            provider=_provider_name(services, content, method),
            items=_payable_items(content),
            key=attempt_key,
            part=part,
            parts=of_parts,
        )
        payment = await begin_payment(session, attempt, services.follow_ups)
        if PaymentStatus(payment.status).is_open:
            await enqueue_watch(session, services.follow_ups, payment.id)
    result_url = f"{origin}{result_path(payment.id)}"
    if payment.redirect_url and PaymentStatus(payment.status).is_open:
        return StartedPayment(payment.id, payment.redirect_url)
    if content.is_empty or payment.status != PaymentStatus.CREATED:
        return StartedPayment(payment.id, result_url)
    begun = await _begin_at_provider(services, payment, _order(payment, content, result_url))
    async with services.database.transaction(scope) as session:
        payment = await note_begun(session, payment.id, begun)
    if payment.method == TRANSFER:  # decided with that: the rest of the basket comes next
        await refresh(services, payment)
    return StartedPayment(payment.id, payment.redirect_url)


async def to_pay(
    session: AsyncSession, account_id: UUID, host_municipality: str, claim_id: UUID | None = None
) -> Basket:
    """What of this host's basket nobody is paying yet, or the claim as a basket of one.

    Raises NotFound, NothingToPay.
    """
    if claim_id is not None:
        return await claim_basket(session, account_id, claim_id)
    return await left_to_pay(session, account_id, host_municipality)


async def submit_free(
    services: Services,
    account_id: UUID,
    application_id: UUID,
    trust_level: TrustLevel = TrustLevel.NONE,
) -> UUID:
    """Send what costs nothing: checked, settled and its case ordered in one transaction.

    The id of its payment (provider "none"), for the result page; a second click gives the same.
    `trust_level` is that of the citizen's session, which may be higher than the account's.
    An appointment that the form asks for is booked with it: both or neither. Raises what
    `submit_without_fee` raises, FeeIsDue where something is to pay after all, SlotTaken where
    somebody else has the time meanwhile, TooManyAppointments.
    """
    scope = Scope("citizen", account_id, trust_level=trust_level)
    async with services.database.transaction(scope) as session:
        submission = await submit_without_fee(session, account_id, application_id)
        application = await find_application(session, application_id)
        await book_with_application(session, services.follow_ups, application, submission)
        item = PayableItem(application_id, submission.id, submission.municipality, 0)
        attempt = Attempt(
            account_id=account_id,
            host_municipality=application.host_municipality,
            method="",
            provider=NO_PROVIDER,
            items=(item,),
            key=f"submission:{submission.id}",
        )
        return (await begin_payment(session, attempt, services.follow_ups)).id


async def query_payment(services: Services, account_id: UUID, payment_id: UUID) -> PaymentResult:
    """Where the citizen's payment stands; asks the provider itself while it is open.

    An answer that cannot be had leaves things as they are. Raises NotFound.
    """
    payment = await _payment_of(services, account_id, payment_id)
    is_answered = True
    if PaymentStatus(payment.status).is_open and payment.provider_reference:
        try:
            await refresh(services, payment)
        except (ProviderUnavailable, PaymentRefused):
            log.warning("payment %s: no answer from %s", payment.id, payment.provider)
            is_answered = False
        payment = await _payment_of(services, account_id, payment_id)
    return await _result(services, account_id, payment, is_answered)


async def cancel_payment(services: Services, account_id: UUID, payment_id: UUID) -> PaymentResult:
    """The citizen came back by the provider's cancel link: close what is still unpaid.

    Only what the provider itself calls open is closed. Raises NotFound.
    """
    payment = await _payment_of(services, account_id, payment_id)
    is_answered = True
    if PaymentStatus(payment.status).is_open and payment.provider_reference:
        try:
            await _cancel_at_provider(services, payment)
        except (ProviderUnavailable, PaymentRefused):
            log.warning("payment %s: could not be canceled at %s", payment.id, payment.provider)
            is_answered = False
        payment = await _payment_of(services, account_id, payment_id)
    return await _result(services, account_id, payment, is_answered)


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


def result_path(payment_id: UUID) -> str:
    """The result page of a payment."""
    return f"/kasse/ergebnis/{payment_id}/"


async def parts_left(
    session: AsyncSession, account_id: UUID, content: Basket, method: str
) -> tuple[Part, ...]:
    """The payments by `method` that the basket still takes, the next one first."""
    awaited = await awaited_applications(session, account_id)
    return parts_to_pay(content.items, method, awaited)


async def _decided_before(
    session: AsyncSession, account_id: UUID, attempt_key: str, origin: str
) -> StartedPayment:
    """The page was used already, and the money is there or on its way; else BasketChanged."""
    latest = await latest_attempt(session, account_id, attempt_key)
    if latest is None or latest.status not in (PaymentStatus.PENDING, PaymentStatus.PAID):
        raise BasketChanged(_(BasketChanged.message))
    return StartedPayment(latest.id, f"{origin}{result_path(latest.id)}")


def _items_in(content: Basket, part: Part) -> Basket:
    return Basket(
        tuple(item for item in content.items if item.application_id in part.application_ids)
    )


def paid_municipalities(content: Basket) -> tuple[str, ...]:
    """The slugs of those that something in the basket is paid to."""
    return tuple(sorted({item.municipality for item in content.items if item.total_cents}))


def _provider_name(services: Services, content: Basket, method: str) -> str:
    if not content.total_cents:
        return NO_PROVIDER
    [part] = parts_of(content.items, method)
    if method not in accepted_by_all(part.municipalities):
        raise InvalidInput(_("Bitte wählen Sie eine Zahlungsart."))
    account = "" if method == TRANSFER else part.payee
    return provider_for(services.providers, method, account).name


async def _begin_at_provider(services: Services, payment: Payment, order: PaymentOrder) -> Begun:
    try:
        begun = await provider_named(services, payment.provider).begin(order)
    except PaymentRefused:
        await apply(services, payment.id, ProviderState("declined", payment.amount_cents, 0))
        raise
    if not begun.redirect_url.startswith(("https://", "http://")):
        raise ProviderUnavailable  # nowhere a browser could be sent to
    return begun


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


def _payable_items(content: Basket) -> tuple[PayableItem, ...]:
    return tuple(
        PayableItem(
            application_id=item.application_id,
            submission_id=item.submission_id,
            municipality=item.municipality,
            amount_cents=item.total_cents,
            booking_account=item.booking_account
            or booking_account_at(municipality_by_slug(item.municipality), item.service),
            claim_id=item.claim_id,
        )
        for item in content.items
    )


def _order(payment: Payment, content: Basket, result_url: str) -> PaymentOrder:
    towns = sorted({item.municipality_name for item in content.items})
    return PaymentOrder(
        payment_id=payment.id,
        method=payment.method,
        amount_cents=payment.amount_cents,
        description=f"Gebühren: {', '.join(towns)}",
        lines=tuple(
            OrderLine(item.title, item.municipality_name, item.total_cents)
            for item in content.items
            if item.total_cents
        ),
        return_url=result_url,
        cancel_url=f"{result_url}?abgebrochen=1",
        idempotency_key=f"begin:{payment.id}",
        expires_at=payment.created_at + ORDER_LIFETIME,
        municipalities=paid_municipalities(content),
    )


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
