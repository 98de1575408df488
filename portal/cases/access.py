"""Who may see and move cases. Row-level security narrows further; this is the rule in words."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.status import Role
from portal.cases.tables import Case, CaseForwarding
from portal.errors import NotAllowed
from portal.identity import CASE_ROLES, Desk, desk_of
from portal.identity.tables import Account
from portal.persistence.database import Scope


@dataclass(frozen=True)
class Actor:
    """A signed-in person who acts on cases: a citizen, or staff with their desk.

    `stands_in_for` are colleagues whose cases count as theirs today, where that was asked.
    """

    role: Role
    id: UUID
    name: str
    desk: Desk | None = None
    stands_in_for: frozenset[UUID] = frozenset()

    @property
    def cases(self) -> ColumnElement[bool]:
        """Which cases are theirs: the condition of every query that looks for one."""
        if self.desk is None:
            return col(Case.account_id) == self.id
        forwarded = col(Case.forwarded_to)
        own = self.desk.holds(col(Case.municipality), col(Case.service))
        others = self.desk.holds(forwarded, col(Case.service))
        return or_(and_(forwarded.is_(None), own), and_(forwarded.is_not(None), others))

    @property
    def readable(self) -> ColumnElement[bool]:
        """Theirs, and the ones their desk had and forwarded: those they only read."""
        if self.desk is None:
            return self.cases
        service = col(CaseForwarding.service)
        had = select(col(CaseForwarding.case_id)).where(
            or_(
                self.desk.holds(col(CaseForwarding.from_town), service),
                self.desk.holds(col(CaseForwarding.to_town), service),
            )
        )
        return or_(self.cases, col(Case.id).in_(had))

    @property
    def forwarded(self) -> ColumnElement[bool]:
        """What their desk forwarded and has not got back: they read it, others work on it."""
        if self.desk is None:
            return false()
        gone = select(col(CaseForwarding.case_id)).where(
            self.desk.holds(col(CaseForwarding.from_town), col(CaseForwarding.service))
        )
        return and_(col(Case.id).in_(gone), not_(self.cases))

    def works_on(self, case: Case) -> bool:
        """Whether they may change the case, as far as its desk goes."""
        if self.desk is None:
            return case.account_id == self.id
        return self.desk.covers(case.authority, case.service)

    @property
    def towns(self) -> tuple[str, ...]:
        """Whose cases staff may have on their desk, the own municipality first."""
        return self.desk.towns if self.desk else ()

    def may_see(self, municipality: str, service: str) -> bool:
        """Whether what staff see of that service of that municipality is on their desk."""
        return self.desk is not None and self.desk.covers(municipality, service)


async def identify_actor(session: AsyncSession, scope: Scope) -> Actor:
    """The person behind `scope`. Raises SignInRequired, NotAllowed."""
    if scope.actor_kind == "citizen" and scope.actor_id:
        return Actor("citizen", scope.actor_id, await _name_of(session, scope.actor_id))
    return await require_case_worker(session, scope)


async def require_case_worker(session: AsyncSession, scope: Scope) -> Actor:
    """The member of staff behind `scope`, who works on cases of the scope's municipality.

    Raises SignInRequired for who is not staff, NotAllowed for staff of another town or desk.
    """
    desk = await desk_of(session, scope, *CASE_ROLES)
    return Actor("staff", desk.account_id, await _name_of(session, desk.account_id), desk)


async def _name_of(session: AsyncSession, account_id: UUID) -> str:
    found = await session.get(Account, account_id)
    if found is None:
        raise NotAllowed
    return found.display_name
