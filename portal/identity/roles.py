"""What members of staff may do, and where."""

from typing import Literal, get_args
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from portal.errors import InvalidInput
from portal.identity.tables import StaffRole
from portal.persistence.columns import new_id

Role = Literal[
    "case_worker", "counter_clerk", "team_lead", "municipality_admin", "installation_admin"
]
ROLES: frozenset[str] = frozenset(get_args(Role))
EVERYWHERE = "*"
Roles = frozenset[tuple[str, str]]


def may_act(roles: Roles, municipality: str, *wanted: Role) -> bool:
    """Whether one of the `wanted` roles is held there. No role includes another."""
    places = (municipality, EVERYWHERE)
    return any((place, role) in roles for place in places for role in wanted)


async def grant_role(
    session: AsyncSession, account_id: UUID, municipality: str, role: Role
) -> None:
    """Give a member of staff a role (system scope); granting it twice changes nothing."""
    if role not in ROLES:
        raise InvalidInput(f"Die Rolle „{role}“ gibt es nicht.")
    granted = {"account_id": account_id, "municipality": municipality, "role": role}
    await session.execute(insert(StaffRole).values(id=new_id(), **granted).on_conflict_do_nothing())
