"""Which payments are compared, and the list of what does not agree. Needs the system's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.errors import Conflict, NotFound
from portal.payments.comparison import Difference, Kind, Ours
from portal.payments.provider import PaidThere
from portal.payments.queries import find_by_reference
from portal.payments.reconciliation_tables import PaymentDifference, ReconciliationRun
from portal.payments.refund_tables import Refund
from portal.payments.refunds import AGREED, CALLING, REFUSED
from portal.payments.service import NO_PROVIDER
from portal.payments.status import PaymentStatus
from portal.payments.tables import Payment, PaymentItem
from portal.persistence.columns import new_id
from portal.persistence.sealed_columns import seal_column
from portal.shared import clock

LOOKS_BACK = timedelta(days=35)
"""Paid ones: a refund or a chargeback made outside shows within a month, mostly."""
LOOKS_BACK_AT_UNPAID = timedelta(days=3)
PATIENCE = timedelta(hours=1)
"""What the portal does by itself takes seconds; after an hour it is a difference."""


async def payments_to_compare(session: AsyncSession, since: datetime | None) -> Sequence[UUID]:
    """Those of the last weeks or since `since`, those that do not agree, and unfinished refunds."""
    now = clock.now()
    paid = col(Payment.settled_at) >= (since or now - LOOKS_BACK)
    begun = col(Payment.created_at) >= (since or now - LOOKS_BACK_AT_UNPAID)
    open_one = exists().where(
        col(PaymentDifference.payment_id) == col(Payment.id),
        col(PaymentDifference.closed_at).is_(None),
    )
    refund = exists().where(
        col(Refund.payment_id) == col(Payment.id),
        col(Refund.status).in_((AGREED, CALLING, REFUSED)),
    )
    query = (
        select(col(Payment.id))
        .where(
            col(Payment.provider) != NO_PROVIDER,
            col(Payment.provider_reference) != "",
            or_(paid, begun, open_one, refund),
        )
        .order_by(col(Payment.created_at), col(Payment.id))
    )
    return (await session.scalars(query)).all()


async def our_view(session: AsyncSession, payment: Payment, unopened: int) -> Ours:
    """The payment as we have it; `unopened` paid applications have no case yet."""
    query = select(col(Refund.status), col(Refund.amount_cents), col(Refund.asked_at)).where(
        col(Refund.payment_id) == payment.id,
        col(Refund.status).in_((AGREED, CALLING, REFUSED)),
    )
    waiting = (await session.execute(query)).all()
    late = clock.now() - PATIENCE
    stuck = [row for row in waiting if row.status == REFUSED or row.asked_at < late]
    return Ours(
        status=PaymentStatus(payment.status),
        amount_cents=payment.amount_cents,
        refunded_cents=payment.refunded_cents,
        is_refund_under_way=any(row.status != REFUSED for row in waiting),
        stuck_cents=sum(row.amount_cents for row in stuck),
        cases_missing=unopened if (payment.settled_at or clock.now()) < late else 0,
    )


async def note_differences(
    session: AsyncSession, payment: Payment, found: Sequence[Difference]
) -> tuple[int, int]:
    """List what does not agree, close what agrees again; how many are new and how many closed."""
    subject = str(payment.id)
    new = 0
    for one in found:
        new += await _note(session, one, subject, payment.provider, payment)
    mine = and_(
        col(PaymentDifference.subject) == subject,
        col(PaymentDifference.kind).not_in([one.kind.value for one in found]),
    )
    return new, await _close(session, mine)


async def note_difference(
    session: AsyncSession, payment: Payment, one: Difference, subject: str = ""
) -> None:
    """List what was found by day. The next comparison closes it when it is over, unless it has a
    `subject` of its own: then a person must."""
    await _note(session, one, subject or str(payment.id), payment.provider, payment)


async def note_unknown(session: AsyncSession, provider: str, paid: PaidThere) -> int:
    """List money the provider has for us and we know nothing of; 1 where it is new."""
    payment = await find_by_reference(session, provider, paid.reference)
    if payment is None and paid.payment_id is not None:
        payment = await session.get(Payment, paid.payment_id)
    if payment is not None:
        return 0
    one = Difference(Kind.UNKNOWN_HERE, 0, paid.amount_cents)
    return await _note(session, one, f"{provider}:{paid.reference}", provider)


@dataclass(frozen=True)
class Unknown:
    """Listed money that was nobody's; `reference` is the provider's own."""

    id: UUID
    reference: str
    is_known_now: bool


async def open_unknown(session: AsyncSession, provider: str) -> Sequence[Unknown]:
    """What is still listed as nobody's of that provider."""
    query = select(PaymentDifference).where(
        col(PaymentDifference.kind) == Kind.UNKNOWN_HERE,
        col(PaymentDifference.provider) == provider,
        col(PaymentDifference.closed_at).is_(None),
    )
    found = []
    for one in (await session.scalars(query)).all():
        reference = one.subject.removeprefix(f"{provider}:")
        payment = await find_by_reference(session, provider, reference)
        found.append(Unknown(one.id, reference, payment is not None))
    return found


async def close_unknown(session: AsyncSession, ids: Sequence[UUID]) -> int:
    """It is over, without anybody's doing here; how many were still open."""
    return await _close(session, col(PaymentDifference.id).in_(ids))


async def open_differences(
    session: AsyncSession, municipality: str | None
) -> Sequence[PaymentDifference]:
    """Those of payments that a municipality has a part in, the oldest first; None: all."""
    here: ColumnElement[bool] = col(PaymentDifference.closed_at).is_(None)
    if municipality is not None:
        here = and_(here, _concerns(municipality))
    query = (
        select(PaymentDifference)
        .where(here)
        .order_by(col(PaymentDifference.first_seen_at), col(PaymentDifference.id))
    )
    return (await session.scalars(query)).all()


async def close_difference(
    session: AsyncSession, difference_id: UUID, municipality: str | None, by: UUID, reason: str
) -> PaymentDifference:
    """A person has cleared it. Raises NotFound, also for whom it does not concern, Conflict."""
    query = select(PaymentDifference).where(col(PaymentDifference.id) == difference_id)
    if municipality is not None:
        query = query.where(_concerns(municipality))
    difference = (await session.scalars(query.with_for_update())).first()
    if difference is None:
        raise NotFound
    if difference.closed_at is not None:
        raise Conflict("Diese Abweichung ist schon erledigt.")
    difference.closed_at, difference.closed_by = clock.now(), by
    difference.reason = reason
    await session.flush()
    return difference


async def count_open(session: AsyncSession) -> dict[str, int]:
    """How many differences are open, by their kind."""
    query = (
        select(col(PaymentDifference.kind), func.count())
        .where(col(PaymentDifference.closed_at).is_(None))
        .group_by(col(PaymentDifference.kind))
    )
    return {kind: count for kind, count in await session.execute(query)}


async def latest_run(session: AsyncSession) -> ReconciliationRun | None:
    """The last comparison that came to its end."""
    query = (
        select(ReconciliationRun)
        .where(col(ReconciliationRun.finished_at).is_not(None))
        .order_by(col(ReconciliationRun.started_at).desc())
        .limit(1)
    )
    return (await session.scalars(query)).first()


def _concerns(municipality: str) -> ColumnElement[bool]:
    has_part = exists().where(
        col(PaymentItem.payment_id) == col(PaymentDifference.payment_id),
        col(PaymentItem.municipality) == municipality,
    )
    return or_(col(PaymentDifference.municipality) == municipality, has_part)


async def _note(
    session: AsyncSession,
    one: Difference,
    subject: str,
    provider: str,
    payment: Payment | None = None,
) -> int:
    if await _was_cleared(session, one, subject):
        return 0
    municipality = payment.host_municipality if payment else ""
    row_id, now = new_id(), clock.now()
    amounts = {"ours_cents": one.ours_cents, "theirs_cents": one.theirs_cents}
    reason = await seal_column(session, col(PaymentDifference.reason), row_id, "", municipality)
    statement = (
        insert(PaymentDifference)
        .values(
            id=row_id,
            kind=one.kind.value,
            subject=subject,
            provider=provider,
            payment_id=payment.id if payment else None,
            municipality=municipality,
            first_seen_at=now,
            last_seen_at=now,
            reason=reason,
            **amounts,
        )
        .on_conflict_do_update(
            index_elements=["kind", "subject"],
            index_where=col(PaymentDifference.closed_at).is_(None),
            set_={"last_seen_at": now, **amounts},
        )
        .returning(col(PaymentDifference.id))
    )
    return int(await session.scalar(statement) == row_id)


async def _was_cleared(session: AsyncSession, one: Difference, subject: str) -> bool:
    """By a person, and nothing has changed since."""
    query = select(col(PaymentDifference.id)).where(
        col(PaymentDifference.subject) == subject,
        col(PaymentDifference.kind) == one.kind.value,
        col(PaymentDifference.ours_cents) == one.ours_cents,
        col(PaymentDifference.theirs_cents) == one.theirs_cents,
        col(PaymentDifference.closed_by).is_not(None),
    )
    return (await session.execute(query)).first() is not None


async def _close(session: AsyncSession, which: ColumnElement[bool]) -> int:
    statement = (
        update(PaymentDifference)
        .where(which, col(PaymentDifference.closed_at).is_(None))
        .values(closed_at=clock.now())
        .returning(col(PaymentDifference.id))
    )
    return len((await session.scalars(statement)).all())
