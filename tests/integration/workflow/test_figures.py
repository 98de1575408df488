"""A team lead opens the figures; nobody else does, and the files say what the page says."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from portal.audit.tables import AuditEntry
from portal.cases.figures.tables import Feedback, FormReach
from portal.cases.status import CaseAction
from portal.catalogue import service_by_slug
from portal.errors import InvalidInput, NotAllowed, NotFound, SignInRequired
from portal.identity.tables import StaffRole
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.figure_sheets import STARS, STEPS, TIMES, VOLUMES, WORDS, Sheet
from portal.workflow.figures import Choice, Figures, export_figures, months_back, see_figures
from portal.workflow.ratings import may_rate, rate
from tests.support.applications import PAPENBURG, Citizen, a_citizen
from tests.support.cases import TownHall, somebody_at_the_desk

BIRTH = "geburtsurkunde"
EVIL = '=HYPERLINK("http://evil.example")'


@pytest.fixture
async def lead(database: Database) -> Scope:
    return await somebody_at_the_desk(database, role="team_lead", name="Antje Leiter")


async def test_the_lead_sees_volumes_times_steps_stars_and_words(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, lead: Scope
) -> None:
    with clock.pretend(clock.now() - timedelta(days=2)):
        reference = (await town_hall.opened_case(citizen)).reference
        await town_hall.act(desk, reference, CaseAction.TAKE_ON)
    await town_hall.act(desk, reference, CaseAction.MARK_POSTED)
    await _filled_in(database, BIRTH, {1: 9, 2: 6, 0: 4})
    await _rated(database, PAPENBURG, [5, 5, 4, 4, 1])

    seen = await see_figures(town_hall.services, lead, Choice())
    volumes = _sheet(seen, VOLUMES)
    assert [sum(int(row[place]) for row in volumes.rows) for place in (1, 2)] == [1, 1]
    assert _sheet(seen, TIMES).rows == (("Geburtsurkunde", "1", "2,0", "2,0"),)
    assert _sheet(seen, STEPS).rows == (("Geburtsurkunde", "9", "4", "56 %"),)
    assert _sheet(seen, STARS).rows[0] == ("5 Sterne", "2", "40 %")
    assert "3,8 von 5 Sternen" in _sheet(seen, STARS).note
    assert [row[3] for row in _sheet(seen, WORDS).rows] == ["Gut."] * 5
    for key in (VOLUMES, TIMES, STEPS, STARS):
        assert _sheet(seen, key).plot.startswith('<svg class="plot" role="img"')

    for months in ("6", "12"):
        longer = await see_figures(town_hall.services, lead, Choice(months, BIRTH))
        assert len(_sheet(longer, VOLUMES).rows) == int(months)
        assert _sheet(longer, VOLUMES).rows[-1][0].endswith(str(clock.today().year))


async def test_the_steps_of_one_form_tell_where_people_stop(
    database: Database, town_hall: TownHall, lead: Scope
) -> None:
    form = service_by_slug(BIRTH).form
    assert form is not None
    review = len(form.steps) + 1
    await _filled_in(database, BIRTH, {1: 10, 2: 7} | dict.fromkeys(range(3, review + 1), 5))
    await _filled_in(database, BIRTH, {0: 4})
    sheet = _sheet(await see_figures(town_hall.services, lead, Choice("3", BIRTH)), STEPS)
    assert sheet.rows[0] == (f"1. {form.steps[0].title}", "10", "3 (30 %)")
    assert sheet.rows[1][1:] == ("7", "2 (29 %)")
    assert sheet.rows[-2] == (f"{review}. Angaben prüfen", "5", "1 (20 %)")
    assert sheet.rows[-1] == ("Abgesendet", "4", "0 (0 %)")


async def test_a_town_where_nothing_happened_is_told_so_and_few_are_not_told(
    database: Database, town_hall: TownHall, lead: Scope
) -> None:
    await _filled_in(database, BIRTH, {1: 4})
    await _rated(database, PAPENBURG, [1, 1, 1, 1])
    seen = await see_figures(town_hall.services, lead, Choice())
    assert [sheet.rows for sheet in seen.sheets] == [()] * 5
    assert all(sheet.empty and not sheet.plot for sheet in seen.sheets)
    assert "Gut." not in repr(seen)


async def test_only_who_leads_a_team_there_sees_them(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, lead: Scope
) -> None:
    services = town_hall.services
    await _rated(database, PAPENBURG, [5] * 6)
    elsewhere = await somebody_at_the_desk(database, "leer", "team_lead")
    admin = await somebody_at_the_desk(database, role="municipality_admin")
    for stranger in (desk, admin, lead.within("leer"), elsewhere.within(PAPENBURG)):
        with pytest.raises(NotAllowed):
            await see_figures(services, stranger, Choice())
        with pytest.raises(NotAllowed):
            await export_figures(services, stranger, Choice(), STARS)
    for nobody in (citizen.scope, Scope("visitor", None, PAPENBURG), Scope("staff", None, "leer")):
        with pytest.raises(SignInRequired):
            await see_figures(services, nobody, Choice())
    theirs = await see_figures(services, elsewhere, Choice())
    assert _sheet(theirs, STARS).rows == ()


async def test_who_leads_some_services_sees_those(
    database: Database, town_hall: TownHall, lead: Scope
) -> None:
    async with database.transaction(system_scope()) as session:
        mine = col(StaffRole.account_id) == lead.actor_id
        await session.execute(update(StaffRole).where(mine).values(services=["hund-anmelden"]))
    await _rated(database, PAPENBURG, [5] * 6)
    await _filled_in(database, BIRTH, {1: 9})
    await _filled_in(database, "hund-anmelden", {1: 8, 0: 8})
    seen = await see_figures(town_hall.services, lead, Choice())
    assert [slug for slug, _name in seen.services] == ["hund-anmelden"]
    assert _sheet(seen, STARS).rows == ()
    assert [row[1] for row in _sheet(seen, STEPS).rows] == ["8"]
    for service in (BIRTH, "gibt-es-nicht", "'"):
        with pytest.raises(NotAllowed):
            await see_figures(town_hall.services, lead, Choice("3", service))


async def test_the_file_has_the_lines_of_the_page_and_no_formula(
    database: Database, town_hall: TownHall, lead: Scope
) -> None:
    await _rated(database, PAPENBURG, [5] * 5, EVIL)
    seen = await see_figures(town_hall.services, lead, Choice())
    for sheet in seen.sheets:
        file = await export_figures(town_hall.services, lead, Choice(), sheet.key)
        assert file.name.startswith(f"{sheet.key}_papenburg_")
        lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
        assert lines[0] == list(sheet.headings)
        harmless = [[f"'{cell}" if cell == EVIL else cell for cell in row] for row in sheet.rows]
        assert lines[1:] == harmless
    async with database.transaction(system_scope()) as session:
        noted = await session.scalars(
            select(col(AuditEntry.subject)).where(col(AuditEntry.action) == "figures_exported")
        )
        assert sorted(noted) == sorted(f"figures:{sheet.key}" for sheet in seen.sheets)
    with pytest.raises(NotFound):
        await export_figures(town_hall.services, lead, Choice(), "alles")
    for months in ("", "0", "4", "999999", "x"):
        with pytest.raises(InvalidInput):
            await see_figures(town_hall.services, lead, Choice(months))


async def test_a_citizen_rates_the_own_case_once(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    services = town_hall.services
    reference = (await town_hall.opened_case(citizen)).reference
    for action in (CaseAction.TAKE_ON, CaseAction.MARK_POSTED):
        await town_hall.act(desk, reference, action)
    stranger = await a_citizen(database, "berta@post.example")
    assert await may_rate(services, citizen.scope, reference)
    for somebody in (stranger.scope, desk, Scope("visitor", None, PAPENBURG)):
        assert not await may_rate(services, somebody, reference)
        with pytest.raises((NotFound, SignInRequired)):
            await rate(services, somebody, reference, "5", "")
    await rate(services, citizen.scope, reference, "5", "")
    assert not await may_rate(services, citizen.scope, reference)
    assert not await may_rate(services, citizen.scope, "PAP-2026-999999")


def test_months_are_counted_back_over_the_year() -> None:
    day = clock.today().replace(year=2026, month=2, day=28)
    assert months_back(day, 2).isoformat() == "2025-12-01"
    assert months_back(day, 0).isoformat() == "2026-02-01"


def _sheet(seen: Figures, key: str) -> Sheet:
    return next(one for one in seen.sheets if one.key == key)


async def _rated(database: Database, town: str, stars: list[int], words: str = "Gut.") -> None:
    month = clock.today().replace(day=1)
    async with database.transaction(system_scope()) as session:
        session.add_all(
            Feedback(municipality=town, service=BIRTH, month=month, stars=one, words=words)
            for one in stars
        )


async def _filled_in(database: Database, service: str, numbers: dict[int, int]) -> None:
    version = service_by_slug(service).version
    async with database.transaction(system_scope()) as session:
        session.add_all(
            FormReach(
                municipality=PAPENBURG, service=service, version=version, day=clock.today(),
                place=place, number=number,
            )
            for place, number in numbers.items()
        )  # fmt: skip
