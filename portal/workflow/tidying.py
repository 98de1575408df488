"""Once a day: what was begun and left behind is forgotten, files included.

Without an account after 30 days; with one later, and after a warning (draft_expiry.py).

Each run has the next one done on the following night; however often it runs, nothing else changes.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Application
from portal.appointments.retention import forget_past_appointments
from portal.cases.figures.feedback import mix_feedback
from portal.cases.presence import forget_presence
from portal.files import files_of, remove_file
from portal.identity.retention import forget_accounts, forget_what_is_over, unconfirmed_accounts
from portal.identity.sessions import VISITOR_LIFETIME
from portal.notifications.tables import OutgoingMail
from portal.persistence.database import system_scope
from portal.persistence.follow_ups import FollowUps
from portal.shared import clock
from portal.workflow.bulk import forget_old_jobs
from portal.workflow.draft_expiry import BATCH, announce_ends, end_drafts
from portal.workflow.escalation import escalate_overdue
from portal.workflow.leftover_files import set_leftovers_aside
from portal.workflow.mails import look_after_mails
from portal.workflow.message_files import forget_unsent_files
from portal.workflow.privacy import erase_due_accounts, forget_old_exports
from portal.workflow.retention import erase_what_is_over
from portal.workflow.services import Services

TIDY_UP = "tidy_up"
AT_NIGHT = time(3, 30)


async def tidy_up(services: Services, arguments: Mapping[str, str]) -> None:
    """Forget ended sessions, past appointments and drafts nobody goes on with; warn of the end.

    Exports, accounts and cases whose time is over go; bytes that a crash left without an owner
    are set aside. Mails that wait for a server are tried anew. Team leads hear of passed deadlines.
    """
    async with services.database.transaction(system_scope()) as session:
        await forget_what_is_over(session)
        await forget_past_appointments(session)
        await forget_presence(session)
        await mix_feedback(session)
    for some in (_forget_some_drafts, announce_ends, end_drafts):
        while await some(services) == BATCH:
            pass
    await _forget_unconfirmed(services)
    await forget_unsent_files(services)
    await forget_old_exports(services)
    await erase_due_accounts(services)
    await erase_what_is_over(services)
    await set_leftovers_aside(services)
    await look_after_mails(services)
    await forget_old_jobs(services)
    await escalate_overdue(services)
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


async def _forget_unconfirmed(services: Services) -> None:
    """With the mails that asked for the confirmation."""
    async with services.database.transaction(system_scope()) as session:
        accounts = await unconfirmed_accounts(session)
        mails = col(OutgoingMail.account_id).in_(accounts)
        await session.execute(delete(OutgoingMail).where(mails))
        await forget_accounts(session, accounts)


async def _forget_some_drafts(services: Services) -> int:
    """One transaction's worth; how many there were. Bytes go once the transaction committed."""
    abandoned = (
        select(col(Application.id))
        .where(
            col(Application.account_id).is_(None),
            col(Application.touched_at) < clock.now() - VISITOR_LIFETIME,
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
