"""Who works on a case, decided by hand: taken over, given to a colleague, given back.

Team leads give cases to whoever has a desk for them; case workers take cases over themselves
and give their own back. The status stays as it is, and the citizen is not told.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, any_, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.cases.access import Actor, require_case_worker
from portal.cases.changing import announce_case, find_case, lock_case, new_event, record_change
from portal.cases.duty.absences import coming_absences
from portal.cases.status import CaseStatus
from portal.cases.tables import Case
from portal.errors import Conflict, NotAllowed
from portal.identity import CASE_ROLES
from portal.identity.tables import Account, StaffRole
from portal.persistence.database import Scope
from portal.shared import clock

ASSIGNED, GIVEN_BACK = "assigned", "given_back"
_FASTER = "Der Vorgang hat sich inzwischen geändert. Bitte sehen Sie noch einmal nach."


@dataclass(frozen=True)
class Colleague:
    """Somebody at the same town hall whose desk the case lies on; `away_until` where they are
    away today."""

    id: UUID
    name: str
    away_until: date | None = None

    @property
    def words(self) -> str:
        """ "Petra Janssen (abwesend bis Freitag, 4. Dezember)"."""
        if self.away_until is None:
            return self.name
        return f"{self.name} (abwesend bis {clock.day_in_words(self.away_until)})"


@dataclass(frozen=True)
class WaysToAssign:
    """What the reader may do about who works on a case of `service`; nothing where it is over."""

    service: str = ""
    may_take: bool = False
    may_give_back: bool = False
    may_hand_over: bool = False
    assignee: UUID | None = None


async def ways_to_assign(session: AsyncSession, scope: Scope, reference: str) -> WaysToAssign:
    """For the page of a case. Raises SignInRequired, NotAllowed, NotFound."""
    actor = await require_case_worker(session, scope)
    case = await find_case(session, actor, reference)
    if CaseStatus(case.status).final or not actor.works_on(case):
        return WaysToAssign()
    leads = await _leads(session, actor, case.service)
    mine = case.assignee_id == actor.id
    return WaysToAssign(
        service=case.service,
        may_take=not mine,
        may_give_back=mine or (leads and case.assignee_id is not None),
        may_hand_over=leads,
        assignee=case.assignee_id,
    )


async def colleagues_for(session: AsyncSession, home: str, service: str) -> tuple[Colleague, ...]:
    """Everybody at the town hall `home` who works on cases of the service, by name.

    Needs the system's scope: staff do not see each other's accounts. That cases of the service
    lie there at all, own or delegated ones, is for the caller's desk to say.
    """
    working = select(StaffRole.account_id).where(*_works_on(home, service, *CASE_ROLES))
    query = (
        select(Account)
        .where(col(Account.id).in_(working), col(Account.erased_at).is_(None))
        .order_by(col(Account.display_name), col(Account.id))
    )
    away = {
        one.account_id: one.until
        for one in await coming_absences(session, home)
        if one.since <= clock.today()
    }
    return tuple(
        Colleague(one.id, one.display_name, away.get(one.id))
        for one in await session.scalars(query)
    )


async def take_over(session: AsyncSession, scope: Scope, reference: str, *, revision: int) -> Case:
    """The case is the actor's from now on. Already theirs, nothing happens.

    Raises NotFound, Conflict (someone was faster), NotAllowed (the case is over).
    """
    actor, case = await _hold(session, scope, reference, revision)
    await _change(session, scope, actor, case, Colleague(actor.id, actor.name))
    return case


async def assign(
    session: AsyncSession, scope: Scope, reference: str, to: Colleague, *, revision: int
) -> Case:
    """A team lead gives the case to `to`, one of `colleagues_for`.

    Raises what `take_over` raises, and NotAllowed for who does not lead the service's team.
    """
    actor, case = await _hold(session, scope, reference, revision)
    await _require_lead(session, actor, case)
    await _change(session, scope, actor, case, to)
    return case


async def give_back(session: AsyncSession, scope: Scope, reference: str, *, revision: int) -> Case:
    """Nobody works on the case any more: their own by case workers, any by team leads.

    Raises what `assign` raises.
    """
    actor, case = await _hold(session, scope, reference, revision)
    if case.assignee_id != actor.id:
        await _require_lead(session, actor, case)
    await _change(session, scope, actor, case, None)
    return case


async def _hold(
    session: AsyncSession, scope: Scope, reference: str, revision: int
) -> tuple[Actor, Case]:
    actor = await require_case_worker(session, scope)
    case = await lock_case(session, actor, reference)
    if case.revision != revision:
        raise Conflict(_FASTER)
    if CaseStatus(case.status).final:
        raise NotAllowed("Der Vorgang ist beendet.")
    return actor, case


async def _change(
    session: AsyncSession, scope: Scope, actor: Actor, case: Case, to: Colleague | None
) -> None:
    """Write it down, once; the entry of the history names whose case it is, or was."""
    if case.assignee_id == (to.id if to else None):
        return
    kind, about = (ASSIGNED, to.name) if to else (GIVEN_BACK, case.assignee_name)
    session.add(new_event(case, kind, actor, detail=about))
    case.assignee_id, case.assignee_name = (to.id, to.name) if to else (None, "")
    case.revision += 1
    await session.flush()
    await record_change(session, scope, f"case.{kind}", case)
    await announce_case(session, case)


async def _require_lead(session: AsyncSession, actor: Actor, case: Case) -> None:
    if not await _leads(session, actor, case.service):
        raise NotAllowed("Das entscheidet die Teamleitung.")


async def _leads(session: AsyncSession, actor: Actor, service: str) -> bool:
    home = actor.desk.home if actor.desk else ""
    led = select(StaffRole.id).where(
        *_works_on(home, service, "team_lead"), col(StaffRole.account_id) == actor.id
    )
    return (await session.scalars(led)).first() is not None


def _works_on(home: str, service: str, *roles: str) -> tuple[ColumnElement[bool], ...]:
    """Roles at that town hall which extend to the service."""
    limits = col(StaffRole.services)
    return (
        col(StaffRole.municipality) == home,
        col(StaffRole.role).in_(roles),
        or_(limits.is_(None), any_(limits) == service),
    )
