"""Cases that were opened on the promise of a direct debit: how the promise ended."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases import fees
from portal.cases.changing import announce_case, new_event, tell_citizen
from portal.cases.service import PAID
from portal.cases.tables import Case, CaseEvent
from portal.payments.comparison import Difference, Kind
from portal.payments.queries import find_payment
from portal.payments.reconciliation import note_difference
from portal.payments.tables import PaymentItem
from portal.persistence.database import system_scope
from portal.shared.money import format_euro
from portal.workflow.services import Services

# The worker opens the case at about the same time; where none comes it is past its retention.
LOOK_AGAIN = timedelta(minutes=1)
TIMES = 10


async def tell_debit(services: Services, arguments: Mapping[str, str]) -> None:
    """The money is there: the history of the case says so, and the citizen is told."""
    async with services.database.transaction(system_scope()) as session:
        item = await session.get_one(PaymentItem, UUID(arguments["item_id"]))
        case = await _case_of(session, item)
        event_id = uuid5(item.id, fees.FEE_PAID)
        if case is None and await _is_awaited(services, session, "tell_debit", arguments):
            return
        if case is None or await _is_told(session, case, event_id):
            return
        paid = f"{format_euro(item.amount_cents)} mit SEPA-Lastschrift bezahlt"
        event = new_event(case, fees.FEE_PAID, None, detail=paid)
        event.id = event_id
        session.add(event)
        await session.flush()
        await tell_citizen(session, services.follow_ups, event)
        await announce_case(session, case)


async def claim_failed_debit(services: Services, arguments: Mapping[str, str]) -> None:
    """The money did not come: it is asked for in the case; where that is over, listed."""
    async with services.database.transaction(system_scope()) as session:
        item = await session.get_one(PaymentItem, UUID(arguments["item_id"]))
        case = await _case_of(session, item)
        if case is None and await _is_awaited(services, session, "claim_failed_debit", arguments):
            return
        is_claimed = case is not None and await fees.claim_failed_debit(
            session, services.follow_ups, case, item.id, item.amount_cents
        )
        if not is_claimed:
            payment = await find_payment(session, item.payment_id)
            one = Difference(Kind.DEBIT_FAILED, item.amount_cents, 0)
            await note_difference(session, payment, one, subject=f"debit:{item.id}")


DEBIT_FOLLOW_UPS = {"tell_debit": tell_debit, "claim_failed_debit": claim_failed_debit}


async def _case_of(session: AsyncSession, item: PaymentItem) -> Case | None:
    query = select(Case).where(col(Case.application_id) == item.application_id)
    return (await session.scalars(query.with_for_update())).first()


async def _is_awaited(
    services: Services, session: AsyncSession, name: str, arguments: Mapping[str, str]
) -> bool:
    """Whether the case may still be opened; then this is tried again."""
    attempt = int(arguments.get("attempt", "0")) + 1
    if attempt > TIMES:
        return False
    again = {**arguments, "attempt": str(attempt)}
    key = f"{arguments['item_id']}:{attempt}"
    await services.follow_ups.enqueue(session, name, key, again, LOOK_AGAIN)
    return True


async def _is_told(session: AsyncSession, case: Case, event_id: UUID) -> bool:
    """Also where the money was there before the case was opened."""
    query = select(col(CaseEvent.id)).where(
        col(CaseEvent.case_id) == case.id,
        (col(CaseEvent.id) == event_id) | (col(CaseEvent.kind) == PAID),
    )
    return (await session.execute(query)).first() is not None
