"""What the treasury does by hand about transfers: enter the bank's statement, decide about money
that does not fit, and say what was transferred back. Everything is recorded.
"""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal import audit
from portal.errors import InvalidField
from portal.identity.counter_check import require_role
from portal.identity.roles import Role
from portal.payments import transfers
from portal.payments.kassenzeichen import looks_mistyped
from portal.payments.queries import find_payment
from portal.payments.refunds import plan_to_tell, refund_of
from portal.payments.service import apply_state
from portal.payments.transfers import BankEntry
from portal.persistence.database import Scope, system_scope
from portal.persistence.live import announce
from portal.workflow.services import Services
from portal.workflow.transfers import booked_in_words, take_effect

ENTER_MONEY: tuple[Role, ...] = ("team_lead",)
_AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,7})(?:,(\d{2}))?\s*€?")


@dataclass(frozen=True)
class Line:
    """A line of the bank's statement as it was typed.

    `is_sure`: the Kassenzeichen stands there like this, though its check digits are wrong.
    """

    kassenzeichen: str
    amount: str
    booked_on: str
    bank_reference: str
    is_sure: bool = False


@dataclass(frozen=True)
class Unclear:
    """Money under a Kassenzeichen nobody knows. Cents."""

    id: UUID
    kassenzeichen: str
    amount_cents: int
    booked_on: date
    bank_reference: str


@dataclass(frozen=True)
class Unlike:
    """A Kassenzeichen under which more or less arrived than was asked for. Cents."""

    kassenzeichen: str
    ordered_cents: int
    received_cents: int


@dataclass(frozen=True)
class ToReturn:
    """Money to be transferred back. Cents."""

    key: str
    kassenzeichen: str
    amount_cents: int


@dataclass(frozen=True)
class Arrivals:
    """All that waits for the treasury of one municipality."""

    unclear: tuple[Unclear, ...]
    unlike: tuple[Unlike, ...]
    refunds: tuple[ToReturn, ...]


async def arrivals(services: Services, clerk: Scope) -> Arrivals:
    """What waits for a decision. Raises SignInRequired, NotAllowed."""
    here = clerk.municipality
    async with services.database.transaction(system_scope()) as session:
        await require_role(session, clerk, *ENTER_MONEY)
        unclear = await transfers.unclear_bookings(session, here)
        unlike = await transfers.amounts_unlike_ordered(session, here)
        refunds = await transfers.open_refunds(session, here)
    return Arrivals(
        tuple(
            Unclear(one.id, one.kassenzeichen, one.amount_cents, one.booked_on, one.bank_reference)
            for one in unclear
        ),
        tuple(Unlike(order.reference, order.amount_cents, cents) for order, cents in unlike),
        tuple(
            ToReturn(one.idempotency_key, one.order_reference, one.amount_cents) for one in refunds
        ),
    )


async def enter_arrival(services: Services, clerk: Scope, line: Line) -> str:
    """Enter a line; what became of it, in words.

    Raises InvalidField ("kassenzeichen", "betrag", "tag", "referenz"), Conflict, NotAllowed.
    """
    async with services.database.transaction(system_scope()) as session:
        await require_role(session, clerk, *ENTER_MONEY)
        booked = await transfers.note_booking(session, _entry(clerk, line))
        if booked.is_new:
            await take_effect(services, session, booked)
            await _record(session, clerk, "bank_booking_entered", f"booking:{booked.booking_id}")
    return booked_in_words(booked)


async def assign_arrival(
    services: Services, clerk: Scope, booking_id: UUID, kassenzeichen: str
) -> str:
    """Say what an unclear booking is for. Raises InvalidInput, Conflict, NotFound, NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        await require_role(session, clerk, *ENTER_MONEY)
        booked = await transfers.assign_booking(
            session, clerk.municipality, booking_id, kassenzeichen, clerk.actor_id
        )
        await take_effect(services, session, booked)
        await _record(session, clerk, "bank_booking_assigned", f"booking:{booking_id}")
    return booked_in_words(booked)


async def send_arrival_back(services: Services, clerk: Scope, booking_id: UUID) -> None:
    """An unclear booking was transferred back. Raises Conflict, NotFound, NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        await require_role(session, clerk, *ENTER_MONEY)
        await transfers.send_back(session, clerk.municipality, booking_id, clerk.actor_id)
        await _record(session, clerk, "bank_booking_sent_back", f"booking:{booking_id}")


async def return_rest(
    services: Services, clerk: Scope, kassenzeichen: str, received_cents: int
) -> None:
    """A surplus was transferred back, or a part: then the payment is over, the basket stays.

    `received_cents` is what the page showed as arrived. Raises Conflict, NotFound, NotAllowed.
    """
    async with services.database.transaction(system_scope()) as session:
        await require_role(session, clerk, *ENTER_MONEY)
        order = await transfers.give_back_rest(
            session, clerk.municipality, kassenzeichen, received_cents
        )
        if await transfers.close_transfer(session, order.reference, "expired"):
            (await find_payment(session, order.payment_id)).problem = ""
        state = await transfers.state_of(session, order)
        await apply_state(session, order.payment_id, state, services.follow_ups)
        await _record(session, clerk, "transfer_rest_returned", f"payment:{order.payment_id}")


async def transferred_back(services: Services, clerk: Scope, key: str) -> None:
    """An ordered refund was transferred. Raises NotFound, NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        await require_role(session, clerk, *ENTER_MONEY)
        await transfers.note_refund_done(session, clerk.municipality, key)
        if refund_id := refund_of(key):
            await plan_to_tell(session, services.follow_ups, refund_id)
        await _record(session, clerk, "transfer_refunded", key)


def cents_of(written: str) -> int:
    """'1.234,50 €' -> 123450. Raises InvalidField ("betrag")."""
    match = _AMOUNT.fullmatch(written.strip())
    if match is None:
        raise InvalidField("betrag", "Bitte geben Sie den Betrag in Euro an, zum Beispiel 15,00.")
    return int(match[1].replace(".", "")) * 100 + int(match[2] or 0)


def _entry(clerk: Scope, line: Line) -> BankEntry:
    if looks_mistyped(line.kassenzeichen) and not line.is_sure:
        raise InvalidField(
            "kassenzeichen",
            "Kassenzeichen vertippt? Die Prüfziffer stimmt nicht. Steht es genau so auf dem"
            " Kontoauszug, dann buchen Sie noch einmal.",
        )
    try:
        day = date.fromisoformat(line.booked_on.strip())
    except ValueError:
        raise InvalidField("tag", "Bitte geben Sie den Buchungstag an.") from None
    return BankEntry(
        municipality=clerk.municipality,
        kassenzeichen=line.kassenzeichen,
        amount_cents=cents_of(line.amount),
        booked_on=day,
        bank_reference=line.bank_reference,
        entered_by=clerk.actor_id,
    )


async def _record(session: AsyncSession, clerk: Scope, action: str, subject: str) -> None:
    await audit.record(session, clerk, action, subject)
    await announce(session, f"arrivals:{clerk.municipality}")
