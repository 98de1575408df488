"""The day's post: letters that wait for it, printed as one, marked as posted once each."""

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Submission
from portal.audit import Look, note_access
from portal.cases.access import require_case_worker
from portal.cases.changing import announce_case, lock_case, new_event, record_change, tell_citizen
from portal.cases.notice_tables import Notice, NoticeFile
from portal.cases.notice_views import to_be_posted
from portal.cases.notices import NOTICE_POSTED
from portal.cases.queries import seen_case
from portal.cases.service import move
from portal.cases.status import CaseAction, CaseStatus, find_transition
from portal.cases.tables import Case
from portal.documents.notice import postal_address
from portal.persistence.database import Scope
from portal.shared import clock
from portal.workflow.services import Services


@dataclass(frozen=True)
class ToPost:
    """A line of the day's batch."""

    id: UUID
    reference: str
    title: str
    applicant_name: str
    address: str
    issued_when: str


async def days_post(session: AsyncSession, scope: Scope) -> tuple[ToPost, ...]:
    """What waits for the post on the desk of who asks; the look at names is recorded.

    Raises SignInRequired, NotAllowed.
    """
    actor = await require_case_worker(session, scope)
    waiting = await to_be_posted(session, actor)
    await note_access(session, scope, Look.FOUND, [seen_case(case) for _, case in waiting])
    wanted = col(Submission.id).in_([case.submission_id for _notice, case in waiting])
    sent = {one.id: one for one in await session.scalars(select(Submission).where(wanted))}
    return tuple(_to_post(notice, case, sent[case.submission_id]) for notice, case in waiting)


async def print_post(services: Services, scope: Scope, ids: Sequence[UUID]) -> list[bytes]:
    """The PDFs of those letters that wait for the post, in their order; others are left out."""
    async with services.database.transaction(scope) as session:
        actor = await require_case_worker(session, scope)
        wanted = set(ids)
        waiting = [pair for pair in await to_be_posted(session, actor) if pair[0].id in wanted]
        await note_access(session, scope, Look.COPY, [seen_case(case) for _, case in waiting])
        return await _kept(session, [notice for notice, _case in waiting])


REPRINTED_FOR = timedelta(days=28)
"""Who has lost a batch, or whose printer failed, notices it within some weeks."""


@dataclass(frozen=True)
class PostedBatch:
    """Letters that were marked as posted together, at `at` (UTC)."""

    at: datetime
    when: str
    number: int


async def posted_batches(session: AsyncSession, scope: Scope) -> tuple[PostedBatch, ...]:
    """What went out lately from the desk of who asks, the newest first; nobody is named.

    Raises SignInRequired, NotAllowed.
    """
    actor = await require_case_worker(session, scope)
    at = col(Notice.posted_at)
    query = (
        select(at, func.count())
        .join(Case, col(Case.id) == col(Notice.case_id))
        .where(actor.cases, at > clock.now() - REPRINTED_FOR)
        .group_by(at)
        .order_by(at.desc())
        .limit(50)
    )
    found = [(at, number) for at, number in await session.execute(query) if at is not None]
    return tuple(PostedBatch(at, clock.moment_in_words(at), number) for at, number in found)


async def print_again(services: Services, scope: Scope, at: datetime) -> list[bytes]:
    """The PDFs of a batch that was marked as posted at `at`, as they were; that they were printed
    once more is on record for each case. Raises SignInRequired, NotAllowed."""
    async with services.database.transaction(scope) as session:
        actor = await require_case_worker(session, scope)
        query = (
            select(Notice, Case)
            .join(Case, col(Case.id) == col(Notice.case_id))
            .where(actor.cases, col(Notice.posted_at) == at)
            .order_by(col(Notice.issued_at), col(Notice.id))
        )
        batch = [(notice, case) for notice, case in (await session.execute(query)).all()]
        for _notice, case in batch:
            await record_change(session, scope, "notice.reprinted", case)
        await note_access(session, scope, Look.COPY, [seen_case(case) for _, case in batch])
        return await _kept(session, [notice for notice, _case in batch])


async def mark_posted(services: Services, scope: Scope, ids: Sequence[UUID]) -> int:
    """Those letters went out: noted once each, their cases follow; how many it were now."""
    async with services.database.transaction(scope) as session:
        actor = await require_case_worker(session, scope)
        number, now, wanted = 0, clock.now(), set(ids)
        for notice, _case in await to_be_posted(session, actor):
            if notice.id not in wanted:
                continue
            case = await lock_case(session, actor, _case.reference)
            await session.refresh(notice, with_for_update=True)
            if notice.posted_at is None:
                notice.posted_at, notice.posted_by = now, actor.id
                await _post(session, services, scope, case, notice)
                number += 1
    return number


async def _post(
    session: AsyncSession, services: Services, scope: Scope, case: Case, notice: Notice
) -> None:
    actor = await require_case_worker(session, scope)
    follow_ups = services.follow_ups
    await record_change(session, scope, "notice.posted", case)
    transition = find_transition(CaseStatus(case.status), CaseAction.MARK_POSTED, "staff")
    if transition is not None:
        await move(session, scope, follow_ups, case, transition=transition, actor=actor)
        return
    event = new_event(case, NOTICE_POSTED, actor, detail=notice.title)
    session.add(event)
    await session.flush()
    await tell_citizen(session, follow_ups, event)
    await announce_case(session, case)


async def _kept(session: AsyncSession, notices: Sequence[Notice]) -> list[bytes]:
    """Their PDFs, in the same order."""
    ids = [notice.id for notice in notices]
    query = select(NoticeFile).where(col(NoticeFile.notice_id).in_(ids))
    found = {one.notice_id: b64decode(one.pdf) for one in await session.scalars(query)}
    return [found[one] for one in ids]


def _to_post(notice: Notice, case: Case, submission: Submission) -> ToPost:
    assert notice.issued_at is not None
    return ToPost(
        id=notice.id,
        reference=case.reference,
        title=notice.title,
        applicant_name=case.applicant_name,
        address=", ".join(postal_address(case, submission)[1:]) or "keine Anschrift",
        issued_when=clock.moment_in_words(notice.issued_at),
    )
