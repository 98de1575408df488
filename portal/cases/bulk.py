"""Doing one thing to many cases: what can be done so, to which cases, and what became of it.

A job is planned (the preview), begun once, and carried out case by case (workflow/bulk.py): each
with its own lock, revision check, history entry and mail, as if done by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.access import require_case_worker
from portal.cases.bulk_tables import BulkItem, BulkJob, Outcome
from portal.cases.fees import why_fee_is_open
from portal.cases.status import TRANSITIONS, CaseAction, CaseStatus, find_transition
from portal.cases.tables import Case
from portal.errors import NotFound
from portal.persistence.database import Scope
from portal.shared import clock

MOST_AT_ONCE = 1000
TAKE_OVER, ASSIGN, NOTE = "take_over", "assign", "note"
SIMPLE_ACTIONS: Mapping[str, str] = {
    one.action.value: one.label
    for one in TRANSITIONS
    if one.role == "staff" and not one.text_label and not one.apart
}
"""What the status table lets staff do without another word."""
DEEDS: Mapping[str, str] = {
    TAKE_OVER: "Mir zuweisen",
    ASSIGN: "Jemandem zuweisen",
    **SIMPLE_ACTIONS,
    NOTE: "Internen Vermerk hinzufügen",
}
_OVER = "Der Vorgang ist beendet."


@dataclass(frozen=True)
class Deed:
    """What is to be done: a key of DEEDS, with whom it needs or what to write.

    `leads` are the services whose team the actor leads, `working` who works on which service;
    both matter only to ASSIGN.
    """

    key: str
    assignee_id: UUID | None = None
    assignee_name: str = ""
    note: str = ""
    leads: frozenset[str] = frozenset()
    working: Mapping[str, frozenset[UUID]] = field(default_factory=dict)


async def why_not(session: AsyncSession, case: Case, deed: Deed, actor_id: UUID) -> str:
    """Why the case cannot be changed so, for the preview; "" where it can."""
    if deed.key == NOTE:
        return ""
    if deed.key in (TAKE_OVER, ASSIGN):
        return _why_not_assigned(case, deed, actor_id)
    status = CaseStatus(case.status)
    transition = find_transition(status, CaseAction(deed.key), "staff")
    if transition is None or transition.apart:
        return f"Beim Stand „{status.words}“ geht das nicht."
    return await why_fee_is_open(session, case) if transition.needs_fees else ""


def _why_not_assigned(case: Case, deed: Deed, actor_id: UUID) -> str:
    to = actor_id if deed.key == TAKE_OVER else deed.assignee_id
    if CaseStatus(case.status).final:
        return _OVER
    if case.assignee_id == to:
        return "Der Vorgang liegt schon dort."
    if deed.key == TAKE_OVER:
        return ""
    if case.service not in deed.leads:
        return "Das entscheidet die Teamleitung."
    if to not in deed.working.get(case.service, frozenset()):
        return "Diese Person bearbeitet solche Vorgänge nicht."
    return ""


@dataclass(frozen=True)
class BulkLine:
    """One case of a job; `why` it is not changed."""

    reference: str
    title: str
    status_words: str
    outcome: Outcome
    why: str


@dataclass(frozen=True)
class BulkView:
    """A job as its page shows it. `number` counts the cases by what became of them."""

    id: UUID
    deed: str
    words: str
    assignee_name: str
    note: str
    begun_at: datetime | None
    finished_at: datetime | None
    number: Mapping[Outcome, int]
    lines: tuple[BulkLine, ...]


async def bulk_view(
    session: AsyncSession, scope: Scope, job_id: UUID, *, most_lines: int = 200
) -> BulkView:
    """One's own job; of its cases the ones that are not changed come first, at most so many.

    Raises SignInRequired, NotAllowed, NotFound.
    """
    job = await own_job(session, scope, job_id)
    counted = (
        select(col(BulkItem.outcome), func.count())
        .where(col(BulkItem.job_id) == job.id)
        .group_by(col(BulkItem.outcome))
    )
    numbers: dict[str, int] = {name: count for name, count in await session.execute(counted)}
    return BulkView(
        id=job.id,
        deed=job.deed,
        words=DEEDS.get(job.deed, ""),
        assignee_name=job.assignee_name,
        note=job.note,
        begun_at=job.begun_at,
        finished_at=job.finished_at,
        number={outcome: numbers.get(outcome, 0) for outcome in Outcome},
        lines=await _lines(session, job, most_lines),
    )


async def own_job(session: AsyncSession, scope: Scope, job_id: UUID) -> BulkJob:
    """Raises SignInRequired, NotAllowed, NotFound (also for a job of somebody else)."""
    actor = await require_case_worker(session, scope)
    mine = select(BulkJob).where(
        col(BulkJob.id) == job_id,
        col(BulkJob.staff_id) == actor.id,
        col(BulkJob.municipality) == scope.municipality,
    )
    job = (await session.scalars(mine)).one_or_none()
    if job is None:
        raise NotFound("Diese Sammelaktion haben wir nicht gefunden.")
    return job


async def begin_job(session: AsyncSession, job_id: UUID) -> bool:
    """Say yes to a planned job; whether it was said for the first time."""
    begun = await session.scalars(
        update(BulkJob)
        .where(col(BulkJob.id) == job_id, col(BulkJob.begun_at).is_(None))
        .values(begun_at=clock.now())
        .returning(col(BulkJob.id))
    )
    return begun.first() is not None


async def _lines(session: AsyncSession, job: BulkJob, most: int) -> tuple[BulkLine, ...]:
    outcome = col(BulkItem.outcome)
    query = (
        select(BulkItem, Case)
        .join(Case, col(Case.id) == col(BulkItem.case_id))
        .where(col(BulkItem.job_id) == job.id)
        .order_by(outcome.in_((Outcome.CANNOT, Outcome.REFUSED)).desc(), col(BulkItem.position))
        .limit(most)
    )
    return tuple(
        BulkLine(
            item.reference, case.title, CaseStatus(case.status).words, Outcome(item.outcome),
            item.why,
        )
        for item, case in (await session.execute(query)).all()
    )  # fmt: skip
