"""The demo bank: stands in for PayPal, cards and direct debits, and behaves like a real provider.

It keeps its own books, tells the portal by signed notifications, sent by a follow-up so that
they survive a restart, and is asked server to server. A person decides on its page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_urlsafe
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.errors import Conflict, NotFound
from portal.integrations.demo.callbacks import (
    Callback,
    CallbackSender,
    CallbackSignature,
    enqueue_callback,
)
from portal.integrations.demo.tables import DemoBankPayment, DemoBankRefund
from portal.payments.provider import (
    EVERY_ACCOUNT,
    Begun,
    Finding,
    PaidThere,
    PaymentOrder,
    PaymentRefused,
    ProviderEvent,
    ProviderState,
    ProviderStatus,
)
from portal.persistence.database import Database, system_scope
from portal.persistence.follow_ups import FollowUps
from portal.shared import clock

DEMO_BANK = "demo-bank"
OPEN_FOR = timedelta(hours=2)
LATE = timedelta(seconds=6)
STALE_AFTER = timedelta(seconds=2)


class Decision(StrEnum):
    """What the person at the bank's page decides."""

    CONFIRM = "confirm"
    CANCEL = "cancel"
    DECLINE = "decline"


class Feedback(StrEnum):
    """How the bank tells the portal, in the words of its page."""

    AT_ONCE = "sofort"
    LATE = "verspätet"
    TWICE = "doppelt"
    REORDERED = "vertauscht"


_STATUS_AFTER: dict[Decision, ProviderStatus] = {
    Decision.CONFIRM: "paid",
    Decision.CANCEL: "canceled",
    Decision.DECLINE: "declined",
}


@dataclass(frozen=True)
class BankOrder:
    """What the bank's page shows. Amount in cents; `is_open`: nothing was decided yet."""

    reference: str
    method: str
    description: str
    amount_cents: int
    return_url: str
    is_open: bool


class DemoBank:
    """Implements payments.provider.PaymentProvider, and what the bank's page needs.

    `secret` signs the notifications; `callback_base` is where the portal listens for them, such
    as "http://127.0.0.1:3000".
    """

    name = DEMO_BANK
    account = EVERY_ACCOUNT
    methods = frozenset({"paypal", "card", "sepa"})

    def __init__(
        self, database: Database, follow_ups: FollowUps, secret: bytes, callback_base: str
    ) -> None:
        self._database = database
        self._follow_ups = follow_ups
        self._signature = CallbackSignature(secret)
        self.callbacks = CallbackSender(self._signature, callback_base)

    async def begin(self, order: PaymentOrder) -> Begun:
        """Open the order; the same idempotency key gives the same page."""
        async with self._database.transaction(system_scope()) as session:
            await session.execute(_insertion(order))
            reference = await session.scalar(
                select(col(DemoBankPayment.reference)).where(
                    col(DemoBankPayment.idempotency_key) == order.idempotency_key
                )
            )
        assert reference is not None
        return Begun(reference, f"{_origin(order.return_url)}/demo/bank/{reference}/")

    async def fetch(self, reference: str) -> ProviderState:
        """What the bank says now: a late decision is "pending" until it takes effect."""
        async with self._database.transaction(system_scope()) as session:
            row = await _find(session, reference)
        return ProviderState(_status_now(row), row.amount_cents, row.refunded_cents)

    async def cancel(self, reference: str) -> None:
        """Close an order nobody has decided."""
        async with self._database.transaction(system_scope()) as session:
            row = await _find(session, reference, lock=True)
            if row.status == "open":
                _decide(row, Decision.CANCEL, timedelta())

    async def refund(self, reference: str, amount_cents: int, idempotency_key: str) -> None:
        """Give money back, once per key. Raises PaymentRefused beyond what was paid."""
        async with self._database.transaction(system_scope()) as session:
            row = await _find(session, reference, lock=True)
            if await session.get(DemoBankRefund, idempotency_key):
                return
            if _status_now(row) != "paid" or amount_cents > row.amount_cents - row.refunded_cents:
                raise PaymentRefused
            row.refunded_cents += amount_cents
            session.add(
                DemoBankRefund(
                    idempotency_key=idempotency_key, reference=reference, amount_cents=amount_cents
                )
            )

    async def paid_since(self, begin: datetime) -> Sequence[PaidThere]:
        """What people confirmed since `begin` and has taken effect."""
        query = select(DemoBankPayment).where(
            col(DemoBankPayment.status) == "paid",
            col(DemoBankPayment.effective_at).between(begin, clock.now()),
        )
        async with self._database.transaction(system_scope()) as session:
            rows = (await session.scalars(query)).all()
        return [PaidThere(row.reference, None, row.amount_cents) for row in rows]

    async def check(self) -> Sequence[Finding]:
        """That it is one for trying."""
        return [Finding("Vorführung: Es fließt kein Geld.", is_fault=False)]

    async def verify(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """The event in a notification. Raises NotificationForged."""
        callback = self._signature.verified(body, headers)
        return ProviderEvent(callback.event_id, callback.reference, callback.kind)

    async def look_up(self, reference: str) -> BankOrder:
        """The order as the bank's page shows it. Raises NotFound."""
        async with self._database.transaction(system_scope()) as session:
            row = await session.get(DemoBankPayment, reference)
        if row is None:
            raise NotFound
        return BankOrder(
            reference=row.reference,
            method=row.method,
            description=row.description,
            amount_cents=row.amount_cents,
            return_url=row.return_url,
            is_open=_status_now(row) == "open",
        )

    async def decide(self, reference: str, decision: Decision, feedback: Feedback) -> str:
        """Decide once, and have the portal told; the address to send the person back to.

        Raises NotFound, and Conflict when the order is too old. A second click changes nothing.
        """
        async with self._database.transaction(system_scope()) as session:
            row = await session.get(DemoBankPayment, reference, with_for_update=True)
            if row is None:
                raise NotFound
            if _status_now(row) == "expired":
                raise Conflict("Diese Zahlung ist abgelaufen. Bitte beginnen Sie sie neu.")
            if row.status == "open":
                _decide(row, decision, LATE if feedback is Feedback.LATE else timedelta())
                await self._notify(session, row, feedback)
            return row.return_url

    async def enter_paid(self, reference: str, method: str, amount_cents: int) -> None:
        """What a story of the demo tells was paid stands in the bank's books, too."""
        paid_at = clock.now()
        row = DemoBankPayment(
            reference=reference,
            idempotency_key=reference,
            method=method,
            amount_cents=amount_cents,
            description="",
            return_url="/",
            notify_host="",
            status="paid",
            decided_at=paid_at,
            effective_at=paid_at,
            created_at=paid_at,
        )
        async with self._database.transaction(system_scope()) as session:
            await session.execute(insert(DemoBankPayment).values(row.model_dump()))

    async def _notify(
        self, session: AsyncSession, row: DemoBankPayment, feedback: Feedback
    ) -> None:
        assert row.decided_at is not None
        told = Callback(f"{row.reference}-2", row.status, row.reference, row.decided_at)
        before = Callback(
            f"{row.reference}-1", "pending", row.reference, row.decided_at - timedelta(seconds=1)
        )
        plan: dict[Feedback, tuple[tuple[Callback, timedelta], ...]] = {
            Feedback.AT_ONCE: ((told, timedelta()),),
            Feedback.LATE: ((told, LATE),),
            Feedback.TWICE: ((told, timedelta()), (told, timedelta())),
            Feedback.REORDERED: ((told, timedelta()), (before, STALE_AFTER)),
        }
        for callback, delay in plan[feedback]:
            await enqueue_callback(session, self._follow_ups, callback, row.notify_host, delay)


def _insertion(order: PaymentOrder) -> Insert:
    return (
        insert(DemoBankPayment)
        .values(
            reference=token_urlsafe(18),
            idempotency_key=order.idempotency_key,
            method=order.method,
            amount_cents=order.amount_cents,
            refunded_cents=0,
            description=order.description,
            return_url=order.return_url,
            notify_host=urlsplit(order.return_url).netloc,
            status="open",
            created_at=clock.now(),
        )
        .on_conflict_do_nothing()
    )


async def _find(session: AsyncSession, reference: str, lock: bool = False) -> DemoBankPayment:
    row = await session.get(DemoBankPayment, reference, with_for_update=lock or None)
    if row is None:
        raise PaymentRefused
    return row


def _decide(row: DemoBankPayment, decision: Decision, delay: timedelta) -> None:
    row.status = _STATUS_AFTER[decision]
    row.decided_at = clock.now()
    row.effective_at = row.decided_at + delay


def _status_now(row: DemoBankPayment) -> ProviderStatus:
    now: datetime = clock.now()
    if row.status == "open":
        return "expired" if now > row.created_at + OPEN_FOR else "open"
    if row.effective_at and row.effective_at > now:
        return "pending"
    return row.status  # type: ignore[return-value]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
