"""Two people have one case open: they see each other, and neither overwrites the other."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from portal.cases.desk_tables import CasePresence
from portal.cases.presence import be_present, forget_presence, leave
from portal.cases.status import CaseAction
from portal.cases.tables import CaseEvent
from portal.errors import Conflict, NotFound
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from tests.support.applications import Citizen
from tests.support.cases import TownHall, somebody_at_the_desk


async def _look(database: Database, who: Scope, reference: str) -> tuple[str, ...]:
    async with database.transaction(who) as session:
        return (await be_present(session, who, reference))[1]


async def test_colleagues_see_each_other_until_one_leaves_or_is_gone_for_a_while(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    case = await town_hall.opened_case(citizen)
    other = await somebody_at_the_desk(database, name="Ole Wessels")
    assert await _look(database, desk, case.reference) == ()
    assert await _look(database, other, case.reference) == ("Imke Brand",)
    assert await _look(database, desk, case.reference) == ("Ole Wessels",)
    async with database.transaction(other) as session:
        await leave(session, other, case.id)
    assert await _look(database, desk, case.reference) == ()

    async with database.transaction(system_scope()) as session:
        then = update(CasePresence).where(col(CasePresence.staff_id) == desk.actor_id)
        await session.execute(then.values(seen_at=clock.now() - timedelta(minutes=2)))
    assert await _look(database, other, case.reference) == ()
    async with database.transaction(system_scope()) as session:
        await forget_presence(session)
        left = await session.scalars(select(col(CasePresence.staff_id)))
        assert list(left) == [other.actor_id]


async def test_who_has_no_desk_for_the_case_is_not_seen_there(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    case = await town_hall.opened_case(citizen)
    stranger = await somebody_at_the_desk(database, "leer", name="Ole Wessels")
    with pytest.raises(NotFound):
        await _look(database, stranger, case.reference)


async def test_of_two_who_act_on_the_same_sight_one_is_told_to_look_again(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    case = await town_hall.opened_case(citizen)
    other = await somebody_at_the_desk(database, name="Ole Wessels")
    seen = (await town_hall.seen_by(desk, case.reference)).revision
    both = [
        town_hall.act(who, case.reference, CaseAction.TAKE_ON, revision=seen)
        for who in (desk, other)
    ]
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one) for one in results if one) == [Conflict]
    async with database.transaction(system_scope()) as session:
        moved = select(CaseEvent).where(col(CaseEvent.kind) == CaseAction.TAKE_ON)
        event = (await session.scalars(moved)).one()
    winner = desk if results[0] is None else other
    assert event.actor_id == winner.actor_id
