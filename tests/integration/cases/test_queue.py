"""The work queue: what is due first, what waits, what is mine."""

from datetime import timedelta

import pytest

from portal.cases.durations import FEWEST_CASES, usual_duration
from portal.cases.queue import QueueFilter, QueueWish, WorkQueue, work_queue
from portal.cases.status import CaseAction
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from tests.support.applications import Citizen
from tests.support.cases import TownHall


async def shown(
    database: Database, desk: Scope, chosen: QueueFilter = QueueFilter.ALL, text: str = ""
) -> WorkQueue:
    async with database.transaction(desk) as session:
        return await work_queue(session, desk, QueueWish(chosen, text))


def references(queue: WorkQueue) -> list[str]:
    return [row.reference for row in queue.rows]


async def test_the_oldest_deadline_stands_first_and_what_waits_for_others_last(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    asked = (await town_hall.opened_case(citizen)).reference
    await town_hall.act(desk, asked, CaseAction.TAKE_ON)
    await town_hall.act(desk, asked, CaseAction.ASK, "Wann?")
    fresh = (await town_hall.opened_case(citizen)).reference
    with clock.pretend(clock.now() - timedelta(days=30)):
        overdue = (await town_hall.opened_case(citizen)).reference
    queue = await shown(database, desk)
    assert references(queue) == [overdue, fresh, asked]
    assert [row.urgency for row in queue.rows][0::2] == ["overdue", "none"]
    assert [row.status_words for row in queue.rows] == ["Neu", "Neu", "Wartet auf Antwort"]
    assert queue.due_count == 1


async def test_filters_count_what_they_show(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    mine, _new = [(await town_hall.opened_case(citizen)).reference for _ in range(2)]
    await town_hall.act(desk, mine, CaseAction.TAKE_ON)
    done = (await town_hall.opened_case(citizen)).reference
    await town_hall.act(citizen.scope, done, CaseAction.WITHDRAW)
    for chosen in QueueFilter:
        queue = await shown(database, desk, chosen)
        counts = {count.filter: count.count for count in queue.counts}
        assert len(queue.rows) == counts[chosen] == queue.found
    assert references(await shown(database, desk, QueueFilter.MINE)) == [mine]
    assert references(await shown(database, desk, QueueFilter.DONE)) == [done]


async def test_an_answered_question_is_noticed(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    await town_hall.act(desk, reference, CaseAction.TAKE_ON)
    await town_hall.act(desk, reference, CaseAction.ASK, "Wann?")
    await town_hall.write(citizen.scope, reference, "Gestern")
    assert (await shown(database, desk)).rows[0].status_words == "Rückfrage beantwortet"


@pytest.mark.parametrize("text", ["łuczak", "ZOË", "geburts zoë", "000001", "pap-"])
async def test_searching_by_name_service_or_reference(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, text: str
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    assert references(await shown(database, desk, text=text)) == [reference]


@pytest.mark.parametrize("text", ["%", "_______________", "Müller", "Zoë Müller"])
async def test_what_nothing_matches_finds_nothing(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, text: str
) -> None:
    await town_hall.opened_case(citizen)
    queue = await shown(database, desk, text=text)
    assert (queue.rows, queue.found) == ((), 0)
    assert queue.counts[0].count == 1


async def test_the_usual_duration_is_the_median_of_what_was_done(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    begun = clock.now() - timedelta(days=60)
    for days in (1, 2, 3, 4, 30):
        async with database.transaction(system_scope()) as session:
            assert await usual_duration(session, "papenburg", "geburtsurkunde") is None
        with clock.pretend(begun):
            reference = (await town_hall.opened_case(citizen)).reference
            await town_hall.act(desk, reference, CaseAction.TAKE_ON)
        with clock.pretend(begun + timedelta(days=days)):
            await town_hall.act(desk, reference, CaseAction.MARK_POSTED)
        with clock.pretend(begun + timedelta(days=40)):
            await town_hall.act(desk, reference, CaseAction.CLOSE)
    assert FEWEST_CASES == 5
    async with database.transaction(system_scope()) as session:
        assert await usual_duration(session, "papenburg", "geburtsurkunde") == 3
        assert await usual_duration(session, "leer", "geburtsurkunde") is None
