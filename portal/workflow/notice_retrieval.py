"""A letter is fetched: by the desk, or by the citizen, whose first look counts (VwVfG § 41)."""

import asyncio
from base64 import b64decode
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Submission
from portal.audit import Look, note_access
from portal.cases.access import Actor, require_case_worker
from portal.cases.changing import (
    announce_case,
    find_case,
    lock_case,
    new_event,
)
from portal.cases.notice_tables import Notice, NoticeFile
from portal.cases.notices import (
    NO_NOTICE,
    NOTICE_RETRIEVED,
)
from portal.cases.queries import seen_case
from portal.cases.tables import Case
from portal.documents.notice import notice_pdf, postal_address
from portal.errors import NotFound
from portal.persistence.database import Scope
from portal.shared import clock
from portal.shared.language import _
from portal.workflow.services import Services


async def retrieve_notice(
    services: Services, scope: Scope, reference: str, notice_id: UUID
) -> tuple[str, bytes]:
    """Title and PDF for the citizen it is provided for, whose first look is noted, or for staff at
    the desk. Raises SignInRequired, NotFound (also after the provision ended)."""
    async with services.database.transaction(scope) as session:
        if scope.actor_kind == "citizen" and scope.actor_id is not None:
            actor = Actor("citizen", scope.actor_id, "")
            case = await lock_case(session, actor, reference)
            notice = await _of_case(session, case, notice_id)
            if notice.provided_at is None or notice.ended_at is not None:
                raise NotFound(_(NO_NOTICE))
            await _note_retrieval(session, case, notice, actor)
        else:
            reader = await require_case_worker(session, scope)
            case = await find_case(session, reader, reference)
            notice = await _of_case(session, case, notice_id, lock=False)
            if notice.issued_at is None and not reader.works_on(case):
                raise NotFound(_(NO_NOTICE))
            await note_access(session, scope, Look.COPY, [seen_case(case)])
        if notice.issued_at is None:
            submission = await session.get_one(Submission, case.submission_id)
            address = postal_address(case, submission)
            draft = await asyncio.to_thread(
                notice_pdf, notice, case, address, clock.now(), demo=services.demo
            )
            return notice.title, draft
        kept = await session.get_one(NoticeFile, notice.id)
        return notice.title, b64decode(kept.pdf)


async def _note_retrieval(session: AsyncSession, case: Case, notice: Notice, actor: Actor) -> None:
    if notice.retrieved_at is None:
        notice.retrieved_at = clock.now()
        session.add(new_event(case, NOTICE_RETRIEVED, actor, detail=notice.title))
        await session.flush()
        await announce_case(session, case)


async def _of_case(
    session: AsyncSession, case: Case, notice_id: UUID, *, lock: bool = True
) -> Notice:
    query = select(Notice).where(col(Notice.id) == notice_id, col(Notice.case_id) == case.id)
    query = query.with_for_update() if lock else query
    notice = (await session.scalars(query)).one_or_none()
    if notice is None:
        raise NotFound(_(NO_NOTICE))
    return notice
