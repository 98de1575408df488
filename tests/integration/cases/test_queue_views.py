"""The queue as somebody wants it: sorted, limited, searched by what they remember, kept by name."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from portal.audit.tables import DataAccess
from portal.cases.queue import (
    QueueFilter,
    QueueOrder,
    QueueWish,
    WorkQueue,
    delete_filter,
    matching_cases,
    rename_filter,
    save_filter,
    saved_filters,
    start_with,
    work_queue,
)
from portal.cases.queue import finding as queue_finding
from portal.cases.status import CaseAction
from portal.cases.tables import Case
from portal.errors import InvalidField, NotFound
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from tests.support.applications import Citizen
from tests.support.cases import TownHall, somebody_at_the_desk

NAMES = ("Anna Maria Zander", "Berta Müller-Lüdenscheid", "Cord Ahrens")


@pytest.fixture
async def cases(database: Database, town_hall: TownHall, citizen: Citizen) -> list[str]:
    """Of three people, a day apart, the first the oldest; the second about two certificates."""
    references = []
    for days, name in enumerate(NAMES):
        with clock.pretend(clock.now() - timedelta(days=9 - days)):
            reference = (await town_hall.opened_case(citizen)).reference
        async with database.transaction(system_scope()) as session:
            named = update(Case).where(col(Case.reference) == reference)
            await session.execute(named.values(applicant_name=name))
        references.append(reference)
    return references


async def seen(database: Database, desk: Scope, **wish: object) -> WorkQueue:
    async with database.transaction(desk) as session:
        return await work_queue(session, desk, QueueWish(**wish))  # type: ignore[arg-type]


async def names(database: Database, desk: Scope, **wish: object) -> list[str]:
    return [row.applicant_name for row in (await seen(database, desk, **wish)).rows]


async def test_it_is_sorted_by_what_one_wishes(
    database: Database, town_hall: TownHall, desk: Scope, cases: list[str]
) -> None:
    zander, mueller, ahrens = NAMES
    await town_hall.act(desk, cases[1], CaseAction.TAKE_ON)
    for order, expected in {
        QueueOrder.OLDEST: [zander, mueller, ahrens],
        QueueOrder.NEWEST: [ahrens, mueller, zander],
        QueueOrder.NAME: [ahrens, mueller, zander],
        QueueOrder.ASSIGNEE: [mueller, zander, ahrens],
        QueueOrder.DEADLINE: [zander, mueller, ahrens],
    }.items():
        assert await names(database, desk, order=order) == expected, order


async def test_limits_narrow_the_list_and_its_counts(
    database: Database, town_hall: TownHall, desk: Scope, cases: list[str]
) -> None:
    await town_hall.act(desk, cases[0], CaseAction.TAKE_ON)
    day = clock.today() - timedelta(days=8)
    assert await names(database, desk, since=day, until=day) == [NAMES[1]]
    assert await names(database, desk, status="in_progress") == [NAMES[0]]
    assert await names(database, desk, service="hund-anmelden") == []
    assert await names(database, desk, municipality="leer") == []
    limited = await seen(database, desk, since=day)
    assert {one.filter: one.count for one in limited.counts}[QueueFilter.ALL] == 2


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Geburtsurkunden", NAMES),  # another form of the word
        ("MULLER", NAMES[1:2]),
        ("luedenscheid", NAMES[1:2]),
        ("mueller-lüd", NAMES[1:2]),
        ("Arens", NAMES[2:]),  # nobody is spelled so
        ("zander neu", NAMES[:1]),
        ("zander bereitgestellt", ()),
    ],
)
async def test_it_is_found_by_what_one_remembers(
    database: Database, desk: Scope, cases: list[str], typed: str, found: tuple[str, ...]
) -> None:
    assert sorted(await names(database, desk, text=typed)) == sorted(found)


async def test_what_a_search_showed_is_on_record_and_a_plain_look_is_not(
    database: Database, desk: Scope, cases: list[str]
) -> None:
    await seen(database, desk)
    await seen(database, desk, text="Zander")
    async with database.transaction(system_scope()) as session:
        looks = select(col(DataAccess.reference)).where(col(DataAccess.action) == "found")
        assert list(await session.scalars(looks)) == cases[:1]


async def test_pages_and_what_many_are_done_to_are_the_same_question(
    database: Database, desk: Scope, cases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_finding, "ROWS_ON_A_PAGE", 2)
    shown = [await seen(database, desk, page=page) for page in (1, 2, 99)]
    assert [len(queue.rows) for queue in shown] == [2, 1, 1]
    assert {(queue.found, queue.pages) for queue in shown} == {(3, 2)}
    async with database.transaction(desk) as session:
        wanted = await matching_cases(session, desk, QueueWish())
        ids = list(await session.scalars(wanted))
    assert ids == [row.id for queue in shown[:2] for row in queue.rows]


async def test_a_filter_is_kept_by_name_for_oneself_and_without_the_words_searched(
    database: Database, desk: Scope
) -> None:
    wish = QueueWish(QueueFilter.DUE, text="Zander", order=QueueOrder.NAME)
    colleague = await somebody_at_the_desk(database, name="Onno Visser")
    async with database.transaction(desk) as session:
        kept = await save_filter(session, desk, "  Morgens   zuerst ", wish)
        await save_filter(session, desk, "Abends", QueueWish())
        await start_with(session, desk, kept)
        with pytest.raises(InvalidField):
            await save_filter(session, desk, "Abends", QueueWish())
        with pytest.raises(InvalidField):
            await save_filter(session, desk, " ", QueueWish())
        evening, morning = await saved_filters(session, desk)
    assert (evening.name, morning.name) == ("Abends", "Morgens zuerst")
    assert (evening.is_start, morning.is_start) == (False, True)
    assert morning.wish == QueueWish(QueueFilter.DUE, order=QueueOrder.NAME)

    async with database.transaction(colleague) as session:
        assert await saved_filters(session, colleague) == ()
        for change in (
            rename_filter(session, colleague, kept, "Meiner"),
            delete_filter(session, colleague, kept),
            start_with(session, colleague, kept),
        ):
            with pytest.raises(NotFound):
                await change
    async with database.transaction(desk) as session:
        await rename_filter(session, desk, kept, "Fällig")
        await start_with(session, desk, None)
        await delete_filter(session, desk, evening.id)
        [left] = await saved_filters(session, desk)
    assert (left.name, left.is_start) == ("Fällig", False)
