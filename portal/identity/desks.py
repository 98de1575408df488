"""The desk of a member of staff: which services of which municipalities are theirs to see.

The one place that says it for queries; row-level security says it again for the rows
(migration 0130, `desk_towns` and `desk_services`). A desk is of one municipality, the one whose
portal is used, and of those that delegated a service to it.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.errors import NotAllowed, SignInRequired
from portal.identity.roles import Role
from portal.identity.tables import Delegation, StaffRole
from portal.persistence.database import Scope
from portal.shared import clock

CASE_ROLES: tuple[Role, ...] = ("case_worker", "team_lead")
"""Who works on cases, for all services of a municipality or for some."""


@dataclass(frozen=True)
class DeskPart:
    """Services of a municipality; None means all of them."""

    municipality: str
    services: frozenset[str] | None = None


@dataclass(frozen=True)
class Desk:
    """What a member of staff sees while using the portal of `home`."""

    account_id: UUID
    home: str
    parts: tuple[DeskPart, ...]

    @property
    def towns(self) -> tuple[str, ...]:
        """Every municipality something on the desk may come from, the own one first."""
        others = {part.municipality for part in self.parts} - {self.home}
        return (self.home, *sorted(others))

    def covers(self, municipality: str, service: str) -> bool:
        """Whether a thing of that service of that municipality lies on this desk."""
        return any(
            part.municipality == municipality
            and (part.services is None or service in part.services)
            for part in self.parts
        )

    def holds(self, municipality: Any, service: Any) -> ColumnElement[bool]:
        """The same as a condition on two columns: every query of staff's is filtered by it."""
        conditions = [
            _condition(towns, services, municipality, service)
            for services, towns in self._towns_by_services().items()
        ]
        return or_(false(), *conditions)

    def _towns_by_services(self) -> dict[frozenset[str] | None, list[str]]:
        """Towns alike are asked for at once: a desk for many neighbours has a part for each
        service of each, and so many alternatives are slow to check."""
        of_town: dict[str, frozenset[str] | None] = {}
        for part in self.parts:
            known = of_town.get(part.municipality, frozenset())
            if known is None or part.services is None:
                of_town[part.municipality] = None
            else:
                of_town[part.municipality] = known | part.services
        grouped: dict[frozenset[str] | None, list[str]] = {}
        for town, services in of_town.items():
            grouped.setdefault(services, []).append(town)
        return grouped


async def desk_of(session: AsyncSession, scope: Scope, *roles: Role) -> Desk:
    """The desk of the scope's actor by these roles. Runs in the actor's scope or the system's.

    Raises SignInRequired for who is not staff, NotAllowed without one of `roles` there.
    """
    if scope.actor_kind != "staff" or scope.actor_id is None:
        raise SignInRequired
    held = select(StaffRole).where(
        col(StaffRole.account_id) == scope.actor_id,
        col(StaffRole.municipality) == scope.municipality,
        col(StaffRole.role).in_(roles),
    )
    rows = (await session.scalars(held)).all()
    if not rows:
        raise NotAllowed
    own = [DeskPart(row.municipality, _limits(row)) for row in rows]
    on_cases = [_limits(row) for row in rows if row.role in CASE_ROLES]
    delegated = await _delegated(session, scope.municipality, on_cases) if on_cases else []
    return Desk(scope.actor_id, scope.municipality, (*own, *delegated))


async def _delegated(
    session: AsyncSession, home: str, limits: list[frozenset[str] | None]
) -> list[DeskPart]:
    """What neighbours delegated to `home`, as far as one of the roles extends to it."""
    query = select(Delegation.municipality, Delegation.service).where(
        col(Delegation.delegate) == home, in_force()
    )
    return [
        DeskPart(municipality, frozenset({service}))
        for municipality, service in await session.execute(query)
        if any(limit is None or service in limit for limit in limits)
    ]


def in_force() -> ColumnElement[bool]:
    """Delegations that a second administrator confirmed and that hold today."""
    today, until = clock.today(), col(Delegation.until)
    return and_(
        col(Delegation.confirmed_at).is_not(None),
        col(Delegation.ended_at).is_(None),
        col(Delegation.since) <= today,
        or_(until.is_(None), until >= today),
    )


def _limits(row: StaffRole) -> frozenset[str] | None:
    return frozenset(row.services) if row.services else None


def _condition(
    towns: list[str], services: frozenset[str] | None, municipality: Any, service: Any
) -> ColumnElement[bool]:
    here: ColumnElement[bool] = municipality.in_(sorted(towns))
    if len(towns) == 1:
        here = municipality == towns[0]
    if services is None:
        return here
    return and_(here, service.in_(sorted(services)))
