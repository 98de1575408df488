"""What team leads learn of many cases at once, and that nobody can be recognised in it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from portal.applications import begin_or_resume, note_reached
from portal.cases.figures.asking import (
    SENT,
    Asked,
    Reach,
    reaches,
    spoken_of,
    stars_by_service,
    volumes,
    words_said,
    working_times,
)
from portal.cases.figures.feedback import (
    AlreadyGiven,
    NotOver,
    give_feedback,
    is_rated,
    mix_feedback,
)
from portal.cases.figures.tables import Feedback
from portal.cases.status import CaseAction
from portal.catalogue import service_by_slug
from portal.errors import InvalidField, NotFound
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from tests.support.applications import (
    PAPENBURG,
    Citizen,
    a_citizen,
    a_paid_application,
    a_visitor,
)
from tests.support.cases import TownHall, somebody_at_the_desk

BIRTH = "geburtsurkunde"


def _asked(days: int = 60, **changes: object) -> Asked:
    since = clock.today() - timedelta(days=days)
    return replace(Asked(PAPENBURG, since, "month"), **changes)  # type: ignore[arg-type]


async def _rate(
    database: Database, citizen: Citizen, reference: str, stars: str = "4", words: str = ""
) -> None:
    async with database.transaction(system_scope(PAPENBURG)) as session:
        await give_feedback(session, citizen.id, reference, stars, words)


async def _posts(town_hall: TownHall, reference: str) -> None:
    desk = await somebody_at_the_desk(town_hall.database)
    for action in (CaseAction.TAKE_ON, CaseAction.MARK_POSTED):
        await town_hall.act(desk, reference, action)


async def test_at_night_ratings_are_written_anew_in_any_order(database: Database) -> None:
    await _feedback(database, BIRTH, [1, 2, 3, 4, 5])
    written = text("SELECT count(DISTINCT xmin::text) FROM feedback")
    async with database.transaction(system_scope()) as session:
        before = (await session.scalars(select(Feedback))).all()
        kept = {(one.id, one.stars, one.words) for one in before}
        session.add(Feedback(**before[0].model_dump(exclude={"id"})))
    async with database.transaction(system_scope()) as session:
        assert await session.scalar(written) == 2
        await mix_feedback(session)
    async with database.transaction(system_scope()) as session:
        assert await session.scalar(written) == 1, "no moment of writing tells one from another"
        after = (await session.scalars(select(Feedback))).all()
        assert kept < {(one.id, one.stars, one.words) for one in after}
        assert len(after) == 6


async def test_a_case_is_rated_once_and_what_is_kept_leads_to_nobody(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    case = await town_hall.opened_case(citizen)
    with pytest.raises(NotOver):
        await _rate(database, citizen, case.reference, "5")
    await _posts(town_hall, case.reference)
    await _rate(database, citizen, case.reference, "5", "  Ging schnell.\n\x00Danke ")
    with pytest.raises(AlreadyGiven):
        await _rate(database, citizen, case.reference, "1")
    async with database.transaction(system_scope()) as session:
        kept = (await session.scalars(select(Feedback))).one()
        assert await is_rated(session, case.id)
    assert (kept.stars, kept.words) == (5, "Ging schnell.\nDanke")
    assert kept.month == clock.today().replace(day=1)
    row = kept.model_dump(exclude={"id"})
    assert set(row) == {"municipality", "service", "month", "stars", "words"}


@pytest.mark.parametrize("stars", ["", "0", "6", "-1", "x", "4.5", "٤", "5 "])
async def test_stars_that_do_not_exist_are_refused(
    database: Database, town_hall: TownHall, citizen: Citizen, stars: str
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    await _posts(town_hall, reference)
    with pytest.raises(InvalidField) as fault:
        await _rate(database, citizen, reference, stars)
    assert fault.value.field == "sterne"
    with pytest.raises(InvalidField) as fault:
        await _rate(database, citizen, reference, "4", "x" * 1001)
    assert fault.value.field == "worte"
    await _rate(database, citizen, reference, "4", "ß" * 1000)


async def test_nobody_rates_somebody_elses_case(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    stranger = await a_citizen(database, "berta@post.example")
    for asked in (reference, "PAP-2026-999999", "' OR 1=1"):
        with pytest.raises(NotFound):
            await _rate(database, stranger, asked)
    async with database.transaction(system_scope()) as session:
        assert not (await session.scalars(select(Feedback))).all()


async def test_who_works_on_the_case_does_not_see_that_it_was_rated(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    case = await town_hall.opened_case(citizen)
    await _posts(town_hall, case.reference)
    await _rate(database, citizen, case.reference)
    seen = {}
    for scope in (desk, citizen.scope, system_scope("leer")):
        async with database.transaction(scope) as session:
            for table in ("feedback", "feedback_given"):
                count = text(f"SELECT count(*) FROM {table}")
                seen[scope.actor_kind, table] = await session.scalar(count)
    assert seen.pop(("citizen", "feedback_given")) == 1
    assert set(seen.values()) == {0}


async def test_what_fewer_than_five_said_is_not_told(database: Database) -> None:
    await _feedback(database, BIRTH, [5, 5, 4, 2, 1])
    await _feedback(database, "hund-anmelden", [1, 1])
    async with database.transaction(system_scope(PAPENBURG)) as session:
        told = await stars_by_service(session, _asked())
        assert told == {BIRTH: {5: 2, 4: 1, 2: 1, 1: 1}}
        assert len(await words_said(session, _asked(), tuple(told))) == 5
        alone = _asked(services=frozenset({"hund-anmelden"}))
        assert await stars_by_service(session, alone) == {}
    # Together with another few they are many enough for the sum.
    await _feedback(database, "osterfeuer", [3, 3, 3])
    async with database.transaction(system_scope(PAPENBURG)) as session:
        few = await stars_by_service(session, _asked())
        assert len(few) == 3
        assert spoken_of(few) == (BIRTH,), "words stand beside a service, so each needs enough"
    async with database.transaction(system_scope("leer")) as session:
        assert await stars_by_service(session, _asked(municipality="leer")) == {}
        assert await stars_by_service(session, _asked()) == {}


async def test_how_long_cases_took_and_how_many_came(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    for days in (1, 2, 3, 4, 10):
        with clock.pretend(clock.now() - timedelta(days=days)):
            reference = (await town_hall.opened_case(citizen)).reference
            await town_hall.act(desk, reference, CaseAction.TAKE_ON)
        await town_hall.act(desk, reference, CaseAction.MARK_POSTED)
        await town_hall.act(desk, reference, CaseAction.CLOSE)
    await town_hall.opened_case(citizen)
    async with database.transaction(system_scope(PAPENBURG)) as session:
        (taken,) = await working_times(session, _asked())
        months = await volumes(session, _asked())
        weeks = await volumes(session, _asked(20, unit="week"))
        nothing = await volumes(session, _asked(services=frozenset({"osterfeuer"})))
    assert (taken.service, taken.done) == (BIRTH, 5)
    assert float(taken.median) == pytest.approx(3, abs=0.1)
    assert float(taken.most) == pytest.approx(5.2, abs=0.1)
    assert sum(month.received for month in months) == 6
    assert sum(month.done for month in months) == months[-1].done == 5
    assert sum(week.received for week in weeks) == 6
    assert {week.begins.weekday() for week in weeks} == {0}
    assert sum(one.received + one.done for one in nothing) == 0


async def test_each_step_is_counted_once_however_often_it_is_shown(database: Database) -> None:
    visitor = a_visitor()
    steps = [step.id for step in _form().steps]
    for step in (steps[0], steps[0], steps[2], steps[1], steps[2], steps[0]):
        await _show(database, visitor, step)
    await _show(database, a_visitor(), steps[0])
    async with database.transaction(system_scope(PAPENBURG)) as session:
        counted = [(one.place, one.number) for one in await reaches(session, _asked())]
    assert counted == [(1, 2), (2, 1), (3, 1)]


async def test_what_is_sent_is_counted_and_another_form_is_counted_apart(
    database: Database, citizen: Citizen
) -> None:
    steps = [step.id for step in _form().steps]
    sent = await a_paid_application(database, citizen)
    assert await _counted(database) == []  # who never saw the form's page got nowhere in it
    async with database.transaction(citizen.scope) as session:
        draft = await begin_or_resume(
            session, citizen.scope, PAPENBURG, PAPENBURG, service_by_slug(BIRTH)
        )
        await note_reached(session, draft, service_by_slug(BIRTH), "pruefen")
    await _set(database, draft.id, "reached_version = reached_version + 1")
    places = len(steps) + 1
    assert [one.number for one in await _counted(database)] == [1] * places * 2
    await _set(database, draft.id, "status = 'submitted', submitted_at = now()")
    await _set(database, draft.id, "status = 'submitted'")
    ends = [one for one in await _counted(database) if one.place == SENT]
    assert [(one.version, one.number) for one in ends] == [(service_by_slug(BIRTH).version + 1, 1)]
    assert sent.application_id != draft.id


async def test_who_fills_in_a_form_can_neither_read_nor_write_what_is_counted(
    database: Database,
) -> None:
    visitor = a_visitor()
    await _show(database, visitor, _form().steps[0].id)
    async with database.transaction(visitor) as session:
        assert await session.scalar(text("SELECT count(*) FROM form_reach")) == 0
        await session.execute(text("UPDATE application SET reached = 2000000000"))
    assert max(one.place for one in await _counted(database)) == 100


async def _show(database: Database, owner: Scope, step: str) -> None:
    service = service_by_slug(BIRTH)
    async with database.transaction(owner) as session:
        draft = await begin_or_resume(session, owner, PAPENBURG, PAPENBURG, service)
        await note_reached(session, draft, service, step)


async def _counted(database: Database) -> list[Reach]:
    async with database.transaction(system_scope(PAPENBURG)) as session:
        return await reaches(session, _asked())


async def _set(database: Database, application_id: object, change: str) -> None:
    async with database.transaction(system_scope()) as session:
        await session.execute(
            text(f"UPDATE application SET {change} WHERE id = :id"), {"id": application_id}
        )


async def _feedback(database: Database, service: str, stars: list[int]) -> None:
    month: date = clock.today().replace(day=1)
    async with database.transaction(system_scope()) as session:
        session.add_all(
            Feedback(
                municipality=PAPENBURG, service=service, month=month, stars=one, words="Gut so."
            )
            for one in stars
        )


def _form():  # type: ignore[no-untyped-def]
    return service_by_slug(BIRTH).form
