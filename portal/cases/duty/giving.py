"""Giving cases by rule: a new one as it is opened, and the unassigned ones when a lead says so.

Needs the system's scope; the caller has locked the case or has just made it.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.applications.tables import Submission
from portal.cases.access import Actor
from portal.cases.assignment import ASSIGNED
from portal.cases.changing import announce_case, new_event
from portal.cases.duty.places import places_in
from portal.cases.duty.roster import Facts, Given, Roster, Rule
from portal.cases.duty.tables import AssignmentRule, StaffAbsence
from portal.cases.duty.wording import rule_in_words
from portal.cases.tables import Case
from portal.identity import CASE_ROLES
from portal.identity.desks import in_force
from portal.identity.tables import Account, Delegation, StaffRole
from portal.persistence.sealed_columns import is_readable
from portal.shared import clock


@dataclass(frozen=True)
class DutyOffice:
    """The rules of a town hall and the names of who works there, as of now."""

    home: str
    rows: tuple[AssignmentRule, ...]
    roster: Roster
    names: Mapping[UUID, str]


async def give_new_case(session: AsyncSession, case: Case, submission: Submission) -> None:
    """Give a case that was just opened to who the rules say; without a rule it stays nobody's."""
    home = await home_of(session, case)
    if not await _has_rules(session, home):
        return
    office = await duty_office(session, home, to_give=True)
    give_case(session, office, case, facts_of(case, submission), actor=None)
    await session.flush()


async def give_forwarded_case(session: AsyncSession, case_id: UUID) -> None:
    """The same for a case that came from another authority, by the rules of the town hall it lies
    at now. One that somebody has already, or that is over, stays as it is."""
    query = select(Case).where(col(Case.id) == case_id).with_for_update()
    case = (await session.scalars(query.execution_options(populate_existing=True))).first()
    if case is None or case.assignee_id or case.closed_at:
        return
    await give_new_case(session, case, await session.get_one(Submission, case.submission_id))
    if case.assignee_id:
        case.revision += 1
        await session.flush()
        await announce_case(session, case)


def give_case(
    session: AsyncSession, office: DutyOffice, case: Case, facts: Facts, *, actor: Actor | None
) -> bool:
    """Whether a rule gave the case to somebody; the entry of its history says which."""
    given = office.roster.give(facts)
    if given is None or given.to is None:
        return False
    name = office.names[given.to]
    session.add(new_event(case, ASSIGNED, actor, detail=_told(given, office.names)))
    case.assignee_id, case.assignee_name = given.to, name
    for row in office.rows:
        row.last_given_to = office.roster.turns.get(row.id, row.last_given_to)
    return True


async def duty_office(session: AsyncSession, home: str, *, to_give: bool = False) -> DutyOffice:
    """Rules, roles, absences and open cases of the town hall. `to_give` holds the rules until the
    transaction ends, so that two cases at once do not go to the same turn."""
    query = (
        select(AssignmentRule)
        .where(col(AssignmentRule.municipality) == home)
        .order_by(col(AssignmentRule.place), col(AssignmentRule.id))
        .execution_options(populate_existing=True)
    )
    rows = tuple(await session.scalars(query.with_for_update() if to_give else query))
    works_on = await _works_on(session, home)
    roster = Roster(
        [rule_of(row, number) for number, row in enumerate(rows, 1)],
        works_on,
        await away_today(session, home),
        await _open_cases(session, works_on),
        {row.id: row.last_given_to for row in rows if row.last_given_to},
    )
    named = {one for row in rows for one in row.colleagues}
    return DutyOffice(home, rows, roster, await names_of(session, {*works_on, *named}))


async def home_of(session: AsyncSession, case: Case) -> str:
    """The town hall whose rules count: the one the service is delegated to, else the authority."""
    query = select(col(Delegation.delegate)).where(
        col(Delegation.municipality) == case.authority,
        col(Delegation.service) == case.service,
        in_force(),
    )
    return (await session.scalars(query.order_by(col(Delegation.since)))).first() or case.authority


async def away_today(session: AsyncSession, home: str) -> dict[UUID, UUID | None]:
    """Who is away today, with who stands in. Also in the scope of staff."""
    today = clock.today()
    query = (
        select(StaffAbsence)
        .where(
            col(StaffAbsence.municipality) == home,
            col(StaffAbsence.since) <= today,
            col(StaffAbsence.until) >= today,
        )
        .order_by(col(StaffAbsence.entered_at))
    )
    return {one.account_id: one.substitute_id for one in await session.scalars(query)}


def facts_of(case: Case, submission: Submission) -> Facts:
    """What rules may know of the case. Answers that do not open have no places."""
    answers = submission.answers if is_readable(submission.answers) else {}
    return Facts(case.service, case.applicant_name, places_in(answers))


def rule_of(row: AssignmentRule, number: int) -> Rule:
    """The row as the roster knows it."""
    return Rule(
        row.id, number, row.service, row.kind, tuple(row.districts),
        row.first_letters, row.last_letters, row.way, tuple(row.colleagues),
    )  # fmt: skip


async def names_of(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str]:
    """Display names by account."""
    query = select(Account).where(col(Account.id).in_(ids))
    return {one.id: one.display_name for one in await session.scalars(query)}


def _told(given: Given, names: Mapping[UUID, str]) -> str:
    """'Ole Hinrichs in Vertretung von Imke Brand, nach der Regel „Nachname A bis K“'"""
    who = names[given.to] if given.to else ""
    if given.instead_of:
        who = f"{who} in Vertretung von {names.get(given.instead_of, 'jemandem')}"
    return f"{who}, nach der Regel „{rule_in_words(given.rule)}“"


async def _has_rules(session: AsyncSession, home: str) -> bool:
    query = select(col(AssignmentRule.id)).where(col(AssignmentRule.municipality) == home).limit(1)
    return (await session.scalars(query)).first() is not None


async def _works_on(session: AsyncSession, home: str) -> dict[UUID, frozenset[str] | None]:
    """Everybody with a desk there: their services, None for all."""
    query = (
        select(StaffRole)
        .join(Account, col(Account.id) == col(StaffRole.account_id))
        .where(
            col(StaffRole.municipality) == home,
            col(StaffRole.role).in_(CASE_ROLES),
            col(Account.erased_at).is_(None),
        )
    )
    found: dict[UUID, frozenset[str] | None] = {}
    for role in await session.scalars(query):
        known = found.get(role.account_id, frozenset())
        found[role.account_id] = (
            None if known is None or not role.services else known | {*role.services}
        )
    return found


async def _open_cases(session: AsyncSession, people: Collection[UUID]) -> Counter[UUID]:
    assignee = col(Case.assignee_id)
    query = (
        select(assignee, func.count())
        .where(assignee.in_(people), col(Case.closed_at).is_(None))
        .group_by(assignee)
    )
    return Counter({who: number for who, number in await session.execute(query) if who})
