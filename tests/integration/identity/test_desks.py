"""Who sees which case: role by municipality by service, in queries and again in the rows.

The rows are asked for as the portal's role asks, with the scope set and without any WHERE.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from portal.applications import mark_submitted, put_into_basket
from portal.cases.queries import case_for_staff, cases_of_citizen
from portal.cases.queue import work_queue
from portal.cases.status import CaseAction
from portal.cases.tables import Case
from portal.errors import NotAllowed, NotFound, PortalError
from portal.identity.roles import EVERYWHERE, Role, grant_role
from portal.identity.tables import Delegation
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.cases import open_case
from tests.support.applications import a_citizen, a_free_application
from tests.support.cases import TownHall, somebody_at_the_desk

BIRTH, HOME = "geburtsurkunde", "meldebescheinigung"
PAPENBURG, LEER, EMSLAND = "papenburg", "leer", "emsland"
EVERYTHING = frozenset({f"{PAPENBURG}/{BIRTH}", f"{PAPENBURG}/{HOME}", f"{LEER}/{BIRTH}"})
CASE_FILE = ("case", "case_event", "application", "submission", "stored_file")

# role, where it is held, for which services, whose portal is used: what is on the desk.
MATRIX: tuple[tuple[Role, str, Collection[str], str, Collection[str]], ...] = (
    ("case_worker", PAPENBURG, (), PAPENBURG, {f"{PAPENBURG}/{BIRTH}", f"{PAPENBURG}/{HOME}"}),
    ("case_worker", PAPENBURG, (HOME,), PAPENBURG, {f"{PAPENBURG}/{HOME}"}),
    ("case_worker", PAPENBURG, (BIRTH, HOME), PAPENBURG, EVERYTHING - {f"{LEER}/{BIRTH}"}),
    ("case_worker", PAPENBURG, ("osterfeuer",), PAPENBURG, ()),
    ("team_lead", PAPENBURG, (), PAPENBURG, {f"{PAPENBURG}/{BIRTH}", f"{PAPENBURG}/{HOME}"}),
    ("team_lead", PAPENBURG, (BIRTH,), PAPENBURG, {f"{PAPENBURG}/{BIRTH}"}),
    ("case_worker", LEER, (), LEER, {f"{LEER}/{BIRTH}"}),
    ("case_worker", LEER, (HOME,), LEER, ()),
    ("case_worker", PAPENBURG, (), LEER, ()),
    ("case_worker", LEER, (), PAPENBURG, ()),
    ("case_worker", LEER, (), EVERYWHERE, ()),
    ("counter_clerk", PAPENBURG, (), PAPENBURG, ()),
    ("municipality_admin", PAPENBURG, (), PAPENBURG, ()),
    ("installation_admin", EVERYWHERE, (), PAPENBURG, ()),
    ("installation_admin", EVERYWHERE, (), EVERYWHERE, ()),
)


@pytest.fixture
async def cases(database: Database) -> dict[str, str]:
    """Three cases, by "municipality/service": their references."""
    town_hall, citizen = TownHall(database), await a_citizen(database)
    of_leer = await a_citizen(database, host=LEER)
    return {
        f"{PAPENBURG}/{BIRTH}": (await town_hall.opened_case(citizen)).reference,
        f"{PAPENBURG}/{HOME}": await _case_about_a_home(database, town_hall),
        f"{LEER}/{BIRTH}": (await town_hall.opened_case(of_leer, municipality=LEER)).reference,
    }


async def test_each_desk_by_the_table(database: Database, cases: dict[str, str]) -> None:
    for role, where, services, at, expected in MATRIX:
        desk = (await _desk(database, role, where, services)).within(at)
        told = f"{role} of {where} for {list(services)} at {at}"
        assert await _rows_of(database, desk) == set(expected), told
        assert await _queue_of(database, desk, cases) == set(expected), told
        assert await _opened_by(database, desk, cases) == set(expected), told


async def test_nobody_moves_what_is_not_on_their_desk(
    database: Database, cases: dict[str, str]
) -> None:
    homes = await _desk(database, "case_worker", PAPENBURG, (HOME,))
    town_hall = TownHall(database)
    await town_hall.act(homes, cases[f"{PAPENBURG}/{HOME}"], CaseAction.TAKE_ON)
    with pytest.raises(NotFound):
        await town_hall.act(homes, cases[f"{PAPENBURG}/{BIRTH}"], CaseAction.TAKE_ON, revision=0)
    async with database.transaction(homes) as session:
        changed = await session.scalars(text('UPDATE "case" SET title = title RETURNING service'))
        assert set(changed) == {HOME}


async def test_what_was_done_to_a_case_is_read_only_by_its_desk(
    database: Database, cases: dict[str, str]
) -> None:
    everything = await _desk(database, "case_worker", PAPENBURG)
    await _opened_by(database, everything, cases)
    homes = await _desk(database, "case_worker", PAPENBURG, (HOME,))
    admin = await _desk(database, "municipality_admin", PAPENBURG)
    seen = text("SELECT subject FROM audit_entry")
    async with database.transaction(homes) as session:
        subjects = set(await session.scalars(seen))
        about = select(Case).where(col(Case.service) == HOME)
        case = (await session.scalars(about)).one()
    assert subjects == {f"case:{case.id}"}
    async with database.transaction(admin) as session:
        assert set(await session.scalars(seen)) == set()


async def test_a_role_that_is_taken_away_opens_nothing_in_the_next_transaction(
    database: Database, cases: dict[str, str]
) -> None:
    desk = await _desk(database, "case_worker", PAPENBURG)
    assert await _rows_of(database, desk)
    async with database.transaction(system_scope()) as session:
        await session.execute(text("DELETE FROM staff_role"))
    assert await _rows_of(database, desk) == set()
    assert await _queue_of(database, desk, cases) == set()


class TestDelegation:
    """Papenburg has the county work on its birth certificates."""

    async def test_the_delegates_desk_has_it_while_it_lasts_and_knows_whose_it_is(
        self, database: Database, cases: dict[str, str]
    ) -> None:
        county = await _desk(database, "case_worker", EMSLAND)
        assert await _rows_of(database, county) == set()
        delegation = await _delegate(database)
        assert await _everything(database, county, cases) == {f"{PAPENBURG}/{BIRTH}"}
        async with database.transaction(county) as session:
            queue = await work_queue(session, county)
            assert [row.delegated_by for row in queue.rows] == ["Stadt Papenburg"]
            assert queue.towns == (EMSLAND, PAPENBURG)
        await TownHall(database).act(county, cases[f"{PAPENBURG}/{BIRTH}"], CaseAction.TAKE_ON)
        async with database.transaction(system_scope(PAPENBURG)) as session:
            actors = text("SELECT actor_id FROM audit_entry WHERE action LIKE 'case.moved%'")
            assert set(await session.scalars(actors)) == {county.actor_id}
        await _change(database, delegation, ended_at=clock.now())
        assert await _everything(database, county, cases) == set()

    @pytest.mark.parametrize(
        "changes",
        [
            {"confirmed_at": None},
            {"since": clock.today() + timedelta(days=1)},
            {"until": clock.today() - timedelta(days=1)},
            {"service": "osterfeuer"},
            {"delegate": "leer"},
        ],
    )
    async def test_not_before_not_after_not_unconfirmed_nothing_else(
        self, database: Database, cases: dict[str, str], changes: dict[str, object]
    ) -> None:
        await _change(database, await _delegate(database), **changes)
        county = await _desk(database, "case_worker", EMSLAND)
        assert await _everything(database, county, cases) == set()

    @pytest.mark.parametrize(
        ("role", "services", "sees"),
        [
            ("case_worker", (BIRTH,), True),
            ("team_lead", (), True),
            ("case_worker", (HOME,), False),
            ("counter_clerk", (), False),
            ("municipality_admin", (), False),
        ],
    )
    async def test_by_the_right_role_only(
        self,
        database: Database,
        cases: dict[str, str],
        role: Role,
        services: tuple[str, ...],
        sees: bool,
    ) -> None:
        await _delegate(database)
        county = await _desk(database, role, EMSLAND, services)
        expected = {f"{PAPENBURG}/{BIRTH}"} if sees else set()
        assert await _everything(database, county, cases) == expected
        elsewhere = county.within(PAPENBURG)
        assert await _everything(database, elsewhere, cases) == set()


async def _everything(database: Database, desk: Scope, cases: dict[str, str]) -> set[str]:
    """What the rows, the queue and the case pages agree on."""
    rows = await _rows_of(database, desk)
    assert rows == await _queue_of(database, desk, cases) == await _opened_by(database, desk, cases)
    return rows


async def _rows_of(database: Database, desk: Scope) -> set[str]:
    """ "municipality/service" of the rows that row-level security alone lets through."""
    seen: dict[str, set[UUID]] = {}
    async with database.transaction(desk) as session:
        places = await session.execute(text('SELECT id, municipality, service FROM "case"'))
        found = {row.id: f"{row.municipality}/{row.service}" for row in places}
        for table in CASE_FILE:
            key = {"case": "id", "case_event": "case_id"}.get(table, "application_id")
            key = "id" if table == "application" else key
            seen[table] = set(await session.scalars(text(f'SELECT {key} FROM "{table}"')))
        applications = set(await session.scalars(text('SELECT application_id FROM "case"')))
    assert seen["case"] == seen["case_event"] == set(found)
    assert seen["application"] == seen["submission"] == applications
    assert seen["stored_file"] <= applications
    return set(found.values())


async def _queue_of(database: Database, desk: Scope, cases: dict[str, str]) -> set[str]:
    places = {reference: place for place, reference in cases.items()}
    async with database.transaction(desk) as session:
        try:
            queue = await work_queue(session, desk)
        except NotAllowed:
            return set()
    assert queue.found == len(queue.rows) == queue.counts[0].count
    return {places[row.reference] for row in queue.rows}


async def _opened_by(database: Database, desk: Scope, cases: dict[str, str]) -> set[str]:
    opened = set()
    for place, reference in cases.items():
        async with database.transaction(desk) as session:
            try:
                await case_for_staff(session, desk, reference)
            except PortalError:
                continue
        opened.add(place)
    return opened


async def _desk(
    database: Database, role: Role, where: str, services: Collection[str] = ()
) -> Scope:
    scope = await somebody_at_the_desk(database, where, role)
    assert scope.actor_id is not None
    async with database.transaction(system_scope()) as session:
        await grant_role(session, scope.actor_id, where, role, services)
    return scope


async def _case_about_a_home(database: Database, town_hall: TownHall) -> str:
    citizen = await a_citizen(database, "substantial")
    draft = await a_free_application(database, citizen)
    async with database.transaction(citizen.scope) as session:
        sent = await put_into_basket(session, citizen.id, draft.id)
    async with database.transaction(system_scope()) as session:
        await mark_submitted(session, sent.application_id, sent.id)
    await open_case(town_hall.services, {"application_id": str(sent.application_id)})
    async with database.transaction(citizen.scope) as session:
        return (await cases_of_citizen(session, citizen.id))[0].reference


async def _delegate(database: Database) -> Delegation:
    delegation = Delegation(
        municipality=PAPENBURG,
        delegate=EMSLAND,
        service=BIRTH,
        since=clock.today(),
        until=clock.today() + timedelta(days=30),
        reason="Zweckvereinbarung",
        expires_at=clock.now(),
        confirmed_at=clock.now(),
    )
    async with database.transaction(system_scope()) as session:
        session.add(delegation)
    return delegation


async def _change(database: Database, delegation: Delegation, **changes: object) -> None:
    async with database.transaction(system_scope()) as session:
        row = await session.get_one(Delegation, delegation.id)
        for name, value in changes.items():
            setattr(row, name, value)
