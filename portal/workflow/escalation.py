"""Cases whose deadline has passed are brought before the team leads, once per deadline."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.changing import announce_case, new_event
from portal.cases.deadline import working_days_between
from portal.cases.due import OURS_TO_DO
from portal.cases.tables import Case
from portal.cases.timeline import ESCALATED
from portal.errors import NotAllowed
from portal.identity import desk_of
from portal.identity.tables import Account, StaffRole
from portal.municipalities import municipality_by_slug
from portal.notifications.outbox import Occasion
from portal.persistence.database import Scope, system_scope
from portal.shared import clock
from portal.workflow.services import Services


async def escalate_overdue(services: Services) -> None:
    """Tell each team lead how many of their team's cases are newly overdue, and note it in each.

    A case counts from the first working day after its deadline; where the deadline is moved and
    passes again, once more. However often this runs, nobody hears of the same twice.
    """
    async with services.database.transaction(system_scope()) as session:
        cases = await _newly_overdue(session)
        for case in cases:
            case.escalated_for = case.due_on
            session.add(new_event(case, ESCALATED, None))
            await announce_case(session, case)
        if cases:
            await _tell_leads(services, session, cases)


async def _newly_overdue(session: AsyncSession) -> list[Case]:
    query = (
        select(Case)
        .where(
            col(Case.closed_at).is_(None),
            col(Case.status).in_(OURS_TO_DO),
            col(Case.due_on) < clock.today(),
            col(Case.escalated_for).is_distinct_from(col(Case.due_on)),
        )
        .order_by(col(Case.id))
        .with_for_update(skip_locked=True)
    )
    return [case for case in await session.scalars(query) if _has_had_a_working_day(case)]


def _has_had_a_working_day(case: Case) -> bool:
    state = municipality_by_slug(case.authority).state
    return working_days_between(case.due_on, clock.today(), state) > 0


async def _tell_leads(services: Services, session: AsyncSession, cases: Sequence[Case]) -> None:
    """Whose desk the case lies on, as team lead: of the town itself and of who works for it."""
    leading = (
        select(Account, col(StaffRole.municipality))
        .join(StaffRole, col(StaffRole.account_id) == col(Account.id))
        .where(col(StaffRole.role) == "team_lead", col(Account.erased_at).is_(None))
        .order_by(col(Account.id), col(StaffRole.municipality))
        .distinct()
    )
    for lead, town in (await session.execute(leading)).all():
        try:
            desk = await desk_of(session, Scope("staff", lead.id, town), "team_lead")
        except NotAllowed:
            continue
        number = sum(desk.covers(case.authority, case.service) for case in cases)
        if number:
            kind = "overdue_case" if number == 1 else "overdue_cases"
            key = f"overdue:{cases[0].id}:{cases[0].due_on}:{town}:{lead.id}"
            occasion = Occasion(kind, town, key, "/verwaltung/")
            await services.outbox.tell(session, lead, occasion, number=str(number))
