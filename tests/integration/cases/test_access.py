"""Who sees a case: its citizen, and case workers of its municipality. Nobody else."""

from collections.abc import Awaitable, Callable

import pytest

from portal.cases.queries import case_for_staff, cases_of_citizen
from portal.cases.queue import work_queue
from portal.cases.status import CaseAction
from portal.errors import NotAllowed, NotFound, PortalError, SignInRequired
from portal.identity.roles import Role
from portal.persistence.database import Database, Scope
from tests.support.applications import PAPENBURG, Citizen, a_citizen, a_visitor
from tests.support.cases import TownHall, somebody_at_the_desk

Attempt = Callable[[Scope, str], Awaitable[object]]


async def test_another_citizen_finds_nothing(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    stranger = await a_citizen(database)
    async with database.transaction(stranger.scope) as session:
        assert await cases_of_citizen(session, stranger.id) == ()
        assert await cases_of_citizen(session, citizen.id) == ()
    for attempt in _attempts(town_hall):
        with pytest.raises(NotFound):
            await attempt(stranger.scope, reference)


@pytest.mark.parametrize("where", ["leer", PAPENBURG])
async def test_the_desk_of_another_town_gets_nowhere(
    database: Database, town_hall: TownHall, citizen: Citizen, where: str
) -> None:
    """On its own portal it does not find the case; on Papenburg's it has nothing to say."""
    reference = (await town_hall.opened_case(citizen)).reference
    of_leer = (await somebody_at_the_desk(database, "leer")).within(where)
    await _is_refused(town_hall, of_leer, reference, NotFound if where == "leer" else NotAllowed)


@pytest.mark.parametrize("role", ["counter_clerk", "municipality_admin"])
async def test_staff_with_other_duties_does_not_see_cases(
    database: Database, town_hall: TownHall, citizen: Citizen, role: Role
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    clerk = await somebody_at_the_desk(database, role=role)
    await _is_refused(town_hall, clerk, reference, NotAllowed)
    async with database.transaction(clerk) as session:
        with pytest.raises(NotAllowed):
            await work_queue(session, clerk)


async def test_the_administrator_of_the_installation_reads_no_cases(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    admin = await somebody_at_the_desk(database, "*", role="installation_admin")
    await _is_refused(town_hall, admin.within(PAPENBURG), reference, NotAllowed)


async def test_a_visitor_is_asked_to_sign_in(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    visitor = a_visitor()
    for attempt in _attempts(town_hall)[1:]:
        with pytest.raises(SignInRequired):
            await attempt(visitor, reference)
    async with database.transaction(visitor) as session:
        assert await cases_of_citizen(session, citizen.id) == ()
        with pytest.raises(SignInRequired):
            await case_for_staff(session, visitor, reference)


async def test_the_team_lead_sees_what_the_desk_sees(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    lead = await somebody_at_the_desk(database, role="team_lead")
    assert (await town_hall.at_the_desk_of(lead, reference)).applicant_name == citizen.display_name


def _attempts(town_hall: TownHall) -> tuple[Attempt, ...]:
    return (
        town_hall.seen_by,
        lambda who, reference: town_hall.act(who, reference, CaseAction.TAKE_ON, revision=0),
        lambda who, reference: town_hall.act(who, reference, CaseAction.WITHDRAW, revision=0),
        lambda who, reference: town_hall.write(who, reference, "Moin"),
    )


async def _is_refused(
    town_hall: TownHall, who: Scope, reference: str, error: type[PortalError]
) -> None:
    for attempt in _attempts(town_hall):
        with pytest.raises(error):
            await attempt(who, reference)
