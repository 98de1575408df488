"""Text blocks of the town hall's own: leads write them, for their services, and only there."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col

from portal.cases.own_blocks import (
    Blocks,
    BlockWish,
    add_block,
    change_block,
    remove_block,
    see_blocks,
)
from portal.errors import Conflict, InvalidField, NotAllowed, NotFound, SignInRequired
from portal.identity.tables import StaffRole
from portal.persistence.database import Database, Scope, system_scope
from portal.workflow.text_blocks import blocks_for_case
from tests.support.applications import Citizen
from tests.support.cases import TownHall, somebody_at_the_desk

GREETING = BlockWish("Gruß", ("message",), "", "{anrede}, Moin aus {kommune}!", "{anrede}, moin!")


@pytest.fixture
async def lead(database: Database) -> Scope:
    return await somebody_at_the_desk(database, role="team_lead", name="Tomke Lead")


async def test_what_the_lead_writes_is_offered_in_the_town_halls_cases(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, lead: Scope
) -> None:
    case = await town_hall.opened_case(citizen)
    await _added(database, lead, GREETING)
    await _added(database, lead, BlockWish("Nur Hunde", ("message",), "hund-anmelden", "Wuff"))
    names = [one.name for one in await blocks_for_case(town_hall.services, desk, case.reference)]
    assert names[0] == "Gruß" and "Nur Hunde" not in names
    [own] = [
        one
        for one in await blocks_for_case(town_hall.services, desk, case.reference)
        if one.name == "Gruß"
    ]
    assert own.text.startswith("Guten Tag ") and own.text.endswith(", Moin aus Stadt Papenburg!")


async def test_other_town_halls_neither_see_nor_change_them(
    database: Database, lead: Scope
) -> None:
    block = await _added(database, lead, GREETING)
    elsewhere = await somebody_at_the_desk(database, "leer", role="team_lead", name="Okke Lead")
    assert (await _seen(database, elsewhere)).blocks == ()
    async with database.transaction(system_scope()) as session:
        with pytest.raises(NotFound):
            await change_block(session, elsewhere, block, GREETING, revision=1)
        with pytest.raises(NotFound):
            await remove_block(session, elsewhere, block)


async def test_case_workers_read_and_leads_of_other_services_change_nothing(
    database: Database, desk: Scope, lead: Scope, citizen: Citizen
) -> None:
    block = await _added(database, lead, GREETING)
    dogs = await somebody_at_the_desk(database, role="team_lead", name="Hauke Dog")
    async with database.transaction(system_scope()) as session:
        theirs = update(StaffRole).where(col(StaffRole.account_id) == dogs.actor_id)
        await session.execute(theirs.values(services=["hund-anmelden"]))
    for reader in (desk, dogs):
        [seen] = (await _seen(database, reader)).blocks
        assert not seen.may_change and seen.wish == GREETING
        async with database.transaction(system_scope()) as session:
            with pytest.raises(NotAllowed):
                await change_block(session, reader, block, GREETING, revision=1)
            with pytest.raises(NotAllowed):
                await remove_block(session, reader, block)
    with pytest.raises(NotAllowed):
        await _added(database, desk, GREETING)
    with pytest.raises(InvalidField) as refused:
        await _added(database, dogs, GREETING)
    assert refused.value.field == "leistung"
    with pytest.raises(SignInRequired):
        await _seen(database, citizen.scope)


async def test_the_second_of_two_leads_is_told_and_each_change_is_kept(
    database: Database, lead: Scope
) -> None:
    block = await _added(database, lead, GREETING)
    other = await somebody_at_the_desk(database, role="team_lead", name="Ubbo Lead")
    async with database.transaction(system_scope()) as session:
        new = BlockWish("Gruß", ("message", "question"), "", "Moin!")
        await change_block(session, other, block, new, revision=1)
    async with database.transaction(system_scope()) as session:
        with pytest.raises(Conflict):
            await change_block(session, lead, block, GREETING, revision=1)
    [seen] = (await _seen(database, lead)).blocks
    assert (seen.wish, seen.revision) == (new, 2)
    told = [(one.what, one.by_name, one.text) for one in seen.history]
    assert told == [("changed", "Ubbo Lead", "Moin!"), ("added", "Tomke Lead", GREETING.text)]


async def test_removed_twice_is_removed_once_and_odd_ids_are_none(
    database: Database, lead: Scope
) -> None:
    block = await _added(database, lead, GREETING)
    async with database.transaction(system_scope()) as session:
        await remove_block(session, lead, block)
    for gone in (block, uuid4()):
        async with database.transaction(system_scope()) as session:
            with pytest.raises(NotFound):
                await remove_block(session, lead, gone)
            with pytest.raises(NotFound):
                await change_block(session, lead, gone, GREETING, revision=1)
    assert (await _seen(database, lead)).blocks == ()


@pytest.mark.parametrize("attack", ["{__class__}", "{{7*7}}", "{name!r}", "{iban}", "{"])
async def test_an_unknown_placeholder_is_refused_by_name(
    database: Database, lead: Scope, attack: str
) -> None:
    for wish, field in (
        (BlockWish("Gruß", ("message",), "", f"Ja {attack} "), "text"),
        (BlockWish("Gruß", ("message",), "", "Ja", f"Yes {attack}"), "english"),
    ):
        with pytest.raises(InvalidField) as refused:
            await _added(database, lead, wish)
        assert refused.value.field == field
        assert "gibt es nicht. Es gibt {anrede}" in refused.value.message


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (BlockWish("", ("message",), "", "Ja"), "name"),
        (BlockWish("x" * 81, ("message",), "", "Ja"), "name"),
        (BlockWish("Gruß", (), "", "Ja"), "verwendung"),
        (BlockWish("Gruß", ("message", "poster"), "", "Ja"), "verwendung"),
        (BlockWish("Gruß", ("message",), "mondreise", "Ja"), "leistung"),
        (BlockWish("Gruß", ("message",), "", " \x00 "), "text"),
        (BlockWish("Gruß", ("message",), "", "x" * 4001), "text"),
    ],
)
async def test_what_cannot_be_kept_is_said_at_its_field(
    database: Database, lead: Scope, wish: BlockWish, field: str
) -> None:
    with pytest.raises(InvalidField) as refused:
        await _added(database, lead, wish)
    assert refused.value.field == field


async def _added(database: Database, who: Scope, wish: BlockWish) -> UUID:
    async with database.transaction(system_scope()) as session:
        return await add_block(session, who, wish)


async def _seen(database: Database, who: Scope) -> Blocks:
    async with database.transaction(system_scope()) as session:
        return await see_blocks(session, who)
