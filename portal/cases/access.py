"""Who may see and move cases. Row-level security narrows further; this is the rule in words."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.status import STAFF_ROLES, Role
from portal.errors import NotAllowed, SignInRequired
from portal.identity.tables import Account, StaffRole
from portal.persistence.database import Scope


@dataclass(frozen=True)
class Actor:
    """A signed-in person who acts on a case: a citizen, or staff of the case's municipality."""

    role: Role
    id: UUID
    name: str


async def identify_actor(session: AsyncSession, scope: Scope) -> Actor:
    """The person behind `scope`. Raises SignInRequired, NotAllowed."""
    if scope.actor_kind == "citizen" and scope.actor_id:
        return Actor("citizen", scope.actor_id, await _name_of(session, scope.actor_id))
    return await require_case_worker(session, scope)


async def require_case_worker(session: AsyncSession, scope: Scope) -> Actor:
    """The member of staff behind `scope`, who works on cases of the scope's municipality.

    Raises SignInRequired for who is not staff, NotAllowed for staff of another town or desk.
    """
    if scope.actor_kind != "staff" or scope.actor_id is None:
        raise SignInRequired
    roles = select(col(StaffRole.id)).where(
        col(StaffRole.account_id) == scope.actor_id,
        col(StaffRole.municipality) == scope.municipality,
        col(StaffRole.role).in_(STAFF_ROLES),
    )
    if (await session.execute(roles)).first() is None:
        raise NotAllowed
    return Actor("staff", scope.actor_id, await _name_of(session, scope.actor_id))


async def _name_of(session: AsyncSession, account_id: UUID) -> str:
    found = await session.get(Account, account_id)
    if found is None:
        raise NotAllowed
    return found.display_name
