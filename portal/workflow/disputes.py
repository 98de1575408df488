"""A payer's bank claims money back: the case says so, and the treasury has it on its list."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.changing import announce_case, new_event
from portal.cases.fees import FEE_DISPUTE_OVER, FEE_DISPUTED
from portal.cases.tables import Case, CaseEvent
from portal.payments.comparison import Difference, Kind
from portal.payments.queries import find_payment, items_of
from portal.payments.reconciliation import note_difference
from portal.persistence.database import system_scope
from portal.shared.money import format_euro
from portal.workflow.services import Services
from portal.workflow.team_leads import tell_team_leads


async def tell_dispute(services: Services, arguments: Mapping[str, str]) -> None:
    """Note what is claimed back of a payment, or that it is over, with each of its cases.

    Said once: a history whose last word about it is the same is left alone. What is true now
    counts, not what it was when this was planned: workers may take up such jobs in any order.
    """
    payment_id = UUID(arguments["payment_id"])
    async with services.database.transaction(system_scope()) as session:
        items = [one for one in await items_of(session, payment_id) if one.settled]
        query = select(Case).where(col(Case.application_id).in_([i.application_id for i in items]))
        ordered = query.order_by(col(Case.id)).with_for_update()
        cases = (await session.scalars(ordered)).all()
        payment = await find_payment(session, payment_id)  # after waiting for the cases
        cents = payment.disputed_cents
        if cents:
            one = Difference(Kind.DISPUTED, payment.amount_cents, cents)
            await note_difference(session, payment, one)
            for municipality in sorted({one.municipality for one in items}):
                await tell_team_leads(
                    services,
                    session,
                    municipality,
                    "dispute",
                    occasion=f"dispute:{payment.id}:{cents}",
                    amount=format_euro(cents),
                )
        words = _what_is_claimed(cents, len(items)) if cents else ""
        for case in cases:
            await _note(session, case, FEE_DISPUTED if cents else FEE_DISPUTE_OVER, words)


DISPUTE_FOLLOW_UPS = {"tell_dispute": tell_dispute}


def _what_is_claimed(cents: int, items: int) -> str:
    """A bank claims from a payment, and never says which of its applications it means."""
    amount = format_euro(cents)
    return amount if items == 1 else f"{amount} für {items} zusammen bezahlte Anträge"


async def _note(session: AsyncSession, case: Case, kind: str, words: str) -> None:
    query = (
        select(col(CaseEvent.kind))
        .where(
            col(CaseEvent.case_id) == case.id,
            col(CaseEvent.kind).in_((FEE_DISPUTED, FEE_DISPUTE_OVER)),
        )
        .order_by(col(CaseEvent.at).desc())
        .limit(1)
    )
    last = await session.scalar(query)
    if last == kind or (last is None and not words):
        return
    session.add(new_event(case, kind, None, detail=words))
    await session.flush()
    await announce_case(session, case)
