"""Another address to sign in with: confirmed at the new one, undone from the old one."""

import httpx
import pytest
from sqlalchemy import select, text
from sqlmodel import col

from portal.identity import Account
from portal.identity.passkey_tables import Passkey
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from tests.support.accounts import PASSWORD, a_citizen
from tests.support.mails import link_in
from tests.support.site import Browser, Site

OLD, NEW = "anna@post.example", "anna.neu@post.example"
ASKED = "/konto/adresse/?gesendet=1"


async def test_the_address_changes_once_the_new_mailbox_confirms(
    portal: Site, database: Database
) -> None:
    browser = await _anna(portal, database)
    assert (await _ask(browser)).headers["location"] == ASKED
    assert await _address(database) == OLD
    confirmed = await browser.get(await link_in(database, to=NEW))
    assert confirmed.headers["location"] == "/konto/sicherheit/?geaendert=adresse"
    assert await _address(database) == NEW
    again = await browser.get(await link_in(database, to=NEW))
    assert again.headers["location"] == "/konto/sicherheit/"


async def test_a_scanner_of_mails_that_follows_links_confirms_nothing(
    portal: Site, database: Database
) -> None:
    await _ask(await _anna(portal, database))
    scanner = portal.visit()
    for mailbox in (NEW, OLD):
        assert (await scanner.get(await link_in(database, to=mailbox))).status_code == 303
    assert await _address(database) == OLD


async def test_somebody_else_cannot_take_the_link_for_their_own_account(
    portal: Site, database: Database
) -> None:
    await _ask(await _anna(portal, database))
    bert = await a_citizen(database, "bert@post.example")
    his = await portal.browser_of(Scope("citizen", bert.id, "papenburg"))
    assert (await his.get(await link_in(database, to=NEW))).headers[
        "location"
    ] == "/konto/sicherheit/"
    assert await _address(database) == OLD
    assert await _address(database, bert.id) == "bert@post.example"


@pytest.mark.parametrize("confirmed", [False, True])
async def test_the_old_mailbox_takes_the_account_back(
    portal: Site, database: Database, confirmed: bool
) -> None:
    thief = await _anna(portal, database)
    await _with_a_passkey(database)
    await _ask(thief)
    if confirmed:
        await thief.get(await link_in(database, to=NEW))
    anna = portal.visit()
    opened = await anna.get(await link_in(database, to=OLD))
    assert opened.headers["location"] == "/konto/adresse/zurueck/"
    back = await anna.post("/konto/adresse/zurueck/")
    assert back.headers["location"] == "/passwort/neu/"
    assert await _address(database) == OLD
    assert (
        (await thief.get(await link_in(database, to=NEW)))
        .headers["location"]
        .startswith("/anmelden/")
    )
    stolen = await portal.visit().post("/anmelden/", data={"email": OLD, "password": PASSWORD})
    assert stolen.headers["location"].startswith("/anmelden/")
    assert not await _other_ways_in(database)
    done = await anna.post("/passwort/neu/", data={"password": "drei Möwen am Kutter"})
    assert done.headers["location"].startswith("/konto/sicherheit/")
    assert await _address(database) == OLD


@pytest.mark.parametrize("confirmed", [False, True])
async def test_who_moved_on_to_a_third_mailbox_cannot_take_it_back_from_the_second(
    portal: Site, database: Database, confirmed: bool
) -> None:
    thief = await _anna(portal, database)
    await _ask(thief)
    await thief.get(await link_in(database, to=NEW))
    assert (await _ask(thief, "dritte@post.example")).headers["location"] == ASKED
    if confirmed:
        await thief.get(await link_in(database, to="dritte@post.example"))
    anna = portal.visit()
    await anna.get(await link_in(database, to=OLD, subject="soll geändert werden"))
    await anna.post("/konto/adresse/zurueck/")
    assert await _address(database) == OLD
    again = portal.visit()
    await again.get(await link_in(database, to=NEW, subject="soll geändert werden"))
    answer = await again.post("/konto/adresse/zurueck/")
    assert answer.headers.get("location") != "/passwort/neu/"
    assert await _address(database) == OLD


async def test_who_registers_the_old_address_meanwhile_does_not_stand_in_the_way(
    portal: Site, database: Database
) -> None:
    thief = await _anna(portal, database)
    await _ask(thief)
    await thief.get(await link_in(database, to=NEW))
    fields = {"email": OLD, "display_name": "Dieb", "password": "vier Diebe in der Nacht"}
    await thief.post("/registrieren/", data=fields)
    anna = portal.visit()
    await anna.get(await link_in(database, to=OLD, subject="soll geändert werden"))
    assert (await anna.post("/konto/adresse/zurueck/")).headers["location"] == "/passwort/neu/"
    assert await _address(database) == OLD


async def test_a_taken_address_is_answered_alike_and_only_its_owner_is_told(
    portal: Site, database: Database
) -> None:
    await a_citizen(database, "bert@post.example")
    browser = await _anna(portal, database)
    assert (await _ask(browser, "bert@post.example")).headers["location"] == ASKED
    async with database.transaction(system_scope()) as session:
        mails = dict(
            (await session.execute(text("SELECT to_address, subject FROM outgoing_mail"))).all()
        )
    assert mails == {
        "bert@post.example": "Ihre E-Mail-Adresse gehört zu Ihrem Konto",
        OLD: "Ihre E-Mail-Adresse soll geändert werden",
    }


@pytest.mark.parametrize("passed", ["72 hours", "97 hours"])
async def test_how_long_the_links_hold(portal: Site, database: Database, passed: str) -> None:
    browser = await _anna(portal, database)
    await _ask(browser)
    async with database.transaction(system_scope()) as session:
        await session.execute(
            text(
                "UPDATE email_change SET confirm_until = confirm_until - CAST(:passed AS interval),"
                " undo_until = undo_until - CAST(:passed AS interval)"
            ),
            {"passed": passed},
        )
    await browser.get(await link_in(database, to=NEW))
    assert await _address(database) == OLD
    opened = await portal.visit().get(await link_in(database, to=OLD))
    undone = opened.headers["location"] == "/konto/adresse/zurueck/"
    assert undone is (passed == "72 hours")


async def test_without_a_recent_sign_in_nothing_is_asked_for(
    portal: Site, database: Database
) -> None:
    browser = await _anna(portal, database)
    async with database.transaction(system_scope()) as session:
        await session.execute(text("UPDATE session SET authenticated_at = NULL"))
    answer = await _ask(browser)
    assert answer.headers["location"] == "/anmelden/bestaetigen/?weiter=/konto/adresse/"
    assert (await _ask(portal.visit())).headers["location"] == "/anmelden/?weiter=/konto/adresse/"


async def _anna(portal: Site, database: Database) -> Browser:
    anna = await a_citizen(database)
    return await portal.browser_of(Scope("citizen", anna.id, "papenburg"))


async def _ask(browser: Browser, email: str = NEW) -> httpx.Response:
    return await browser.post("/konto/adresse/", data={"email": email})


async def _address(database: Database, account_id: object = None) -> str:
    """The address of that account, of Anna's unless told."""
    async with database.transaction(system_scope()) as session:
        if account_id is None:
            account_id = await session.scalar(
                text("SELECT id FROM account ORDER BY created_at LIMIT 1")
            )
        return (await session.get_one(Account, account_id)).email


async def _with_a_passkey(database: Database) -> None:
    """The thief has one more way in."""
    async with database.transaction(system_scope()) as session:
        owner = (
            await session.execute(select(Account).where(col(Account.email) == OLD))
        ).scalar_one()
        session.add(
            Passkey(
                account_id=owner.id, credential_id=b"id", public_key=b"key",
                user_handle=b"handle", name="Handy", confirmed_at=clock.now(),
            )
        )  # fmt: skip


async def _other_ways_in(database: Database) -> bool:
    async with database.transaction(system_scope()) as session:
        return await session.scalar(select(Passkey.id)) is not None
