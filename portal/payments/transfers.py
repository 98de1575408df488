"""Bank transfers: an order under a Kassenzeichen, what arrived under it, and what is still missing.

Needs the system's scope. A transfer is paid once at least its amount has arrived.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.errors import Conflict, InvalidField, InvalidInput, NotFound
from portal.municipalities import BankAccount
from portal.payments.kassenzeichen import normalised
from portal.payments.numbering import next_kassenzeichen
from portal.payments.provider import PaidThere, PaymentOrder, ProviderState, ProviderStatus
from portal.payments.tables import Payment
from portal.payments.transfer_tables import BankBooking, TransferOrder, TransferRefund
from portal.persistence.columns import new_id
from portal.shared import clock

TRANSFER = "transfer"
REMIND_AFTER = timedelta(days=14)
LAPSE_AFTER = timedelta(days=28)
_ASSIGNED = "assigned"
_UNCLEAR = "unclear"
_SENT_BACK = "sent_back"


@dataclass(frozen=True)
class BankEntry:
    """One line of the bank's statement, as the treasury enters it. Amount in cents.

    `bank_reference` is the bank's own, unique on the account of the municipality.
    """

    municipality: str
    kassenzeichen: str
    amount_cents: int
    booked_on: date
    bank_reference: str
    entered_by: UUID | None = None


@dataclass(frozen=True)
class Booked:
    """What became of an entry. `payment_id` None: nobody knows yet what it is for.

    `is_new` False: the same line had been entered before, and nothing changed.
    """

    booking_id: UUID
    payment_id: UUID | None
    missing_cents: int
    surplus_cents: int
    is_new: bool


async def open_transfer(
    session: AsyncSession, order: PaymentOrder, municipality: str, account: BankAccount
) -> tuple[TransferOrder, bool]:
    """The order of this idempotency key, and whether it is new."""
    statement = (
        insert(TransferOrder)
        .values(
            reference=await next_kassenzeichen(session, municipality),
            idempotency_key=order.idempotency_key,
            payment_id=order.payment_id,
            municipality=municipality,
            amount_cents=order.amount_cents,
            recipient=account.recipient,
            iban=account.iban,
            bic=account.bic,
            returned_cents=0,
            status="open",
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["idempotency_key"])
        .returning(col(TransferOrder.reference))
    )
    is_new = (await session.execute(statement)).first() is not None
    query = select(TransferOrder).where(col(TransferOrder.idempotency_key) == order.idempotency_key)
    return (await session.scalars(query)).one(), is_new


async def transfer_of(session: AsyncSession, payment_id: UUID) -> TransferOrder:
    """The order of a payment. Raises NotFound."""
    query = select(TransferOrder).where(col(TransferOrder.payment_id) == payment_id)
    order = (await session.scalars(query)).first()
    if order is None:
        raise NotFound
    return order


async def received_cents(session: AsyncSession, reference: str) -> int:
    """What has arrived under the order and was not transferred back."""
    arrived = select(func.sum(BankBooking.amount_cents)).where(
        col(BankBooking.order_reference) == reference
    )
    returned = select(col(TransferOrder.returned_cents)).where(
        col(TransferOrder.reference) == reference
    )
    return int(await session.scalar(arrived) or 0) - int(await session.scalar(returned) or 0)


async def arrived_since(session: AsyncSession, begin: datetime) -> list[PaidThere]:
    """What the treasury entered since `begin` for orders whose account was not erased."""
    query = (
        select(
            col(TransferOrder.reference),
            col(TransferOrder.payment_id),
            func.sum(col(BankBooking.amount_cents)).label("cents"),
        )
        .join(BankBooking, col(BankBooking.order_reference) == col(TransferOrder.reference))
        .join(Payment, col(Payment.id) == col(TransferOrder.payment_id))
        .where(col(BankBooking.entered_at) >= begin)
        .group_by(col(TransferOrder.reference))
    )
    return [
        PaidThere(row.reference, row.payment_id, int(row.cents))
        for row in await session.execute(query)
    ]


async def state_of(session: AsyncSession, order: TransferOrder) -> ProviderState:
    """How the order stands: money counts, also after it was closed."""
    returned = select(func.coalesce(func.sum(TransferRefund.amount_cents), 0)).where(
        col(TransferRefund.order_reference) == order.reference
    )
    refunded = int((await session.scalar(returned)) or 0)
    status: ProviderStatus = "pending"
    if await received_cents(session, order.reference) >= order.amount_cents:
        status = "paid"
    elif order.status != "open":
        status = order.status  # type: ignore[assignment]
    return ProviderState(status, order.amount_cents, refunded)


async def close_transfer(session: AsyncSession, reference: str, status: ProviderStatus) -> bool:
    """Stop waiting ("canceled", "expired"), unless something arrived or it is closed already."""
    order = await lock_order(session, reference)
    if order is None or order.status != "open" or await received_cents(session, reference):
        return False
    order.status = status
    return True


async def note_booking(session: AsyncSession, entry: BankEntry) -> Booked:
    """Enter a line of the statement, once per the bank's reference; assign it by Kassenzeichen.

    Raises InvalidInput for what cannot be, Conflict for another line of the same reference.
    """
    _check(entry)
    order = await _order_to_pay(session, entry.municipality, entry.kassenzeichen)
    booking, is_new = await _insert(session, entry, order)
    if not is_new:
        order = await lock_order(session, booking.order_reference or "")
    return await _outcome(session, booking, order, is_new)


async def assign_booking(
    session: AsyncSession, municipality: str, booking_id: UUID, kassenzeichen: str, by: UUID | None
) -> Booked:
    """Say what an unclear booking is for. Raises NotFound, Conflict (decided meanwhile),
    InvalidInput (no such Kassenzeichen there)."""
    order = await _order_to_pay(session, municipality, kassenzeichen)
    if order is None:
        raise InvalidInput("Dieses Kassenzeichen gibt es hier nicht.")
    booking = await _undecided(session, municipality, booking_id)
    booking.order_reference, booking.outcome = order.reference, _ASSIGNED
    booking.decided_by, booking.decided_at = by, clock.now()
    await session.flush()
    return await _outcome(session, booking, order, True)


async def send_back(
    session: AsyncSession, municipality: str, booking_id: UUID, by: UUID | None
) -> None:
    """The treasury transfers an unclear booking back. Raises NotFound, Conflict."""
    booking = await _undecided(session, municipality, booking_id)
    booking.outcome, booking.decided_by, booking.decided_at = _SENT_BACK, by, clock.now()
    await session.flush()


async def unclear_bookings(session: AsyncSession, municipality: str) -> Sequence[BankBooking]:
    """What arrived and nobody knows for what, the oldest first."""
    query = (
        select(BankBooking)
        .where(col(BankBooking.municipality) == municipality, col(BankBooking.outcome) == _UNCLEAR)
        .order_by(col(BankBooking.booked_on), col(BankBooking.id))
    )
    return (await session.scalars(query)).all()


async def amounts_unlike_ordered(
    session: AsyncSession, municipality: str
) -> list[tuple[TransferOrder, int]]:
    """Orders under which something arrived, but not what was asked; with what arrived and was
    not transferred back."""
    arrived = func.sum(BankBooking.amount_cents) - col(TransferOrder.returned_cents)
    query = (
        select(TransferOrder, arrived)
        .join(BankBooking, col(BankBooking.order_reference) == col(TransferOrder.reference))
        .where(col(TransferOrder.municipality) == municipality)
        .group_by(col(TransferOrder.reference))
        .having(arrived != col(TransferOrder.amount_cents), arrived > 0)
        .order_by(col(TransferOrder.created_at))
    )
    return [(order, int(cents)) for order, cents in await session.execute(query)]


async def give_back_rest(
    session: AsyncSession, municipality: str, reference: str, received_cents_then: int
) -> TransferOrder:
    """The treasury transferred back what is too much, or a part that was all that came.

    `received_cents_then` had arrived when it decided. Raises NotFound, and Conflict where more has
    arrived since, or something was transferred back already.
    """
    order = await lock_order(session, reference)
    if order is None or order.municipality != municipality:
        raise NotFound
    received = await received_cents(session, reference)
    rest = received - order.amount_cents if received >= order.amount_cents else received
    if rest <= 0 or received != received_cents_then:
        raise Conflict("Inzwischen steht hier ein anderer Betrag. Bitte sehen Sie noch einmal hin.")
    order.returned_cents += rest
    await session.flush()
    return order


async def open_refunds(session: AsyncSession, municipality: str) -> Sequence[TransferRefund]:
    """What is to be transferred back and was not yet, the oldest first."""
    query = (
        select(TransferRefund)
        .join(TransferOrder, col(TransferOrder.reference) == col(TransferRefund.order_reference))
        .where(col(TransferOrder.municipality) == municipality)
        .where(col(TransferRefund.done_at).is_(None))
        .order_by(col(TransferRefund.created_at))
    )
    return (await session.scalars(query)).all()


async def note_refund_done(session: AsyncSession, municipality: str, key: str) -> None:
    """The treasury transferred it back. Raises NotFound."""
    for refund in await open_refunds(session, municipality):
        if refund.idempotency_key == key:
            refund.done_at = clock.now()
            return
    raise NotFound


async def lock_order(session: AsyncSession, reference: str) -> TransferOrder | None:
    """The order, held until the transaction ends; None for an unknown Kassenzeichen."""
    return await session.get(TransferOrder, reference, with_for_update=True)


async def _order_to_pay(
    session: AsyncSession, municipality: str, kassenzeichen: str
) -> TransferOrder | None:
    """The municipality's order; None also where its payment was erased with the account."""
    order = await lock_order(session, normalised(kassenzeichen))
    if order is None or order.municipality != municipality:
        return None
    return order if await session.get(Payment, order.payment_id) else None


def _check(entry: BankEntry) -> None:
    if not 0 < entry.amount_cents <= 100_000_000:
        raise InvalidField(
            "betrag", "Bitte geben Sie einen Betrag zwischen 0,01 € und 1.000.000 € an."
        )
    if not 1 <= len(entry.bank_reference.strip()) <= 64:
        raise InvalidField(
            "referenz", "Bitte geben Sie die Referenz der Bank an (höchstens 64 Zeichen)."
        )
    if len(entry.kassenzeichen) > 64:
        raise InvalidField("kassenzeichen", "Das Kassenzeichen ist zu lang.")
    if entry.booked_on > clock.today():
        raise InvalidField("tag", "Der Buchungstag liegt in der Zukunft.")


async def _insert(
    session: AsyncSession, entry: BankEntry, order: TransferOrder | None
) -> tuple[BankBooking, bool]:
    reference = entry.bank_reference.strip()
    statement = (
        insert(BankBooking)
        .values(
            id=new_id(),
            municipality=entry.municipality,
            bank_reference=reference,
            kassenzeichen=entry.kassenzeichen.strip(),
            amount_cents=entry.amount_cents,
            booked_on=entry.booked_on,
            order_reference=order.reference if order else None,
            outcome=_ASSIGNED if order else _UNCLEAR,
            entered_by=entry.entered_by,
            entered_at=clock.now(),
        )
        .on_conflict_do_nothing(constraint="one_booking_per_bank_reference")
        .returning(col(BankBooking.id))
    )
    is_new = (await session.execute(statement)).first() is not None
    query = select(BankBooking).where(
        col(BankBooking.municipality) == entry.municipality,
        col(BankBooking.bank_reference) == reference,
    )
    booking = (await session.scalars(query)).one()
    if (booking.amount_cents, booking.booked_on) != (entry.amount_cents, entry.booked_on):
        raise Conflict("Unter dieser Referenz der Bank steht schon ein anderer Eingang.")
    return booking, is_new


async def _undecided(session: AsyncSession, municipality: str, booking_id: UUID) -> BankBooking:
    booking = await session.get(BankBooking, booking_id, with_for_update=True)
    if booking is None or booking.municipality != municipality:
        raise NotFound
    if booking.outcome != _UNCLEAR:
        raise Conflict("Über diesen Eingang ist schon entschieden.")
    return booking


async def _outcome(
    session: AsyncSession, booking: BankBooking, order: TransferOrder | None, is_new: bool
) -> Booked:
    if order is None:
        return Booked(booking.id, None, 0, 0, is_new)
    rest = order.amount_cents - await received_cents(session, order.reference)
    return Booked(booking.id, order.payment_id, max(rest, 0), max(-rest, 0), is_new)
