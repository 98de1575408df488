"""What members of staff may do, where, and for which services."""

from collections.abc import Collection
from dataclasses import dataclass
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
PER_SERVICE: frozenset[str] = frozenset({"case_worker", "team_lead"})
EVERYWHERE = "*"


@dataclass(frozen=True)
class HeldRole:
    """A role in a municipality; `services` None means for all of its services."""

    municipality: str
    role: str
    services: frozenset[str] | None = None

    def covers(self, service: str) -> bool:
        """Whether it extends to this service; "" asks for none in particular."""
        return not service or self.services is None or service in self.services


Roles = frozenset[HeldRole]


def may_act(roles: Roles, municipality: str, *wanted: Role, service: str = "") -> bool:
    """Whether one of the `wanted` roles is held there, for `service`. No role includes another."""
    return any(
        held.municipality in (municipality, EVERYWHERE)
        and held.role in wanted
        and held.covers(service)
        for held in roles
    )


async def grant_role(
    session: AsyncSession,
    account_id: UUID,
    municipality: str,
    role: Role,
    services: Collection[str] = (),
) -> None:
    """Give a member of staff a role at once (system scope), for all services unless told.

    Pages do not call it: there, somebody else confirms (portal.personnel). What was held of the
    same role there is replaced. Raises InvalidInput for what is no role.
    """
    check_role(municipality, role, services)
    limits = sorted(set(services)) or None
    values = {"account_id": account_id, "municipality": municipality, "role": role}
    await session.execute(
        insert(StaffRole)
        .values(id=new_id(), services=limits, **values)
        .on_conflict_do_update(
            index_elements=["account_id", "municipality", "role"], set_={"services": limits}
        )
    )


def check_role(municipality: str, role: str, services: Collection[str] = ()) -> None:
    """Raises InvalidInput for what is no role, or not one of that municipality or by services."""
    if role not in ROLES:
        raise InvalidInput(f"Die Rolle „{role}“ gibt es nicht.")
    if (role == "installation_admin") != (municipality == EVERYWHERE):
        raise InvalidInput("Nur die Administration der Installation gilt für alle Kommunen.")
    if services and role not in PER_SERVICE:
        raise InvalidInput("Diese Rolle gilt immer für alle Leistungen.")
