"""Text blocks at the desk: filled for this case, in the citizen's language, for who works on it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlmodel import col

from portal.cases.tables import Case
from portal.errors import NotFound, SignInRequired
from portal.identity.tables import Account
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.text_blocks import blocks_for_case
from tests.support.applications import Citizen
from tests.support.cases import TownHall, somebody_at_the_desk

FRIDAY = datetime(2026, 11, 20, 9, tzinfo=UTC)


async def test_a_block_names_the_citizen_the_case_and_the_day_to_answer_by(
    town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    with clock.pretend(FRIDAY):
        blocks = await blocks_for_case(town_hall.services, desk, reference)
    texts = {one.name: one.text for one in blocks}
    name = (await town_hall.at_the_desk_of(desk, reference)).applicant_name
    assert texts["Antrag wird geprüft"].startswith(f"Guten Tag {name},")
    assert reference in texts["Antrag wird geprüft"]
    assert "Stadt Papenburg" in texts["Antrag wird geprüft"]
    assert "bis zum 4. Dezember 2026" in texts["Nachweis fehlt"], "ten working days"
    assert not any("{" in text for text in texts.values())


async def test_a_citizen_who_uses_the_portal_in_english_is_written_to_in_english(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    async with database.transaction(system_scope()) as session:
        mine = update(Account).where(col(Account.id) == citizen.id)
        await session.execute(mine.values(language="en"))
    with clock.pretend(FRIDAY):
        blocks = await blocks_for_case(town_hall.services, desk, reference)
    [text] = [one.text for one in blocks if one.name == "Nachweis fehlt"]
    assert text.startswith("Dear ") and "4 December 2026" in text


async def test_a_name_full_of_code_stays_a_name(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    case = await town_hall.opened_case(citizen)
    attack = '{frist} {{7*7}} #image("x") <b>{__class__}</b>'
    async with database.transaction(system_scope()) as session:
        mine = update(Case).where(col(Case.id) == case.id)
        await session.execute(mine.values(applicant_name=attack))
    blocks = await blocks_for_case(town_hall.services, desk, case.reference)
    [text] = [one.text for one in blocks if one.name == "Antrag wird geprüft"]
    assert text.startswith(f"Guten Tag {attack},")


async def test_there_are_none_for_who_has_no_desk_for_the_case(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    elsewhere = await somebody_at_the_desk(database, "leer")
    with pytest.raises(NotFound):
        await blocks_for_case(town_hall.services, elsewhere, reference)
    with pytest.raises(SignInRequired):
        await blocks_for_case(town_hall.services, citizen.scope, reference)
    with pytest.raises(NotFound):
        await blocks_for_case(town_hall.services, desk, "' OR 1=1 --")
