"""The form behind an invitation's link: whose browser it is decides, and a link works once."""

import pytest
from sqlalchemy import text

from portal.persistence.database import Database, Scope, system_scope
from portal.personnel import invite
from tests.support.accounts import HOST, PASSWORD, a_case_worker, a_citizen
from tests.support.cases import somebody_at_the_desk
from tests.support.site import Browser, Site

PATH = "/verwaltung/einladung/"
NEW = "neu@amt.example"


async def test_a_newcomer_gets_to_the_second_factor_and_no_further(
    portal: Site, database: Database
) -> None:
    code = await _invite(database, NEW)
    browser = portal.visit()
    await browser.get(f"{PATH}?code={code}")
    answer = await _accept(browser, code)
    assert answer.startswith("/verwaltung/sicherheitscode/")
    assert await _accept(portal.visit(), code) == f"{PATH}?bestaetigung={code}"
    assert await _count(database, "SELECT count(*) FROM account WHERE email = :who") == 1
    held = "SELECT count(*) FROM staff_role r JOIN account a ON a.id = account_id"
    assert await _count(database, f"{held} WHERE a.email = :who") == 0


async def test_what_was_wrong_leaves_the_link_good(portal: Site, database: Database) -> None:
    code = await _invite(database, NEW)
    browser = portal.visit()
    assert await _accept(browser, code, password="kurz") == f"{PATH}?bestaetigung={code}"
    assert (await _accept(browser, code)).startswith("/verwaltung/sicherheitscode/")


async def test_nobody_accepts_with_another_account_than_the_one_invited(
    portal: Site, database: Database
) -> None:
    invited = await a_case_worker(database, "leer")
    code = await _invite(database, invited.email)
    citizen = await a_citizen(database)
    stranger = await somebody_at_the_desk(database, "leer", name="Jemand anders")
    for who in (stranger.within(HOST), Scope("citizen", citizen.id, HOST)):
        browser = await portal.browser_of(who)
        assert await _accept(browser, code, als="konto") != PATH
        assert await _accept(browser, code) == f"{PATH}?bestaetigung={code}"
    waiting = "SELECT count(*) FROM role_grant WHERE :who <> ''"
    assert await _count(database, waiting) == 0
    browser = await portal.browser_of(Scope("staff", invited.id, HOST))
    assert await _accept(browser, code, als="konto") == PATH
    assert await _count(database, waiting) == 1


async def test_another_site_accepts_nothing(portal: Site, database: Database) -> None:
    code = await _invite(database, NEW)
    answer = await portal.visit().post(
        PATH, data=_fields(code), headers={"Origin": "http://boese.example"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("code", ["", "erfunden", "x" * 5000])
async def test_a_made_up_code_opens_nothing(portal: Site, code: str) -> None:
    assert (await _accept(portal.visit(), code)).startswith(PATH)


async def _invite(database: Database, email: str) -> str:
    admin = await somebody_at_the_desk(database, HOST, "municipality_admin")
    async with database.transaction(system_scope()) as session:
        return (await invite(session, admin, email, "case_worker", ["hund-anmelden"])).token


def _fields(code: str, **changes: str) -> dict[str, str]:
    return {"code": code, "display_name": "Neele Neu", "password": PASSWORD} | changes


async def _accept(browser: Browser, code: str, **changes: str) -> str:
    """Where the form's answer leads."""
    answer = await browser.post(PATH, data=_fields(code, **changes))
    assert answer.status_code == 303
    return answer.headers["location"]


async def _count(database: Database, query: str) -> int:
    async with database.transaction(system_scope()) as session:
        return int(await session.scalar(text(query), {"who": NEW}) or 0)
