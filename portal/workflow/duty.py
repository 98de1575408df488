"""Rules, absences and who is away: the portal reads and writes them, after looking up the role.

Each step is a transaction of its own; `scope` is who acts. What was forwarded is given by rule
later, since the desk that forwards it may not look into the other town hall.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from portal.cases.duty import absences, leading, overview
from portal.cases.duty.giving import give_forwarded_case
from portal.cases.duty.leading import Preview, RuleWish
from portal.cases.duty.overview import Duty, SeenAbsence
from portal.cases.duty.roster import Facts, Given
from portal.persistence.database import Scope, system_scope
from portal.workflow.services import Services

GIVE_FORWARDED = "give_forwarded_case"


async def give_forwarded(services: Services, arguments: Mapping[str, str]) -> None:
    """A case came to another town hall: its rules say who gets it there."""
    async with services.database.transaction(system_scope()) as session:
        await give_forwarded_case(session, UUID(arguments["case_id"]))


DUTY_FOLLOW_UPS = {GIVE_FORWARDED: give_forwarded}


async def see_duty(services: Services, scope: Scope) -> Duty:
    """What there is to see. Raises SignInRequired, NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        return await overview.see_duty(session, scope)


async def see_absences(services: Services, scope: Scope) -> tuple[SeenAbsence, ...]:
    """Absences of today and later. Raises SignInRequired, NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        return await overview.see_absences(session, scope)


async def add_rule(services: Services, scope: Scope, wish: RuleWish) -> None:
    """A new rule at the end. Raises InvalidField, NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        await leading.add_rule(session, scope, wish)


async def change_rule(
    services: Services, scope: Scope, rule_id: UUID, wish: RuleWish, *, seen: RuleWish
) -> None:
    """The rule, said anew. Raises InvalidField, NotAllowed, NotFound, Conflict."""
    async with services.database.transaction(system_scope()) as session:
        await leading.change_rule(session, scope, rule_id, wish, seen=seen)


async def remove_rule(services: Services, scope: Scope, rule_id: UUID) -> None:
    """Raises NotAllowed, NotFound."""
    async with services.database.transaction(system_scope()) as session:
        await leading.remove_rule(session, scope, rule_id)


async def move_rule(services: Services, scope: Scope, rule_id: UUID, *, up: bool) -> None:
    """Raises NotAllowed, NotFound."""
    async with services.database.transaction(system_scope()) as session:
        await leading.move_rule(session, scope, rule_id, up=up)


async def who_would_get(
    services: Services, scope: Scope, facts: Facts
) -> tuple[Given | None, Mapping[UUID, str]]:
    """Whom such a case would go to today, and names. Raises NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        return await leading.who_would_get(session, scope, facts)


async def preview_unassigned(services: Services, scope: Scope) -> Preview:
    """Who would get what is nobody's. Raises NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        return await leading.preview_unassigned(session, scope)


async def assign_unassigned(services: Services, scope: Scope) -> int:
    """Give it to them; how many cases. Raises NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        return await leading.assign_unassigned(session, scope)


async def enter_absence(
    services: Services,
    scope: Scope,
    person: UUID,
    *,
    substitute: UUID | None,
    since: date,
    until: date,
) -> None:
    """Raises InvalidField, NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        await absences.enter_absence(
            session, scope, person, substitute=substitute, since=since, until=until
        )


async def remove_absence(services: Services, scope: Scope, absence_id: UUID) -> None:
    """Raises NotAllowed, NotFound."""
    async with services.database.transaction(system_scope()) as session:
        await absences.remove_absence(session, scope, absence_id)
