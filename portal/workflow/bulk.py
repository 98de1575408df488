"""Many cases at once: planned, begun by one yes, carried out case by case.

What is done to a case and the note that it is done share one transaction, so a worker that is
killed goes on where it stopped, and nothing happens twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.assignment import Colleague, assign, take_over
from portal.cases.bulk import (
    ASSIGN,
    NOTE,
    TAKE_OVER,
    begin_job,
    own_job,
)
from portal.cases.bulk_tables import BulkItem, BulkJob, Outcome
from portal.cases.notes import write_note
from portal.cases.service import apply_action
from portal.cases.status import CaseAction
from portal.errors import NotAllowed, PortalError
from portal.persistence.database import Scope, system_scope
from portal.persistence.follow_ups import FollowUps
from portal.persistence.live import announce
from portal.shared import clock
from portal.workflow.assignment import colleagues_of_case
from portal.workflow.services import Services

RUN_BULK = "run_bulk"
CASES_IN_A_PART = 250
CASES_BETWEEN_NEWS = 20
PACE = timedelta(milliseconds=50)
KEPT_FOR = timedelta(days=30)


async def confirm_bulk(services: Services, scope: Scope, job_id: UUID) -> None:
    """Begin a planned job; a second yes changes nothing. Raises what `own_job` raises."""
    async with services.database.transaction(scope) as session:
        job = await own_job(session, scope, job_id)
        if await begin_job(session, job.id):
            await _enqueue(session, services, job.id, 1)
            await announce(session, f"bulk:{job.id}")


async def run_bulk(services: Services, arguments: Mapping[str, str]) -> None:
    """Carry out the next cases of a job, then have the rest done."""
    job_id, part = UUID(arguments["job_id"]), int(arguments["part"])
    async with services.database.transaction(system_scope()) as session:
        job = await session.get(BulkJob, job_id)
        items = (await session.scalars(_waiting(job_id))).all() if job else ()
        left = await _number_waiting(session, job_id)
    if job is None or job.finished_at:
        return
    for number, item in enumerate(items, 1):
        after = replace(services, follow_ups=_WhenDone(services.follow_ups, PACE * (left - number)))
        await _carry_out(after, job, item, tell=number % CASES_BETWEEN_NEWS == 0)
    async with services.database.transaction(system_scope()) as session:
        if (await session.scalars(_waiting(job_id))).first() is not None:
            await _enqueue(session, services, job_id, part + 1)
        else:
            await _finish(session, job_id)
        await announce(session, f"bulk:{job_id}")


async def forget_old_jobs(services: Services) -> None:
    """What was planned or done a month ago; the histories of the cases tell it for as long as
    they are kept."""
    async with services.database.transaction(system_scope()) as session:
        old = col(BulkJob.planned_at) < clock.now() - KEPT_FOR
        await session.execute(delete(BulkJob).where(old))


BULK_FOLLOW_UPS = {RUN_BULK: run_bulk}


@dataclass(frozen=True)
class _WhenDone:
    """What follows from a case waits about until the job is done: its mails would slow it down."""

    follow_ups: FollowUps
    rest: timedelta

    async def enqueue(
        self,
        session: AsyncSession,
        name: str,
        key: str,
        arguments: Mapping[str, str],
        delay: timedelta | None = None,
    ) -> None:
        await self.follow_ups.enqueue(session, name, key, arguments, delay or self.rest)

    async def forget_finished(self, age: timedelta) -> None:
        await self.follow_ups.forget_finished(age)


async def _carry_out(services: Services, job: BulkJob, item: BulkItem, *, tell: bool) -> None:
    scope = Scope("staff", job.staff_id, job.municipality)
    try:
        if job.deed == ASSIGN:
            await _require_desk(services, scope, job, item)
        async with services.database.transaction(scope) as session:
            if await _settle(session, item, Outcome.DONE):
                await _do(session, services, scope, job, item)
            if tell:
                await announce(session, f"bulk:{job.id}")
    except PortalError as fault:
        async with services.database.transaction(system_scope()) as session:
            await _settle(session, item, Outcome.REFUSED, fault.message)


async def _require_desk(services: Services, scope: Scope, job: BulkJob, item: BulkItem) -> None:
    """Between the preview and now the colleague may have lost the role."""
    fitting = await colleagues_of_case(services, scope, item.reference)
    if job.assignee_id not in {one.id for one in fitting}:
        raise NotAllowed("Diese Person bearbeitet solche Vorgänge nicht.")


async def _do(
    session: AsyncSession, services: Services, scope: Scope, job: BulkJob, item: BulkItem
) -> None:
    reference, seen = item.reference, item.revision
    if job.deed == NOTE:
        await write_note(session, scope, reference, job.note)
    elif job.deed == TAKE_OVER:
        await take_over(session, scope, reference, revision=seen)
    elif job.deed == ASSIGN and job.assignee_id:
        to = Colleague(job.assignee_id, job.assignee_name)
        await assign(session, scope, reference, to, revision=seen)
    else:
        action = CaseAction(job.deed)
        follow_ups = services.follow_ups
        await apply_action(session, scope, follow_ups, reference, action, revision=seen)


async def _settle(session: AsyncSession, item: BulkItem, outcome: Outcome, why: str = "") -> bool:
    """Whether the case still waited; who comes second waits for the first to commit."""
    settled = await session.scalars(
        update(BulkItem)
        .where(col(BulkItem.id) == item.id, col(BulkItem.outcome) == Outcome.FITS)
        .values(outcome=outcome, why=why)
        .returning(col(BulkItem.id))
    )
    return settled.first() is not None


def _waiting(job_id: UUID) -> Select[BulkItem]:
    return (
        select(BulkItem)
        .where(col(BulkItem.job_id) == job_id, col(BulkItem.outcome) == Outcome.FITS)
        .order_by(col(BulkItem.position))
        .limit(CASES_IN_A_PART)
    )


async def _number_waiting(session: AsyncSession, job_id: UUID) -> int:
    waiting = _waiting(job_id).with_only_columns(func.count()).order_by(None).limit(None)
    return await session.scalar(waiting) or 0


async def _finish(session: AsyncSession, job_id: UUID) -> None:
    done = update(BulkJob).where(col(BulkJob.id) == job_id, col(BulkJob.finished_at).is_(None))
    await session.execute(done.values(finished_at=clock.now()))


async def _enqueue(session: AsyncSession, services: Services, job_id: UUID, part: int) -> None:
    arguments = {"job_id": str(job_id), "part": str(part)}
    await services.follow_ups.enqueue(session, RUN_BULK, f"{job_id}:{part}", arguments)
