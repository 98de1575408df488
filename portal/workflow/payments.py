"""From the basket to the provider: what is paid, by which way, once per click.

No transaction is open while a provider is asked. Whatever is killed in between catches up:
by the citizen's second click, by the provider's notification, by `watch_payment`. What becomes
of it: payment_answers.py.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications import Basket, find_application, submit_without_fee
from portal.catalogue.booking import booking_account_at
from portal.errors import InvalidInput
from portal.municipalities import municipality_by_slug
from portal.payments.agreed import fingerprint
from portal.payments.claims import claim_basket
from portal.payments.methods import TRANSFER, provider_for
from portal.payments.parts import Part, accepted_by_all, parts_of, parts_to_pay
from portal.payments.provider import (
    Begun,
    OrderLine,
    PaymentOrder,
    PaymentRefused,
    ProviderState,
    ProviderUnavailable,
)
from portal.payments.queries import (
    awaited_applications,
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
    PaymentStatus,
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
    refresh,
)
from portal.workflow.services import Services

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StartedPayment:
    """A payment that was begun, and where the citizen's browser goes next."""

    payment_id: UUID
    redirect_url: str


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
    as_page: Callable[[str], str] = str,
) -> StartedPayment:
    """Pay the basket of this host, or the claim, by `method`, once per `attempt_key` of the
    checkout page.

    Where several collect, what the first of them collects is paid; the rest stays in the basket.
    `confirmed` is the fingerprint of what the citizen saw and agreed to; nothing else is paid.
    `origin` (scheme, host, port) is the verified one the citizen browses at, `as_page` leads from
    a German page's path to that of the language they read. A basket without a
    fee needs no method and is settled at once. Raises BasketEmpty, InvalidInput (no such method
    here), ProviderUnavailable, PaymentRefused, BasketChanged; NotFound, NothingToPay for a claim.
    """
    scope = Scope("citizen", account_id, host_municipality)
    async with services.database.transaction(scope) as session:
        whole = await to_pay(session, account_id, host_municipality, claim_id)
        if confirmed is not None and fingerprint(whole) != confirmed:
            latest = await _decided_before(session, account_id, attempt_key)
            return StartedPayment(latest.id, f"{origin}{as_page(result_path(latest.id))}")
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
    result_url = f"{origin}{as_page(result_path(payment.id))}"
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


def result_path(payment_id: UUID) -> str:
    """The result page of a payment."""
    return f"/kasse/ergebnis/{payment_id}/"


async def parts_left(
    session: AsyncSession, account_id: UUID, content: Basket, method: str
) -> tuple[Part, ...]:
    """The payments by `method` that the basket still takes, the next one first."""
    awaited = await awaited_applications(session, account_id)
    return parts_to_pay(content.items, method, awaited)


async def _decided_before(session: AsyncSession, account_id: UUID, attempt_key: str) -> Payment:
    """The page was used already, and the money is there or on its way; else BasketChanged."""
    latest = await latest_attempt(session, account_id, attempt_key)
    if latest is None or latest.status not in (PaymentStatus.PENDING, PaymentStatus.PAID):
        raise BasketChanged(_(BasketChanged.message))
    return latest


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
