"""The life of a bank transfer: the citizen is told, reminded, and told that it is over; what the
treasury enters pays for the order. Every follow-up may run any number of times.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications import ApplicationStatus
from portal.applications.tables import Application
from portal.errors import Conflict, NotFound
from portal.identity.tables import Account
from portal.notifications.kinds.transfers import TRANSFER_LINES
from portal.notifications.outbox import Blank, Occasion
from portal.payments import transfers
from portal.payments.claims import claim_paid_by, is_owed
from portal.payments.girocode import girocode
from portal.payments.kassenzeichen import in_groups, normalised
from portal.payments.queries import find_payment, items_of
from portal.payments.service import apply_state, note_problem
from portal.payments.status import PaymentStatus
from portal.payments.tables import Payment
from portal.payments.transfer_tables import TransferOrder
from portal.payments.transfers import BankEntry, Booked
from portal.persistence.database import Scope, system_scope
from portal.persistence.live import announce
from portal.shared import clock
from portal.shared.language import N_, _
from portal.shared.money import format_euro
from portal.shared.qr import QrDrawing, draw_qr
from portal.workflow.payment_answers import query_payment
from portal.workflow.services import Services

log = logging.getLogger(__name__)

PARTLY_PAID = "partly_paid"


@dataclass(frozen=True)
class TransferView:
    """What the citizen's page shows. Amounts in cents; we wait until the day `until`.

    `of_case`: for a claim on an open case.
    """

    status: PaymentStatus
    recipient: str
    iban: str
    bic: str
    kassenzeichen: str
    amount_cents: int
    received_cents: int
    until: date
    code: QrDrawing
    of_case: bool = False

    @property
    def missing_cents(self) -> int:
        """What is still to be transferred."""
        return max(self.amount_cents - self.received_cents, 0)


async def view_transfer(services: Services, account_id: UUID, payment_id: UUID) -> TransferView:
    """The transfer of the citizen's own payment, as it stands now. Raises NotFound."""
    result = await query_payment(services, account_id, payment_id)
    async with services.database.transaction(Scope("citizen", account_id)) as session:
        payment = await find_payment(session, payment_id)
    if payment.provider != transfers.TRANSFER:
        raise NotFound
    async with services.database.transaction(system_scope()) as session:
        order = await transfers.transfer_of(session, payment_id)
        received = await transfers.received_cents(session, order.reference)
    missing = max(order.amount_cents - received, 0) or order.amount_cents
    return TransferView(
        status=result.status,
        recipient=order.recipient,
        iban=order.iban,
        bic=order.bic,
        kassenzeichen=in_groups(order.reference),
        amount_cents=order.amount_cents,
        received_cents=received,
        until=_last_day(order.created_at + transfers.LAPSE_AFTER),
        code=draw_qr(girocode(order, missing), exact=True),
        of_case=result.claim_id is not None,
    )


class MoneyHasArrived(Conflict):
    """A transfer under which something arrived cannot be given up."""

    message = N_(
        "Für diese Überweisung ist schon Geld angekommen. Bitte überweisen Sie den Rest, oder "
        "wenden Sie sich an uns."
    )


async def give_up_transfer(services: Services, account_id: UUID, payment_id: UUID) -> None:
    """The citizen will not transfer: what it is for can be paid another way.

    Money that comes all the same pays, or goes back. A second time changes nothing. Raises
    NotFound, MoneyHasArrived.
    """
    async with services.database.transaction(Scope("citizen", account_id)) as session:
        payment = await find_payment(session, payment_id)
    if payment.provider != transfers.TRANSFER or not payment.provider_reference:
        raise NotFound
    async with services.database.transaction(system_scope()) as session:
        await transfers.close_transfer(session, payment.provider_reference, "canceled")
        order = await transfers.transfer_of(session, payment_id)
        state = await transfers.state_of(session, order)
        status = await apply_state(session, payment_id, state, services.follow_ups)
        await announce(session, f"account:{account_id}")
    if status.is_open or status is PaymentStatus.PAID:
        raise MoneyHasArrived(_(MoneyHasArrived.message))


async def enter_booking(services: Services, entry: BankEntry) -> Booked:
    """A line of the bank's statement takes effect, once per the bank's own reference.

    Enough under a Kassenzeichen pays, in the same transaction. Raises InvalidInput, Conflict.
    """
    async with services.database.transaction(system_scope()) as session:
        booked = await transfers.note_booking(session, entry)
        if booked.is_new:
            await take_effect(services, session, booked)
    return booked


async def take_effect(services: Services, session: AsyncSession, booked: Booked) -> None:
    """What was booked pays, or the citizen is told what is missing."""
    if booked.payment_id is None:
        return
    payment_id = booked.payment_id
    order = await transfers.transfer_of(session, payment_id)
    state = await transfers.state_of(session, order)
    await apply_state(session, payment_id, state, services.follow_ups)
    if state.status == "paid":
        return
    # The watch gives up what has no problem; a part of the money must not be forgotten.
    await note_problem(session, payment_id, PARTLY_PAID)
    received = format_euro(order.amount_cents - booked.missing_cents)
    await _write(
        services,
        session,
        payment_id,
        "transfer_part",
        f"part:{booked.booking_id}",
        received=received,
    )


async def municipality_of_kassenzeichen(services: Services, kassenzeichen: str) -> str:
    """Whose Kassenzeichen it is; "" for an unknown one."""
    async with services.database.transaction(system_scope()) as session:
        plain = normalised(kassenzeichen)
        order = await session.get(TransferOrder, plain)
    return order.municipality if order else ""


async def tell_transfer(services: Services, arguments: Mapping[str, str]) -> None:
    """Write the mail with what is to be transferred."""
    payment_id = UUID(arguments["payment_id"])
    async with services.database.transaction(system_scope()) as session:
        await _write(services, session, payment_id, "transfer", "told")


async def remind_of_transfer(services: Services, arguments: Mapping[str, str]) -> None:
    """After two weeks: a mail, unless it is paid, over, or paid another way."""
    payment_id = UUID(arguments["payment_id"])
    async with services.database.transaction(system_scope()) as session:
        if await _is_awaited(session, payment_id):
            await _write(services, session, payment_id, "transfer_reminder", "reminded")


async def lapse_transfer(services: Services, arguments: Mapping[str, str]) -> None:
    """After four weeks: nobody waits any longer, and the citizen is told. Where a part has
    arrived, the treasury decides."""
    payment_id = UUID(arguments["payment_id"])
    async with services.database.transaction(system_scope()) as session:
        was_awaited = await _is_awaited(session, payment_id)
        order = await transfers.transfer_of(session, payment_id)
        if not await transfers.close_transfer(session, order.reference, "expired"):
            return
        state = await transfers.state_of(session, order)
        await apply_state(session, payment_id, state, services.follow_ups)
        if was_awaited:
            payment = await find_payment(session, payment_id)
            of_case = await claim_paid_by(session, payment_id) is not None
            kind = "transfer_lapsed_of_case" if of_case else "transfer_lapsed"
            page = "/vorgaenge/" if of_case else "/warenkorb/"
            await _send(services, session, payment, (kind, "lapsed", page))


TRANSFER_FOLLOW_UPS = {
    "tell_transfer": tell_transfer,
    "remind_of_transfer": remind_of_transfer,
    "lapse_transfer": lapse_transfer,
}


def booked_in_words(booked: Booked) -> str:
    """What became of a line of the statement, for the treasury."""
    if booked.payment_id is None:
        words = "Das Kassenzeichen ist unbekannt. Der Eingang steht unter „ungeklärt“."
    elif booked.missing_cents:
        words = f"Teilzahlung, es fehlen noch {format_euro(booked.missing_cents)}."
    elif booked.surplus_cents:
        words = f"Bezahlt, {format_euro(booked.surplus_cents)} sind zu viel."
    else:
        words = "Bezahlt."
    return words if booked.is_new else f"Das war schon gebucht. {words}"


def transfer_path(payment_id: UUID) -> str:
    """The page that says what to transfer."""
    return f"/kasse/ueberweisung/{payment_id}/"


def group_iban(iban: str) -> str:
    """In groups of four, as it is printed (ISO 13616)."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def _last_day(until: datetime) -> date:
    return until.astimezone(clock.BERLIN).date()


async def _is_awaited(session: AsyncSession, payment_id: UUID) -> bool:
    """Whether it is neither paid nor over, and what it is for still waits to be paid."""
    payment = await find_payment(session, payment_id)
    if not PaymentStatus(payment.status).is_open:
        return False
    applications = [item.application_id for item in await items_of(session, payment_id)]
    query = select(col(Application.id)).where(
        col(Application.id).in_(applications),
        col(Application.status) == ApplicationStatus.IN_BASKET,
    )
    claim_id = await claim_paid_by(session, payment_id)
    if claim_id is not None:
        return await is_owed(session, claim_id)
    return (await session.execute(query)).first() is not None


async def _write(
    services: Services,
    session: AsyncSession,
    payment_id: UUID,
    kind: str,
    occasion: str,
    **blanks: Blank,
) -> None:
    payment = await find_payment(session, payment_id)
    order = await transfers.transfer_of(session, payment_id)
    missing = order.amount_cents - await transfers.received_cents(session, order.reference)
    if missing <= 0:
        return
    if kind == "transfer_reminder" and await claim_paid_by(session, payment_id) is not None:
        kind = "transfer_reminder_of_case"
    await _send(
        services,
        session,
        payment,
        (kind, occasion, transfer_path(payment_id)),
        lines=lambda: _lines(order, missing),
        until=_last_day(order.created_at + transfers.LAPSE_AFTER),
        **blanks,
    )


def _lines(order: TransferOrder, missing_cents: int) -> str:
    """What is to be transferred, to copy from."""
    return _(TRANSFER_LINES).format(
        recipient=order.recipient,
        iban=group_iban(order.iban),
        bic=order.bic,
        amount=format_euro(missing_cents),
        kassenzeichen=in_groups(order.reference),
    )


async def _send(
    services: Services,
    session: AsyncSession,
    payment: Payment,
    what: tuple[str, str, str],
    **blanks: Blank,
) -> None:
    """`what`: the kind, the occasion, the page it leads to."""
    kind, occasion, path = what
    order = await transfers.transfer_of(session, payment.id)
    account = await session.get_one(Account, payment.account_id)
    told = Occasion(
        kind,
        order.municipality,
        unique_key=f"transfer:{payment.id}:{occasion}",
        path=path,
        host=payment.host_municipality,
    )
    await services.outbox.tell(session, account, told, **blanks)
