"""Drafts of accounts end: a week before comes an e-mail, then answers and files are forgotten."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications import ApplicationStatus, discard
from portal.applications.lifetime import NOTICE, ends_at
from portal.applications.tables import Application
from portal.catalogue import service_by_slug
from portal.errors import NotFound
from portal.files import files_of, remove_file
from portal.identity.tables import Account
from portal.notifications.outbox import Occasion
from portal.persistence.database import system_scope
from portal.shared import clock
from portal.workflow.services import Services

# Few enough that nobody waits for a lock, and that a kill in the middle costs little.
BATCH = 100


async def announce_ends(services: Services) -> int:
    """Warn the owners of drafts that end within a week, once each; how many of one batch."""
    soon = clock.now() - services.draft_lifetime + NOTICE
    due = _untouched_since(soon).where(col(Application.end_announced_at).is_(None))
    async with services.database.transaction(system_scope()) as session:
        drafts = (await session.scalars(due)).all()
        for draft in drafts:
            draft.end_announced_at = clock.now()
            await _write(session, services, draft)
    return len(drafts)


async def end_drafts(services: Services) -> int:
    """Forget the drafts whose owners were warned a week ago; how many of one batch."""
    over = _untouched_since(clock.now() - services.draft_lifetime).where(
        col(Application.end_announced_at) <= clock.now() - NOTICE
    )
    async with services.database.transaction(system_scope()) as session:
        drafts = (await session.scalars(over)).all()
        for draft in drafts:
            await discard(session, draft.id)
            for file in await files_of(session, draft.id):
                await remove_file(session, services.file_store, file.id, draft.id)
    return len(drafts)


def _untouched_since(moment: datetime) -> Select[Application]:
    return (
        select(Application)
        .where(
            col(Application.account_id).is_not(None),
            col(Application.status).in_((ApplicationStatus.DRAFT, ApplicationStatus.IN_BASKET)),
            col(Application.touched_at) < moment,
        )
        .order_by(col(Application.touched_at))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )


async def _write(session: AsyncSession, services: Services, draft: Application) -> None:
    account = await session.get_one(Account, draft.account_id)
    end = ends_at(draft.touched_at, draft.end_announced_at, services.draft_lifetime)
    at = "" if draft.municipality == draft.host_municipality else f"?bei={draft.municipality}"
    path = f"/antrag/{draft.service}/{at}"
    if draft.status == ApplicationStatus.IN_BASKET:
        path = "/warenkorb/"
    key = f"draft-ends:{draft.id}:{draft.touched_at.isoformat()}"
    await services.outbox.tell(
        session,
        account,
        Occasion("draft_ends", draft.host_municipality, key, path),
        service=_title(draft.service),
        day=end.astimezone(clock.BERLIN).date(),
    )


def _title(service: str) -> str:
    try:
        return service_by_slug(service).title
    except NotFound:
        return "Antrag"
