"""One thing is done to many cases: seen before, each change on its own, exactly once."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.bulk import DEEDS, NOTE, TAKE_OVER, BulkView, begin_job, bulk_view
from portal.cases.bulk_tables import Outcome
from portal.cases.desk_tables import CaseNote
from portal.cases.queue import QueueFilter, QueueWish
from portal.cases.status import CaseAction
from portal.cases.tables import CaseEvent
from portal.errors import InvalidField, NotFound
from portal.identity.tables import StaffRole
from portal.persistence.database import Database, Scope, system_scope
from portal.workflow import bulk
from portal.workflow.at_once import FollowUpsAtOnce
from portal.workflow.bulk import confirm_bulk, run_bulk
from portal.workflow.bulk_plan import colleagues_of_desk, plan_bulk
from tests.support.applications import Citizen
from tests.support.cases import TownHall, somebody_at_the_desk

TAKE_ON = CaseAction.TAKE_ON.value


def test_only_what_needs_no_further_word_can_be_done_to_many() -> None:
    assert set(DEEDS) == {
        "take_over", "assign", "take_on", "mark_posted", "provide", "close", "note",
    }  # fmt: skip


async def test_the_preview_says_what_will_change_and_what_cannot_and_changes_nothing(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    first, second = [await town_hall.opened_case(citizen) for _ in range(2)]
    await town_hall.act(desk, second.reference, CaseAction.TAKE_ON)
    job = await plan_bulk(town_hall.services, desk, QueueWish(), TAKE_ON)
    seen = await _seen(database, desk, job)
    assert [(line.reference, line.outcome) for line in seen.lines] == [
        (second.reference, Outcome.CANNOT),
        (first.reference, Outcome.FITS),
    ]
    assert seen.lines[0].why == "Beim Stand „In Bearbeitung“ geht das nicht."
    await town_hall.follow_ups.run_waiting(town_hall.services)
    assert (await town_hall.seen_by(desk, first.reference)).status == "received"


async def test_each_case_has_its_own_history_entry_and_mail_however_often_it_is_begun(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    cases = [await town_hall.opened_case(citizen) for _ in range(3)]
    town_hall.follow_ups = _InNoHurry()
    job = await plan_bulk(town_hall.services, desk, [c.reference for c in cases], TAKE_ON)
    for _ in range(2):
        await confirm_bulk(town_hall.services, desk, job)
    await town_hall.follow_ups.run_waiting(town_hall.services)
    await run_bulk(town_hall.services, {"job_id": str(job), "part": "1"})
    assert (await _seen(database, desk, job)).number[Outcome.DONE] == 3
    assert await _events(database, TAKE_ON) == {case.id: 1 for case in cases}
    told = Counter(subject for subject in await town_hall.subjects())
    assert set(told.values()) == {1} and len(told) == 6


async def test_what_somebody_else_changed_after_the_preview_is_refused_and_said(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    first, second = [await town_hall.opened_case(citizen) for _ in range(2)]
    job = await plan_bulk(town_hall.services, desk, QueueWish(), TAKE_OVER)
    other = await somebody_at_the_desk(database, name="Ole Wessels")
    await town_hall.act(other, first.reference, CaseAction.TAKE_ON)
    await _run(town_hall, desk, job)
    seen = await _seen(database, desk, job)
    assert seen.finished_at
    assert (seen.lines[0].reference, seen.lines[0].outcome) == (first.reference, Outcome.REFUSED)
    assert "inzwischen geändert" in seen.lines[0].why
    assert (await town_hall.seen_by(desk, first.reference)).assignee_name == "Ole Wessels"
    assert (await town_hall.seen_by(desk, second.reference)).assignee_name == "Imke Brand"


async def test_a_worker_killed_in_the_middle_goes_on_where_it_stopped(
    database: Database,
    town_hall: TownHall,
    citizen: Citizen,
    desk: Scope,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cases = [await town_hall.opened_case(citizen) for _ in range(3)]
    job = await plan_bulk(town_hall.services, desk, QueueWish(), NOTE, note="Bitte Register prüfen")
    await confirm_bulk(town_hall.services, desk, job)
    write = bulk.write_note

    async def dies_at_the_second(session: object, scope: Scope, reference: str, body: str) -> None:
        await write(session, scope, reference, body)  # type: ignore[arg-type]
        if reference == cases[1].reference:
            raise ConnectionError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(bulk, "write_note", dies_at_the_second)
        with pytest.raises(ConnectionError):
            await run_bulk(town_hall.services, {"job_id": str(job), "part": "1"})
    assert (await _seen(database, desk, job)).number[Outcome.DONE] == 1
    await town_hall.follow_ups.run_waiting(town_hall.services)
    assert (await _seen(database, desk, job)).number[Outcome.DONE] == 3
    async with database.transaction(desk) as session:
        noted = Counter(await session.scalars(select(col(CaseNote.case_id))))
    assert noted == {case.id: 1 for case in cases}


async def test_the_lead_gives_many_to_a_colleague_who_must_still_have_the_desk(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    cases = [await town_hall.opened_case(citizen) for _ in range(2)]
    lead = await somebody_at_the_desk(database, role="team_lead", name="Tomke Lead")
    assert await colleagues_of_desk(town_hall.services, desk) == ()
    offered = await colleagues_of_desk(town_hall.services, lead)
    assert [one.name for one in offered] == ["Imke Brand", "Tomke Lead"]
    assert desk.actor_id
    job = await plan_bulk(town_hall.services, lead, QueueWish(), "assign", to=desk.actor_id)
    await _run(town_hall, lead, job)
    assert (await town_hall.seen_by(desk, cases[0].reference)).assignee_name == "Imke Brand"
    not_led = await plan_bulk(town_hall.services, desk, QueueWish(), "assign", to=lead.actor_id)
    seen = await _seen(database, desk, not_led)
    assert {line.why for line in seen.lines} == {"Das entscheidet die Teamleitung."}
    back = await plan_bulk(town_hall.services, lead, QueueWish(), "assign", to=lead.actor_id)
    async with database.transaction(system_scope()) as session:
        gone = update(StaffRole).where(col(StaffRole.account_id) == lead.actor_id)
        await session.execute(gone.values(municipality="leer"))
    await _begun_before(town_hall, database, back)
    assert (await _seen(database, desk, not_led)).begun_at is None
    assert (await town_hall.seen_by(desk, cases[0].reference)).assignee_name == "Imke Brand"


async def test_only_who_planned_a_job_sees_and_begins_it_and_odd_wishes_are_refused(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    case = await town_hall.opened_case(citizen)
    job = await plan_bulk(town_hall.services, desk, [case.reference], TAKE_ON)
    other = await somebody_at_the_desk(database, name="Ole Wessels")
    with pytest.raises(NotFound):
        await confirm_bulk(town_hall.services, other, job)
    for chosen, deed, note, field in (
        ([case.reference], "reject", "", "tat"),
        ([case.reference], NOTE, "  ", "vermerk"),
        ([case.reference], "assign", "", "kollegin"),
        (["XXX-1"], TAKE_ON, "", "vorgang"),
        (QueueWish(QueueFilter.DONE), TAKE_ON, "", "vorgang"),
    ):
        with pytest.raises(InvalidField) as refused:
            await plan_bulk(town_hall.services, desk, chosen, deed, note=note)
        assert refused.value.field == field


class _InNoHurry(FollowUpsAtOnce):
    """Runs what is delayed as well: the mails wait until the job is done."""

    async def enqueue(
        self,
        session: AsyncSession,
        name: str,
        key: str,
        arguments: Mapping[str, str],
        delay: timedelta | None = None,
    ) -> None:
        await super().enqueue(session, name, key, arguments)


async def _begun_before(town_hall: TownHall, database: Database, job: UUID) -> None:
    """The yes was said while the role was still there."""
    async with database.transaction(system_scope()) as session:
        assert await begin_job(session, job)
    await run_bulk(town_hall.services, {"job_id": str(job), "part": "1"})


async def _run(town_hall: TownHall, who: Scope, job: UUID) -> None:
    await confirm_bulk(town_hall.services, who, job)
    await town_hall.follow_ups.run_waiting(town_hall.services)


async def _seen(database: Database, who: Scope, job: UUID) -> BulkView:
    async with database.transaction(who) as session:
        return await bulk_view(session, who, job)


async def _events(database: Database, kind: str) -> dict[UUID, int]:
    async with database.transaction(system_scope()) as session:
        query = select(col(CaseEvent.case_id)).where(col(CaseEvent.kind) == kind)
        return Counter(await session.scalars(query))
