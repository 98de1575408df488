"""Many cases at once: planned, begun by one yes, carried out case by case.

What is done to a case and the note that it is done share one transaction, so a worker that is
killed goes on where it stopped, and nothing happens twice.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.access import Actor, require_case_worker
from portal.cases.assignment import Colleague, assign, colleagues_for, take_over, ways_to_assign
from portal.cases.bulk import (
    ASSIGN,
    DEEDS,
    MOST_AT_ONCE,
    NOTE,
    TAKE_OVER,
    Deed,
    begin_job,
    own_job,
    why_not,
)
from portal.cases.bulk_tables import BulkItem, BulkJob, Outcome
from portal.cases.notes import write_note
from portal.cases.queue import QueueWish, desk_choices, matching_cases
from portal.cases.service import apply_action
from portal.cases.status import CaseAction
from portal.cases.tables import Case
from portal.cases.wording import clean_text
from portal.errors import InvalidField, NotAllowed, PortalError
from portal.persistence.database import Scope, system_scope
from portal.persistence.live import announce
from portal.shared import clock
from portal.workflow.assignment import colleagues_of_case
from portal.workflow.services import Services

RUN_BULK = "run_bulk"
CASES_IN_A_PART = 100
CASES_BETWEEN_NEWS = 20
KEPT_FOR = timedelta(days=30)


async def colleagues_of_desk(services: Services, scope: Scope) -> tuple[Colleague, ...]:
    """Everybody to whom cases of this desk may be given, by name; empty for who leads no team.

    Raises SignInRequired, NotAllowed.
    """
    async with services.database.transaction(scope) as session:
        choices = await desk_choices(session, scope)
        query = select(Case).where((await require_case_worker(session, scope)).cases)
        led = await _led(session, scope, query, [slug for slug, _name in choices.services])
    async with services.database.transaction(system_scope()) as session:
        found = [await colleagues_for(session, scope.municipality, slug) for slug in sorted(led)]
    people = {one.id: one for some in found for one in some}
    return tuple(sorted(people.values(), key=lambda one: (one.name, str(one.id))))


async def plan_bulk(
    services: Services,
    scope: Scope,
    chosen: Sequence[str] | QueueWish,
    deed: str,
    *,
    to: UUID | None = None,
    note: str = "",
) -> UUID:
    """The preview of `deed` done to the cases of these references, or to all that the view of
    the queue holds: nothing is changed yet.

    Raises InvalidField (`tat`, `kollegin`, `vermerk` or `vorgang`), SignInRequired, NotAllowed.
    """
    if deed not in DEEDS:
        raise InvalidField("tat", "Bitte wählen Sie, was geschehen soll.")
    words = _clean(note) if deed == NOTE else ""
    async with services.database.transaction(scope) as session:
        cases = await _chosen(session, scope, chosen)
        led = await _led_of(session, scope, cases) if deed == ASSIGN else frozenset[str]()
    wanted = await _with_people(services, scope, Deed(deed, to, note=words, leads=led), cases)
    async with services.database.transaction(scope) as session:
        actor = await require_case_worker(session, scope)
        return await _write_plan(session, scope, actor, wanted, cases)


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
    if job is None or job.finished_at:
        return
    for number, item in enumerate(items, 1):
        await _carry_out(services, job, item, tell=number % CASES_BETWEEN_NEWS == 0)
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


async def _chosen(
    session: AsyncSession, scope: Scope, chosen: Sequence[str] | QueueWish
) -> list[Case]:
    """In the order they are shown; what lies on no desk of the actor's is left out."""
    actor = await require_case_worker(session, scope)
    query = select(Case).where(actor.cases)
    if isinstance(chosen, QueueWish):
        ids = await matching_cases(session, scope, chosen)
        query = query.where(col(Case.id).in_(ids.order_by(None)))
    else:
        query = query.where(col(Case.reference).in_(set(chosen)))
    cases = list(await session.scalars(query.order_by(col(Case.reference)).limit(MOST_AT_ONCE + 1)))
    if not cases:
        raise InvalidField("vorgang", "Bitte wählen Sie mindestens einen Vorgang.")
    if len(cases) > MOST_AT_ONCE:
        words = f"Das sind mehr als {MOST_AT_ONCE} Vorgänge. Bitte grenzen Sie weiter ein."
        raise InvalidField("vorgang", words)
    return cases


async def _led_of(session: AsyncSession, scope: Scope, cases: Sequence[Case]) -> frozenset[str]:
    query = select(Case).where(col(Case.id).in_([case.id for case in cases]))
    return await _led(session, scope, query, sorted({case.service for case in cases}))


async def _led(
    session: AsyncSession, scope: Scope, among: Select[Case], services_there: Sequence[str]
) -> frozenset[str]:
    """The services whose team the actor leads: asked once each, of an open case."""
    led = set()
    for slug in services_there:
        still_open = among.where(col(Case.service) == slug, col(Case.closed_at).is_(None)).limit(1)
        case = (await session.scalars(still_open)).first()
        if case and (await ways_to_assign(session, scope, case.reference)).may_hand_over:
            led.add(slug)
    return frozenset(led)


async def _with_people(services: Services, scope: Scope, deed: Deed, cases: Sequence[Case]) -> Deed:
    """The deed with who works on what. Staff do not see each other's accounts: the portal looks."""
    if deed.key != ASSIGN:
        return deed
    async with services.database.transaction(system_scope()) as session:
        found = {
            slug: await colleagues_for(session, scope.municipality, slug)
            for slug in sorted({case.service for case in cases})
        }
    names = {one.id: one.name for some in found.values() for one in some}
    if deed.assignee_id not in names:
        raise InvalidField("kollegin", "Bitte wählen Sie, wer die Vorgänge bearbeiten soll.")
    working = {slug: frozenset(one.id for one in some) for slug, some in found.items()}
    name = names[deed.assignee_id]
    return Deed(deed.key, deed.assignee_id, name, leads=deed.leads, working=working)


async def _write_plan(
    session: AsyncSession, scope: Scope, actor: Actor, deed: Deed, cases: Sequence[Case]
) -> UUID:
    job = BulkJob(
        municipality=scope.municipality,
        staff_id=actor.id,
        deed=deed.key,
        assignee_id=deed.assignee_id,
        assignee_name=deed.assignee_name,
        note=deed.note,
    )
    session.add(job)
    await session.flush()
    for position, case in enumerate(cases):
        why = await why_not(session, case, deed, actor.id)
        session.add(_item(job, position, case, why))
    return job.id


def _item(job: BulkJob, position: int, case: Case, why: str) -> BulkItem:
    return BulkItem(
        job_id=job.id,
        municipality=job.municipality,
        position=position,
        case_id=case.id,
        reference=case.reference,
        revision=case.revision,
        outcome=Outcome.CANNOT if why else Outcome.FITS,
        why=why,
    )


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


async def _finish(session: AsyncSession, job_id: UUID) -> None:
    done = update(BulkJob).where(col(BulkJob.id) == job_id, col(BulkJob.finished_at).is_(None))
    await session.execute(done.values(finished_at=clock.now()))


async def _enqueue(session: AsyncSession, services: Services, job_id: UUID, part: int) -> None:
    arguments = {"job_id": str(job_id), "part": str(part)}
    await services.follow_ups.enqueue(session, RUN_BULK, f"{job_id}:{part}", arguments)


def _clean(note: str) -> str:
    try:
        return clean_text(note, "Interner Vermerk")
    except PortalError as fault:
        raise InvalidField("vermerk", fault.message) from None
