"""What is known of payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.errors import NotFound
from portal.payments.status import METHOD_LABELS
from portal.payments.tables import Payment, PaymentItem
from portal.shared import clock

SERIES_LASTS = timedelta(days=2)
"""Payments for one basket are made one after another, at one go or the next day."""


@dataclass(frozen=True)
class PaidShare:
    """What was paid for one application, in cents, and how; 0 and "" when it cost nothing."""

    payment_id: UUID
    amount_cents: int
    method_label: str


async def find_payment(session: AsyncSession, payment_id: UUID) -> Payment:
    """The payment. Raises NotFound, also for whom it does not belong to."""
    statement = select(Payment).where(col(Payment.id) == payment_id)
    payment = (await session.execute(statement)).scalar_one_or_none()
    if payment is None:
        raise NotFound
    return payment


async def lock_payment(session: AsyncSession, payment_id: UUID) -> Payment:
    """The payment as it is now, held until the transaction ends. Raises NotFound."""
    statement = (
        select(Payment)
        .where(col(Payment.id) == payment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    payment = (await session.execute(statement)).scalar_one_or_none()
    if payment is None:
        raise NotFound
    return payment


async def find_by_reference(
    session: AsyncSession, provider: str, provider_reference: str
) -> Payment | None:
    """The payment the provider knows by this reference."""
    statement = select(Payment).where(
        col(Payment.provider) == provider, col(Payment.provider_reference) == provider_reference
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def problem_counts(session: AsyncSession) -> dict[str, int]:
    """How many payments wait for a human, by their problem; needs the system's scope."""
    statement = (
        select(col(Payment.problem), func.count())
        .where(col(Payment.problem) != "")
        .group_by(col(Payment.problem))
    )
    return {problem: count for problem, count in await session.execute(statement)}


async def latest_attempt(
    session: AsyncSession, account_id: UUID, attempt_key: str
) -> Payment | None:
    """The newest payment that began with this key of a checkout page."""
    statement = (
        select(Payment)
        .where(col(Payment.account_id) == account_id, col(Payment.attempt_key) == attempt_key)
        .order_by(col(Payment.attempt_number).desc())
        .limit(1)
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def awaited_applications(session: AsyncSession, account_id: UUID) -> frozenset[UUID]:
    """What the citizen has decided to pay and whose money is on its way."""
    return frozenset(await being_paid(session, account_id))


async def being_paid(session: AsyncSession, account_id: UUID) -> dict[UUID, Payment]:
    """The payment whose money is on its way, by the application it is for."""
    query = (
        select(col(PaymentItem.application_id), Payment)
        .join(Payment, col(Payment.id) == col(PaymentItem.payment_id))
        .where(
            col(Payment.account_id) == account_id,
            col(Payment.status) == "pending",
            col(PaymentItem.claim_id).is_(None),
        )
    )
    return {application_id: payment for application_id, payment in await session.execute(query)}


async def part_number(session: AsyncSession, account_id: UUID, left: int) -> tuple[int, int]:
    """Which payment comes next, of how many, where `left` are still to be made."""
    before = next(iter(await newest_decided(session, account_id)), None)
    if left and before is not None and before.parts - before.part == left:
        return before.part + 1, before.parts
    return 1, max(left, 1)


async def newest_decided(session: AsyncSession, account_id: UUID) -> Sequence[Payment]:
    """What the citizen lately paid or decided to pay of a basket, the newest first."""
    is_for_a_claim = exists().where(
        col(PaymentItem.payment_id) == col(Payment.id), col(PaymentItem.claim_id).is_not(None)
    )
    query = (
        select(Payment)
        .where(
            col(Payment.account_id) == account_id,
            ~is_for_a_claim,
            col(Payment.status).in_(("paid", "pending")),
            col(Payment.amount_cents) > 0,
            col(Payment.created_at) > clock.now() - SERIES_LASTS,
        )
        .order_by(col(Payment.created_at).desc(), col(Payment.id))
        .limit(20)
    )
    return (await session.scalars(query)).all()


async def items_of(session: AsyncSession, payment_id: UUID) -> Sequence[PaymentItem]:
    """What the payment is for, always in the same order."""
    statement = (
        select(PaymentItem)
        .where(col(PaymentItem.payment_id) == payment_id)
        .order_by(col(PaymentItem.application_id))
    )
    return (await session.execute(statement)).scalars().all()


async def settled_cents(session: AsyncSession, payment_id: UUID) -> int:
    """What of a payment paid for something."""
    return sum(item.amount_cents for item in await items_of(session, payment_id) if item.settled)


async def is_debited_ahead(session: AsyncSession, application_id: UUID) -> bool:
    """Whether it was sent on the promise of a direct debit that is not certain yet."""
    query = select(col(PaymentItem.id)).where(
        col(PaymentItem.application_id) == application_id,
        col(PaymentItem.ahead),
        ~col(PaymentItem.settled),
    )
    return (await session.execute(query)).first() is not None


async def paid_share(session: AsyncSession, application_id: UUID) -> PaidShare | None:
    """How this application was paid; None when it is not settled. Claims on its case do not
    count."""
    statement = (
        select(PaymentItem, Payment)
        .join(Payment, col(Payment.id) == col(PaymentItem.payment_id))
        .where(
            col(PaymentItem.application_id) == application_id,
            col(PaymentItem.claim_id).is_(None),
            col(PaymentItem.settled),
        )
    )
    row = (await session.execute(statement)).first()
    if row is None:
        return None
    item, payment = row
    return PaidShare(payment.id, item.amount_cents, METHOD_LABELS.get(payment.method, ""))
