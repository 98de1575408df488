"""How long cases of a service usually take, from those that were done."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.status import CaseStatus
from portal.cases.tables import Case, CaseEvent
from portal.shared import clock

FEWEST_CASES = 5
_DONE = (CaseStatus.POSTED, CaseStatus.PROVIDED, CaseStatus.CLOSED)


async def usual_duration(session: AsyncSession, municipality: str, service: str) -> int | None:
    """The median of full days until cases of the last year were done; at least 1.

    None while fewer than FEWEST_CASES are done: the service's own words serve then. Counts
    everybody's cases, so it needs the system's scope.
    """
    done_at = func.min(col(CaseEvent.at)).label("done_at")
    cases = (
        select(col(Case.opened_at).label("opened_at"), done_at)
        .join(CaseEvent, col(CaseEvent.case_id) == col(Case.id))
        .where(
            col(Case.municipality) == municipality,
            col(Case.service) == service,
            col(Case.opened_at) >= clock.now() - timedelta(days=365),
            col(CaseEvent.to_status).in_(_DONE),
        )
        .group_by(col(Case.id), col(Case.opened_at))
        .subquery()
    )
    days = func.extract("epoch", cases.c.done_at - cases.c.opened_at) / 86400
    median = func.percentile_cont(0.5).within_group(days)
    count, middle = (await session.execute(select(func.count(), median).select_from(cases))).one()
    return max(1, round(middle)) if count >= FEWEST_CASES else None
