"""What becomes of a claim on an open case while nobody looks: paid, reminded of, lapsed.

Each may run any number of times: an event of a claim has an id made of the claim and its kind.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from portal.cases import fees
from portal.cases.changing import announce_case, hold_case, new_event, tell_citizen
from portal.cases.tables import Case, CaseEvent
from portal.payments.claim_tables import FeeClaim
from portal.payments.claims import TELL_CLAIM_PAID, ClaimStatus, is_being_paid, lock_claim
from portal.payments.queries import find_payment
from portal.payments.status import METHOD_LABELS
from portal.persistence.database import system_scope
from portal.persistence.live import announce
from portal.shared import clock
from portal.shared.money import format_euro
from portal.workflow.services import Services

LOOK_AGAIN = timedelta(days=1)


async def tell_claim_paid(services: Services, arguments: Mapping[str, str]) -> None:
    """The history of the case says that its claim is paid, and how; the citizen is told."""
    async with services.database.transaction(system_scope()) as session:
        claim = await _find(session, arguments)
        if claim is None:
            return
        payment = await find_payment(session, UUID(arguments["payment_id"]))
        method = METHOD_LABELS.get(payment.method, payment.method)
        paid = f"{format_euro(claim.amount_cents)} mit {method} bezahlt"
        await _note(services, session, claim, fees.FEE_PAID, paid)
        await announce(session, f"payment:{payment.id}")


async def remind_of_claim(services: Services, arguments: Mapping[str, str]) -> None:
    """A few days before its last day: a mail, unless it is paid, withdrawn or on its way."""
    async with services.database.transaction(system_scope()) as session:
        claim = await _find(session, arguments)
        if claim is None or claim.status != ClaimStatus.OPEN:
            return
        if not await is_being_paid(session, claim.id):
            until = f"{format_euro(claim.amount_cents)} bis {clock.day_in_words(claim.due_on)}"
            await _note(services, session, claim, fees.FEE_REMINDED, until)


async def lapse_claim(services: Services, arguments: Mapping[str, str]) -> None:
    """Its last day is over: the desk sees it and decides; a payment on its way is waited for."""
    async with services.database.transaction(system_scope()) as session:
        claim = await _find(session, arguments)
        if claim is None or claim.status != ClaimStatus.OPEN or claim.due_on >= clock.today():
            return
        if await is_being_paid(session, claim.id):
            key = f"{claim.id}:{clock.today()}"
            await services.follow_ups.enqueue(
                session, fees.LAPSE_CLAIM, key, dict(arguments), LOOK_AGAIN
            )
            return
        claim.status = ClaimStatus.LAPSED
        await _note(services, session, claim, fees.FEE_LAPSED, format_euro(claim.amount_cents))


FEE_CLAIM_FOLLOW_UPS = {
    TELL_CLAIM_PAID: tell_claim_paid,
    fees.REMIND_OF_CLAIM: remind_of_claim,
    fees.LAPSE_CLAIM: lapse_claim,
}


async def _find(session: AsyncSession, arguments: Mapping[str, str]) -> FeeClaim | None:
    """The claim, its case and itself locked; None where its case is past its retention."""
    found = await session.get(FeeClaim, UUID(arguments["claim_id"]))
    if found is None:
        return None
    await hold_case(session, found.case_id)
    return await lock_claim(session, UUID(arguments["claim_id"]))


async def _note(
    services: Services, session: AsyncSession, claim: FeeClaim, kind: str, detail: str
) -> None:
    event_id = uuid5(claim.id, kind)
    if await session.get(CaseEvent, event_id) is not None:
        return
    case = await session.get_one(Case, claim.case_id)
    event = new_event(case, kind, None, detail=detail)
    event.id = event_id
    session.add(event)
    await session.flush()
    await tell_citizen(session, services.follow_ups, event)
    await announce_case(session, case)
