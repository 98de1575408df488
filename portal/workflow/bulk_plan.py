"""Many cases at once: which ones, and what would become of each. Nothing is changed here."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.access import Actor, require_case_worker
from portal.cases.assignment import Colleague, colleagues_for, ways_to_assign
from portal.cases.bulk import ASSIGN, DEEDS, MOST_AT_ONCE, NOTE, Deed, why_not
from portal.cases.bulk_tables import BulkItem, BulkJob, Outcome
from portal.cases.queue import QueueFilter, QueueWish, desk_choices, matching_cases
from portal.cases.tables import Case
from portal.cases.wording import clean_text
from portal.errors import InvalidField, PortalError
from portal.persistence.database import Scope, system_scope
from portal.workflow.services import Services

_GIVEN_AWAY = "Abgegebene Vorgänge bearbeitet jetzt eine andere Stelle. Sie können sie nur lesen."


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


async def _chosen(
    session: AsyncSession, scope: Scope, chosen: Sequence[str] | QueueWish
) -> list[Case]:
    """In the order they are shown; what lies on no desk of the actor's is left out."""
    actor = await require_case_worker(session, scope)
    query = select(Case).where(actor.cases)
    if isinstance(chosen, QueueWish):
        if chosen.chosen is QueueFilter.FORWARDED:
            raise InvalidField("vorgang", _GIVEN_AWAY)
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


def _clean(note: str) -> str:
    try:
        return clean_text(note, "Interner Vermerk")
    except PortalError as fault:
        raise InvalidField("vermerk", fault.message) from None
