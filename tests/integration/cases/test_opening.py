"""A settled application becomes one case with a reference of its own."""

import asyncio

from sqlalchemy import func, select
from sqlmodel import col

from portal.cases.references import next_reference
from portal.cases.tables import Case, CaseEvent
from portal.persistence.database import Database, system_scope
from portal.shared import clock
from portal.workflow.cases import open_case
from tests.support.applications import Citizen, a_citizen, a_paid_application
from tests.support.cases import TownHall


async def test_the_citizen_finds_the_new_case_with_its_reference(
    town_hall: TownHall, citizen: Citizen
) -> None:
    case = await town_hall.opened_case(citizen, copies=2)
    assert case.reference == f"PAP-{clock.today().year}-000001"
    assert case.title == "Geburtsurkunde, 2 Ausfertigungen"
    assert case.status_words == "Eingegangen"
    assert case.due_on > clock.today()
    assert [entry.words for entry in case.timeline if entry.state == "next"] == [
        "In Bearbeitung",
        "Auf dem Postweg",
    ]
    assert [file.name for file in case.files] == ["Ausweis.jpg"]
    assert await town_hall.subjects() == [f"Ihr Antrag {case.reference} ist eingegangen"]


async def test_a_follow_up_that_runs_again_opens_nothing_more(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    sent = await a_paid_application(database, citizen)
    arguments = {"application_id": str(sent.application_id), "municipality": "papenburg"}
    await asyncio.gather(*(open_case(town_hall.services, arguments) for _ in range(4)))
    await open_case(town_hall.services, arguments)
    await town_hall.follow_ups.run_waiting(town_hall.services)
    async with database.transaction(system_scope()) as session:
        assert await session.scalar(select(func.count()).select_from(Case)) == 1
        assert await session.scalar(select(func.count()).select_from(CaseEvent)) == 1
    assert len(await town_hall.mails()) == 1


async def test_cases_opened_at_the_same_moment_count_on_without_a_gap(
    database: Database, town_hall: TownHall
) -> None:
    citizen = await a_citizen(database)
    sent = [await a_paid_application(database, citizen) for _ in range(8)]
    await asyncio.gather(
        *(
            open_case(town_hall.services, {"application_id": str(one.application_id)})
            for one in sent
        )
    )
    async with database.transaction(system_scope()) as session:
        references = sorted(await session.scalars(select(col(Case.reference))))
    year = clock.today().year
    assert references == [f"PAP-{year}-{number:06d}" for number in range(1, 9)]


async def test_a_number_that_was_rolled_back_goes_to_the_next(database: Database) -> None:
    try:
        async with database.transaction(system_scope()) as session:
            await next_reference(session, "papenburg", "PAP")
            raise ConnectionError
    except ConnectionError:
        pass
    async with database.transaction(system_scope()) as session:
        assert (await next_reference(session, "papenburg", "PAP")).endswith("-000001")


async def test_every_municipality_and_every_year_counts_from_one(database: Database) -> None:
    async with database.transaction(system_scope()) as session:
        first = await next_reference(session, "papenburg", "PAP")
        elsewhere = await next_reference(session, "leer", "LEE")
        with clock.pretend(clock.now().replace(year=2031)):
            later = await next_reference(session, "papenburg", "PAP")
    assert first.endswith("-000001")
    assert elsewhere.startswith("LEE-")
    assert elsewhere.endswith("-000001")
    assert later == "PAP-2031-000001"
