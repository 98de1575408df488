"""Giving a case to a colleague: the lead changes the case, the portal looks up the colleagues."""

from uuid import UUID

from portal.cases.assignment import (
    Colleague,
    WaysToAssign,
    assign,
    colleagues_for,
    ways_to_assign,
)
from portal.cases.duty.leaving import free_cases_of
from portal.errors import NotAllowed
from portal.persistence.database import Scope, system_scope
from portal.workflow.services import Services


async def colleagues_of_case(
    services: Services, scope: Scope, reference: str
) -> tuple[Colleague, ...]:
    """To whom the reader may give the case: not to who has it. Empty for who leads no team there.

    Raises SignInRequired, NotAllowed, NotFound.
    """
    async with services.database.transaction(scope) as session:
        ways = await ways_to_assign(session, scope, reference)
    fitting = await _fitting(services, scope, ways)
    return tuple(one for one in fitting if one.id != ways.assignee)


async def hand_over(
    services: Services, scope: Scope, reference: str, to: UUID, *, revision: int
) -> None:
    """Give the case to `to`. Raises what `assign` raises, and NotAllowed where `to` has no desk
    for it."""
    async with services.database.transaction(scope) as session:
        ways = await ways_to_assign(session, scope, reference)
    fitting = {one.id: one for one in await _fitting(services, scope, ways)}
    if ways.may_hand_over and to not in fitting:
        raise NotAllowed("Diese Person bearbeitet solche Vorgänge nicht.")
    async with services.database.transaction(scope) as session:
        colleague = fitting.get(to, Colleague(to, ""))
        await assign(session, scope, reference, colleague, revision=revision)
    async with services.database.transaction(system_scope()) as session:
        await free_cases_of(session, scope, to)  # the role may have gone since the look-up


async def _fitting(services: Services, scope: Scope, ways: WaysToAssign) -> tuple[Colleague, ...]:
    if not ways.may_hand_over:
        return ()
    async with services.database.transaction(system_scope()) as session:
        return await colleagues_for(session, scope.municipality, ways.service)
