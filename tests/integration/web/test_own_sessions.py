"""Where one is signed in: seen, ended, and what happens to who comes back too late."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from portal.errors import SignInRequired
from portal.identity import SessionInfo, start_session
from portal.persistence.database import Database, Scope, system_scope
from portal.web.services import services
from portal.workflow.own_sessions import end_other_sessions, end_session, list_sessions
from tests.support.accounts import HOST, PASSWORD, a_citizen, a_visitor, session_of
from tests.support.site import Browser, Site

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


async def test_the_list_names_device_and_way_and_never_the_browsers_own_words(
    portal: Site, database: Database
) -> None:
    await a_citizen(database)
    browser = portal.visit()
    fields = {"email": "anna@post.example", "password": PASSWORD}
    await browser.post("/anmelden/", data=fields, headers={"User-Agent": FIREFOX})
    me = await session_of(database, browser.client.cookies["schalter-3000"])
    (one,) = await list_sessions(services(), me)
    assert (one.device, one.municipality, one.method) == (
        "Firefox auf Windows", "papenburg", "password",
    )  # fmt: skip
    async with database.transaction(system_scope()) as session:
        rows = await session.scalars(text("SELECT s::text FROM session s"))
        assert not any("Mozilla" in row for row in rows)


async def test_ending_one_leaves_the_others(portal: Site, database: Database) -> None:
    anna = await a_citizen(database)
    here, phone, library = [await _signed_in(database, anna.id) for _ in range(3)]
    assert await end_session(services(), here[1], phone[1].id)
    assert await session_of(database, phone[0]) is None
    assert len(await list_sessions(services(), here[1])) == 2
    assert not await end_session(services(), here[1], phone[1].id)
    await end_other_sessions(services(), here[1])
    assert await session_of(database, library[0]) is None
    assert [one.id for one in await list_sessions(services(), here[1])] == [here[1].id]


async def test_nobody_ends_the_session_of_somebody_else(portal: Site, database: Database) -> None:
    anna, bert = await a_citizen(database), await a_citizen(database, "bert@post.example")
    mine, theirs = await _signed_in(database, anna.id), await _signed_in(database, bert.id)
    assert not await end_session(services(), mine[1], theirs[1].id)
    assert not await end_session(services(), mine[1], uuid4())
    await end_other_sessions(services(), mine[1])
    assert await session_of(database, theirs[0]) is not None
    with pytest.raises(SignInRequired):
        await list_sessions(services(), await a_visitor(database))


@pytest.mark.parametrize(
    "late",
    [
        "last_seen_at = last_seen_at - interval '61 minutes'",
        "expires_at = now() - interval '1 minute'",
        "revoked_at = now()",
    ],
)
async def test_who_comes_back_too_late_to_a_draft_signs_in_and_goes_on_there(
    portal: Site, database: Database, late: str
) -> None:
    anna = await a_citizen(database)
    browser = await portal.browser_of(Scope("citizen", anna.id, HOST))
    async with database.transaction(system_scope()) as session:
        await session.execute(text(f"UPDATE session SET {late}"))
    answer = await browser.get("/antrag/geburtsurkunde/?schritt=wer")
    assert answer.headers["location"] == (
        "/anmelden/?weiter=/antrag/geburtsurkunde/%3Fschritt%3Dwer&abgelaufen=1"
    )
    await browser.get("/anmelden/")
    assert await _leads_nowhere(browser)


async def test_a_visitor_whose_cookie_is_old_simply_begins_anew(portal: Site) -> None:
    browser = portal.visit()
    browser.client.cookies.set("schalter-3000", "erfunden", domain="papenburg.localhost")
    assert await _leads_nowhere(browser)


async def _leads_nowhere(browser: Browser) -> bool:
    return "location" not in (await browser.get("/antrag/geburtsurkunde/")).headers


async def _signed_in(database: Database, account_id: object) -> tuple[str, SessionInfo]:
    async with database.transaction(system_scope()) as session:
        begun = await start_session(session, HOST, account_id)  # type: ignore[arg-type]
    info = await session_of(database, begun.token)
    assert info is not None
    return begun.token, info
