"""A new password, by a link or by who is signed in: what the old one opened ends."""

import httpx
import pytest
from sqlalchemy import select, text

from portal.identity import account_by_email, sign_in
from portal.identity.tables import Session
from portal.persistence.database import Database, Scope, system_scope
from tests.support.accounts import PASSWORD, a_case_worker, a_citizen
from tests.support.mails import link_in, mails
from tests.support.site import Browser, Site

EMAIL = "anna@post.example"
NEW = "drei Möwen und ein Krabbenkutter"
OVER = "Dieser Link gilt nicht mehr"


async def test_who_forgot_the_password_sets_a_new_one_and_is_signed_in(
    portal: Site, database: Database
) -> None:
    anna = await a_citizen(database)
    elsewhere = await portal.browser_of(Scope("citizen", anna.id, "leer"))
    browser = portal.visit()
    assert (await _ask(browser)).headers["location"] == "/passwort/vergessen/?gesendet=1"
    await _open_link(database, browser)
    done = await browser.post("/passwort/neu/", data={"password": NEW})
    assert done.headers["location"] == "/konto/sicherheit/?geaendert=passwort"
    assert await _signs_in(database, NEW)
    assert not await _signs_in(database, PASSWORD)
    assert await _sessions(database) == 1
    assert (await elsewhere.post("/abmelden/")).status_code == 303
    assert await mails(database, subject="Ihr Passwort wurde geändert")


async def test_the_code_stands_in_no_address_once_the_link_is_open(
    portal: Site, database: Database
) -> None:
    await a_citizen(database)
    browser = portal.visit()
    await _ask(browser)
    opened = await _open_link(database, browser)
    assert opened.headers["location"] == "/passwort/neu/"
    cookies = opened.headers.get_list("set-cookie")
    flags = next(one.lower() for one in cookies if one.startswith("schalter-link")).split("; ")
    assert {"httponly", "samesite=strict", "path=/passwort/neu/"} <= set(flags)
    assert opened.headers["cache-control"] == "no-store"


async def test_a_link_is_good_once_and_the_newest_alone(portal: Site, database: Database) -> None:
    await a_citizen(database)
    browser = portal.visit()
    await _ask(browser)
    first = await link_in(database)
    await _ask(browser)
    second = await link_in(database)
    assert (await browser.get(first)).headers["location"] == "/passwort/vergessen/"
    await browser.get(second)
    await browser.post("/passwort/neu/", data={"password": NEW})
    assert (await browser.get(second)).headers["location"] == "/passwort/vergessen/"
    assert OVER in await _note(database)


async def test_after_an_hour_the_link_is_over(portal: Site, database: Database) -> None:
    await a_citizen(database)
    browser = portal.visit()
    await _ask(browser)
    link = await link_in(database)
    async with database.transaction(system_scope()) as session:
        await session.execute(
            text("UPDATE email_token SET expires_at = expires_at - interval '1 hour'")
        )
    assert (await browser.get(link)).headers["location"] == "/passwort/vergessen/"


async def test_a_weak_password_does_not_use_the_link_up(portal: Site, database: Database) -> None:
    await a_citizen(database)
    browser = portal.visit()
    await _ask(browser)
    await _open_link(database, browser)
    weak = await browser.post("/passwort/neu/", data={"password": "passwort1234"})
    assert weak.headers["location"] == "/passwort/neu/"
    assert "leicht zu erraten" in await _note(database)
    await browser.post("/passwort/neu/", data={"password": NEW})
    assert await _signs_in(database, NEW)


@pytest.mark.parametrize("email", ["niemand@post.example", "keine Adresse", "ANNA@post.example"])
async def test_whoever_asks_learns_nothing_about_the_address(
    portal: Site, database: Database, email: str
) -> None:
    await a_citizen(database)
    answer = await _ask(portal.visit(), email)
    assert answer.headers["location"] == "/passwort/vergessen/?gesendet=1"
    assert (await _count(database, "outgoing_mail") == 1) is (email.lower() == EMAIL)


@pytest.mark.parametrize("email", [EMAIL, "niemand@post.example"])
async def test_nobody_has_a_mailbox_flooded(portal: Site, database: Database, email: str) -> None:
    await a_citizen(database)
    browser = portal.visit()
    for _ in range(3):
        await _ask(browser, email)
    refused = await _ask(browser, email)
    assert refused.headers["location"] == "/passwort/vergessen/"
    assert "schon mehrmals um eine E-Mail gebeten" in await _note(database)


async def test_the_mailbox_of_staff_is_no_second_factor(portal: Site, database: Database) -> None:
    worker = await a_case_worker(database)
    browser = portal.visit()
    await _ask(browser, worker.email)
    await _open_link(database, browser)
    done = await browser.post("/passwort/neu/", data={"password": NEW})
    assert done.headers["location"].startswith("/verwaltung/anmelden/")
    assert await _sessions(database) == 0


async def test_changing_the_password_ends_every_other_session(
    portal: Site, database: Database
) -> None:
    anna = await a_citizen(database)
    scope = Scope("citizen", anna.id, "papenburg")
    here, _ = await portal.browser_of(scope), await portal.browser_of(scope)
    before = here.client.cookies["schalter-3000"]
    done = await here.post("/konto/passwort/", data={"password": NEW})
    assert done.headers["location"] == "/konto/sicherheit/?geaendert=passwort"
    assert here.client.cookies["schalter-3000"] != before
    assert await _sessions(database) == 1
    assert await _signs_in(database, NEW)


async def test_who_sits_down_at_an_open_session_cannot_change_the_password(
    portal: Site, database: Database
) -> None:
    anna = await a_citizen(database)
    browser = await portal.browser_of(Scope("citizen", anna.id, "papenburg"))
    async with database.transaction(system_scope()) as session:
        await session.execute(
            text("UPDATE session SET authenticated_at = now() - interval '11 minutes'")
        )
    refused = await browser.post("/konto/passwort/", data={"password": NEW})
    assert refused.headers["location"] == "/anmelden/bestaetigen/?weiter=/konto/passwort/"
    assert await _signs_in(database, PASSWORD)
    confirmed = await browser.post(
        "/anmelden/bestaetigen/", data={"password": PASSWORD, "weiter": "/konto/passwort/"}
    )
    assert confirmed.headers["location"] == "/konto/passwort/"
    await browser.post("/konto/passwort/", data={"password": NEW})
    assert await _signs_in(database, NEW)


async def _ask(browser: Browser, email: str = EMAIL) -> httpx.Response:
    return await browser.post("/passwort/vergessen/", data={"email": email})


async def _open_link(database: Database, browser: Browser) -> httpx.Response:
    return await browser.get(await link_in(database))


async def _note(database: Database) -> str:
    """What the next page tells."""
    async with database.transaction(system_scope()) as session:
        return str([row.flash for row in await session.scalars(select(Session))])


async def _count(database: Database, table: str) -> int:
    async with database.transaction(system_scope()) as session:
        return await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0


async def _sessions(database: Database) -> int:
    """How many are open for an account."""
    async with database.transaction(system_scope()) as session:
        query = text(
            "SELECT count(*) FROM session WHERE account_id IS NOT NULL AND revoked_at IS NULL"
        )
        return await session.scalar(query) or 0


async def _signs_in(database: Database, password: str) -> bool:
    async with database.transaction(system_scope()) as session:
        account = await account_by_email(session, EMAIL)
        found = await sign_in(
            session, kind="citizen", email=EMAIL, password=password, network="192.0.2.9"
        )
    return account is not None and getattr(found, "id", None) == account.id
