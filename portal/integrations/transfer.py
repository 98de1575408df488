"""Bank transfer: the citizen transfers the money, the treasury enters what arrived."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from portal.municipalities import all_municipalities
from portal.payments.methods import account_to_pay_to
from portal.payments.provider import (
    EVERY_ACCOUNT,
    Begun,
    Finding,
    NotificationForged,
    PaidThere,
    PaymentOrder,
    PaymentRefused,
    ProviderEvent,
    ProviderState,
)
from portal.payments.transfer_tables import TransferOrder, TransferRefund
from portal.payments.transfers import (
    LAPSE_AFTER,
    REMIND_AFTER,
    TRANSFER,
    arrived_since,
    close_transfer,
    lock_order,
    open_transfer,
    state_of,
)
from portal.persistence.database import Database, system_scope
from portal.persistence.follow_ups import FollowUps


class BankTransfer:
    """Implements payments.provider.PaymentProvider with our own books; nobody outside is asked."""

    name = TRANSFER
    account = EVERY_ACCOUNT
    methods = frozenset({"transfer"})

    def __init__(self, database: Database, follow_ups: FollowUps) -> None:
        self._database = database
        self._follow_ups = follow_ups

    async def begin(self, order: PaymentOrder) -> Begun:
        """Give the order a Kassenzeichen; a mail, a reminder and the end are planned with it.

        Raises PaymentRefused unless exactly one municipality is paid and has a bank account.
        """
        account = account_to_pay_to(order.municipalities)
        if account is None:
            raise PaymentRefused
        async with self._database.transaction(system_scope()) as session:
            transfer, is_new = await open_transfer(session, order, order.municipalities[0], account)
            if is_new:
                await self._plan(session, transfer)
        at = urlsplit(order.return_url)
        language = at.path.partition("/kasse/")[0]  # "/en", or nothing before the German page
        page = f"{at.scheme}://{at.netloc}{language}/kasse/ueberweisung/{order.payment_id}/"
        return Begun(transfer.reference, page)

    async def fetch(self, reference: str) -> ProviderState:
        """What has arrived by now. Raises PaymentRefused."""
        async with self._database.transaction(system_scope()) as session:
            return await state_of(session, await _find(session, reference))

    async def cancel(self, reference: str) -> None:
        """Stop waiting, unless something arrived already."""
        async with self._database.transaction(system_scope()) as session:
            await close_transfer(session, reference, "canceled")

    async def refund(self, reference: str, amount_cents: int, idempotency_key: str) -> None:
        """Have the treasury transfer money back, once per key. Raises PaymentRefused."""
        async with self._database.transaction(system_scope()) as session:
            order = await _find(session, reference)
            if await session.get(TransferRefund, idempotency_key):
                return
            state = await state_of(session, order)
            if state.status != "paid" or amount_cents > state.amount_cents - state.refunded_cents:
                raise PaymentRefused
            session.add(
                TransferRefund(
                    idempotency_key=idempotency_key,
                    order_reference=reference,
                    amount_cents=amount_cents,
                )
            )

    async def paid_since(self, begin: datetime) -> Sequence[PaidThere]:
        """What arrived since `begin` under a Kassenzeichen of ours."""
        async with self._database.transaction(system_scope()) as session:
            return await arrived_since(session, begin)

    async def check(self) -> Sequence[Finding]:
        """Who can be paid by it; IBAN and BIC are checked with the content."""
        towns = [town.full_name for town in all_municipalities() if town.bank_account]
        if not towns:
            return [Finding("Keine Kommune nennt ein Bankkonto (bank_account).", is_fault=False)]
        return [Finding(f"Überweisen kann man an: {', '.join(towns)}", is_fault=False)]

    async def verify(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """Nobody notifies us: whatever comes is forged."""
        raise NotificationForged

    async def _plan(self, session: AsyncSession, transfer: TransferOrder) -> None:
        payment_id = str(transfer.payment_id)
        for name, delay in (
            ("tell_transfer", None),
            ("remind_of_transfer", REMIND_AFTER),
            ("lapse_transfer", LAPSE_AFTER),
        ):
            arguments = {"payment_id": payment_id}
            key = f"{payment_id}:{transfer.reference}"
            await self._follow_ups.enqueue(session, name, key, arguments, delay)


async def _find(session: AsyncSession, reference: str) -> TransferOrder:
    order = await lock_order(session, reference)
    if order is None:
        raise PaymentRefused
    return order
