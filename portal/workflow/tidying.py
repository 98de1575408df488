"""Once a day: what was begun without an account and left behind is forgotten, files included.

Each run has the next one done on the following night; however often it runs, nothing else changes.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Application
from portal.files import files_of, remove_file
from portal.identity.retention import forget_what_is_over
from portal.identity.sessions import VISITOR_LIFETIME
from portal.persistence.database import system_scope
from portal.persistence.follow_ups import FollowUps
from portal.shared import clock
from portal.workflow.services import Services

TIDY_UP = "tidy_up"
AT_NIGHT = time(3, 30)
# Few enough that nobody waits for a lock, and that a kill in the middle costs little.
BATCH = 100


async def tidy_up(services: Services, arguments: Mapping[str, str]) -> None:
    """Forget ended sessions, and the drafts of visitors that nobody can reach any more."""
    async with services.database.transaction(system_scope()) as session:
        await forget_what_is_over(session)
    while await _forget_some_drafts(services) == BATCH:
        pass
    async with services.database.transaction(system_scope()) as session:
        await schedule_tidying(session, services.follow_ups, clock.today() + timedelta(days=1))


async def schedule_tidying(
    session: AsyncSession, follow_ups: FollowUps, day: date | None = None
) -> None:
    """Have it done once on `day`, at night; today's at once."""
    day = day or clock.today()
    due = datetime.combine(day, AT_NIGHT, clock.BERLIN) - clock.now()
    delay = due if due > timedelta() and day > clock.today() else None
    await follow_ups.enqueue(session, TIDY_UP, day.isoformat(), {}, delay)


TIDYING_FOLLOW_UPS = {TIDY_UP: tidy_up}


async def _forget_some_drafts(services: Services) -> int:
    """One transaction's worth; how many there were. Bytes go once the transaction committed."""
    abandoned = (
        select(col(Application.id))
        .where(
            col(Application.account_id).is_(None),
            col(Application.saved_at) < clock.now() - VISITOR_LIFETIME,
        )
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    async with services.database.transaction(system_scope()) as session:
        drafts = (await session.scalars(abandoned)).all()
        for draft_id in drafts:
            for file in await files_of(session, draft_id):
                await remove_file(session, services.file_store, file.id, draft_id)
        await session.execute(delete(Application).where(col(Application.id).in_(drafts)))
    return len(drafts)
