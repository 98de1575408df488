"""Every movement of money for a municipality as one line: what came in, what went back.

A share of a payment counts once that is paid; a refund once the money is on its way: for a bank
transfer when the treasury has transferred it, not when it was ordered. Lines that move nothing
(yet) are told by their state. Needs the system's scope; whose lines they are says the caller.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Application, Submission
from portal.cases.tables import Case
from portal.payments.kassenzeichen import normalised
from portal.payments.refund_tables import Refund
from portal.payments.refunds import AGREED, ASKED, CALLING, DONE, REFUSED
from portal.payments.service import NO_PROVIDER
from portal.payments.tables import Payment, PaymentItem
from portal.payments.transfer_tables import TransferRefund
from portal.shared import clock

PAID, REFUNDED = "paid", "refunded"
RETURNING, UNCLEAR, OPEN, FAILED, DECLINED = "returning", "unclear", "open", "failed", "declined"
BOOKED = (PAID, REFUNDED)
"""The states in which money has moved."""


@dataclass(frozen=True)
class BookingLine:
    """One line. `cents` is negative for what goes back; `reference` is the case's, if any."""

    id: UUID
    payment_id: UUID
    municipality: str
    state: str
    at: datetime
    cents: int
    title: str
    kassenzeichen: str
    booking_account: str
    reference: str
    method: str
    provider: str
    provider_reference: str


@dataclass(frozen=True)
class Sums:
    """What came in, what went back (not negative), in cents, and how many lines there are."""

    paid_cents: int = 0
    refunded_cents: int = 0
    lines: int = 0

    @property
    def net_cents(self) -> int:
        """What is left."""
        return self.paid_cents - self.refunded_cents


@dataclass(frozen=True)
class DaySums:
    """The sums of one day in Germany."""

    day: date
    sums: Sums


@dataclass(frozen=True)
class Wanted:
    """Which lines: of one municipality, from the day `since` to the day `until`.

    Empty `states`, `method`, `service` and `text` leave nothing out; `services` are those the
    reader may see, None for all.
    """

    municipality: str
    since: date
    until: date
    states: tuple[str, ...] = BOOKED
    method: str = ""
    service: str = ""
    text: str = ""
    services: frozenset[str] | None = None


async def find_lines(
    session: AsyncSession, wanted: Wanted, *, start: int = 0, most: int | None = None
) -> Sequence[BookingLine]:
    """The lines from the `start`th on, the newest first."""
    lines = _lines(wanted)
    columns = [lines.c[name] for name in BookingLine.__annotations__]
    query = (
        select(*columns)
        .where(_matches(lines, wanted))
        .order_by(lines.c.at.desc(), lines.c.id)
        .offset(start)
        .limit(most)
    )
    return [BookingLine(*row) for row in await session.execute(query)]


async def sum_up(session: AsyncSession, wanted: Wanted) -> Sums:
    """The sums over all lines that match."""
    lines = _lines(wanted)
    query = select(*_sums(lines)).select_from(lines).where(_matches(lines, wanted))
    return Sums(*(await session.execute(query)).one())


async def sums_by_day(session: AsyncSession, wanted: Wanted) -> Sequence[DaySums]:
    """The same for each day on which something matches, the newest first."""
    lines = _lines(wanted)
    day = cast(func.timezone("Europe/Berlin", lines.c.at), Date)
    query = (
        select(day, *_sums(lines))
        .select_from(lines)
        .where(_matches(lines, wanted))
        .group_by(day)
        .order_by(day.desc())
    )
    return [DaySums(on, Sums(*sums)) for on, *sums in await session.execute(query)]


def _sums(lines: Any) -> tuple[ColumnElement[Any], ...]:
    paid = func.sum(lines.c.cents).filter(lines.c.state == PAID)
    refunded = func.sum(-lines.c.cents).filter(lines.c.state == REFUNDED)
    return func.coalesce(paid, 0), func.coalesce(refunded, 0), func.count()


def _lines(wanted: Wanted) -> Any:
    return union_all(_shares(wanted.municipality), _refunds(wanted.municipality)).subquery()


def _shares(municipality: str) -> Select[Any]:
    """What was to be paid, for each thing that costs something."""
    status = col(Payment.status)
    state = case((status == "paid", PAID), (status.in_(("created", "pending")), OPEN), else_=FAILED)
    query = _with_what_it_was_for(
        select(
            col(PaymentItem.id).label("id"),
            col(PaymentItem.municipality).label("municipality"),
            state.label("state"),
            func.coalesce(col(Payment.settled_at), col(Payment.created_at)).label("at"),
            col(PaymentItem.amount_cents).label("cents"),
            *_columns(),
        )
        .select_from(PaymentItem)
        .join(Payment, col(Payment.id) == col(PaymentItem.payment_id))
    )
    return query.where(
        col(PaymentItem.municipality) == municipality,
        col(PaymentItem.amount_cents) > 0,
        col(Payment.provider) != NO_PROVIDER,
    )


def _refunds(municipality: str) -> Select[Any]:
    """What goes back of what was paid. Money that came and went before it paid for anything
    never was ours and has no line, as its share has none among what was paid."""
    status, transferred = col(Refund.status), col(TransferRefund.done_at)
    is_ordered_only = and_(col(TransferRefund.idempotency_key).is_not(None), transferred.is_(None))
    under_way = or_(status.in_((ASKED, AGREED, CALLING)), and_(status == DONE, is_ordered_only))
    state = case(
        (under_way, RETURNING), (status == DONE, REFUNDED), (status == REFUSED, UNCLEAR),
        else_=DECLINED,
    )  # fmt: skip
    at = case(
        (is_ordered_only, col(Refund.asked_at)),
        else_=func.coalesce(transferred, col(Refund.done_at), col(Refund.asked_at)),
    )
    query = _with_what_it_was_for(
        select(
            col(Refund.id).label("id"),
            col(Refund.municipality).label("municipality"),
            state.label("state"),
            at.label("at"),
            (-col(Refund.amount_cents)).label("cents"),
            *_columns(),
        )
        .select_from(Refund)
        .join(Payment, col(Payment.id) == col(Refund.payment_id))
        .outerjoin(PaymentItem, col(PaymentItem.id) == col(Refund.item_id))
        .outerjoin(
            TransferRefund,
            col(TransferRefund.idempotency_key)
            == literal("refund:") + cast(col(Refund.id), String),
        )
    )
    return query.where(col(Refund.municipality) == municipality, col(Payment.status) == "paid")


def _columns() -> tuple[ColumnElement[Any], ...]:
    return (
        col(Payment.id).label("payment_id"),
        func.coalesce(col(Submission.title), col(PaymentItem.booked_title), "").label("title"),
        func.coalesce(col(PaymentItem.kassenzeichen), "").label("kassenzeichen"),
        func.coalesce(col(PaymentItem.booking_account), "").label("booking_account"),
        func.coalesce(col(Case.reference), col(PaymentItem.booked_reference), "").label(
            "reference"
        ),
        col(Payment.method).label("method"),
        col(Payment.provider).label("provider"),
        col(Payment.provider_reference).label("provider_reference"),
        col(Application.service).label("service"),
    )


def _with_what_it_was_for(query: Select[Any]) -> Select[Any]:
    """The application may be gone: the item says what was booked."""
    return (
        query.outerjoin(Application, col(Application.id) == col(PaymentItem.application_id))
        .outerjoin(Submission, col(Submission.id) == col(PaymentItem.submission_id))
        .outerjoin(Case, col(Case.application_id) == col(PaymentItem.application_id))
    )


def _matches(lines: Any, wanted: Wanted) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [
        lines.c.at >= _midnight(wanted.since),
        lines.c.at < _midnight(wanted.until + timedelta(days=1)),
    ]
    if wanted.states:
        conditions.append(lines.c.state.in_(wanted.states))
    if wanted.method:
        conditions.append(lines.c.method == wanted.method)
    if wanted.service:
        conditions.append(lines.c.service == wanted.service)
    if wanted.services is not None:
        conditions.append(lines.c.service.in_(sorted(wanted.services)))
    return and_(true(), *conditions, *_mentions(lines, wanted.text))


def _mentions(lines: Any, text: str) -> list[ColumnElement[bool]]:
    """A Kassenzeichen however it is written, a reference of the case or of the provider."""
    words = text.strip()
    if not words:
        return []
    exact = func.upper(lines.c.provider_reference) == words.upper()
    plain = normalised(words)
    in_number = lines.c.kassenzeichen.contains(plain, autoescape=True)
    in_order = lines.c.provider_reference == plain
    in_reference = lines.c.reference.contains(words.upper(), autoescape=True)
    return [or_(exact, in_order, in_reference, in_number if plain else exact)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.BERLIN)
