"""Who lost a role keeps no case for which there is no desk any more. Needs the system's scope."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.cases.assignment import GIVEN_BACK
from portal.cases.changing import announce_case, new_event, record_change
from portal.cases.tables import Case
from portal.identity import CASE_ROLES, Desk, desk_of
from portal.identity.tables import StaffRole
from portal.persistence.database import Scope


async def free_cases_of(session: AsyncSession, by: Scope, person: UUID) -> int:
    """Give back the person's open cases that lie on none of their desks; how many there were.

    To be called in the transaction that took a role or a delegation away; `by` is who did.
    """
    query = select(Case).where(col(Case.assignee_id) == person, col(Case.closed_at).is_(None))
    query = query.order_by(col(Case.id)).with_for_update()
    held = await session.scalars(query.execution_options(populate_existing=True))
    desks = await _desks_of(session, person)
    freed = [
        case
        for case in held
        if not any(desk.covers(case.authority, case.service) for desk in desks)
    ]
    for case in freed:
        detail = f"{case.assignee_name}, bearbeitet solche Vorgänge nicht mehr"
        session.add(new_event(case, GIVEN_BACK, None, detail=detail))
        case.assignee_id, case.assignee_name = None, ""
        case.revision += 1
        await record_change(session, by, "case.given_back", case)
        await announce_case(session, case)
    await session.flush()
    return len(freed)


async def free_cases_of_service(session: AsyncSession, by: Scope, town: str, service: str) -> None:
    """The same for everybody who works on the service for that municipality."""
    query = (
        select(col(Case.assignee_id))
        .where(
            col(Case.municipality) == town,
            col(Case.service) == service,
            col(Case.closed_at).is_(None),
            col(Case.assignee_id).is_not(None),
        )
        .distinct()
    )
    for person in sorted(one for one in await session.scalars(query) if one):
        await free_cases_of(session, by, person)


async def _desks_of(session: AsyncSession, person: UUID) -> list[Desk]:
    query = select(col(StaffRole.municipality)).where(
        col(StaffRole.account_id) == person, col(StaffRole.role).in_(CASE_ROLES)
    )
    homes = set(await session.scalars(query))
    return [await desk_of(session, Scope("staff", person, home), *CASE_ROLES) for home in homes]
