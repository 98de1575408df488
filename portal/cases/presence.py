"""Who has a case open at the moment: colleagues see each other before they do the same twice.

A row says when somebody was there last; what is older than a minute and a half counts as gone. It
is no record of anybody's work: it goes with the page, at the latest at night.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.access import require_case_worker
from portal.cases.changing import find_case
from portal.cases.desk_tables import CasePresence
from portal.persistence.database import Scope
from portal.persistence.live import announce
from portal.shared import clock

AWAY_AFTER = timedelta(seconds=90)
PRESENT = "present:"


def present_in(case_id: UUID) -> str:
    """The subject that tells pages of the case that somebody came or went."""
    return f"{PRESENT}{case_id}"


async def be_present(
    session: AsyncSession, scope: Scope, reference: str
) -> tuple[UUID, tuple[str, ...]]:
    """The actor has the case open: its id, and the names of the others who have, by name.

    Raises SignInRequired, NotAllowed, NotFound.
    """
    actor = await require_case_worker(session, scope)
    case = await find_case(session, actor, reference)
    here = select(CasePresence).where(
        col(CasePresence.case_id) == case.id, col(CasePresence.seen_at) > clock.now() - AWAY_AFTER
    )
    people = (await session.scalars(here.order_by(col(CasePresence.name)))).all()
    row = {"municipality": case.municipality, "name": actor.name, "seen_at": clock.now()}
    coming = insert(CasePresence).values(case_id=case.id, staff_id=actor.id, **row)
    await session.execute(
        coming.on_conflict_do_update(index_elements=["case_id", "staff_id"], set_=row)
    )
    if all(one.staff_id != actor.id for one in people):
        await announce(session, present_in(case.id))
    return case.id, tuple(one.name for one in people if one.staff_id != actor.id)


async def leave(session: AsyncSession, scope: Scope, case_id: UUID) -> None:
    """The actor has turned to something else. Raises SignInRequired, NotAllowed."""
    actor = await require_case_worker(session, scope)
    mine = delete(CasePresence).where(
        col(CasePresence.case_id) == case_id, col(CasePresence.staff_id) == actor.id
    )
    await session.execute(mine)
    await announce(session, present_in(case_id))


async def forget_presence(session: AsyncSession) -> None:
    """Whoever closed the browser. Needs the system's scope."""
    old = col(CasePresence.seen_at) < clock.now() - AWAY_AFTER
    await session.execute(delete(CasePresence).where(old))
