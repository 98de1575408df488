"""A citizen adds evidence to a form, and fetches it again; nobody else does."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import quote
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.applications import mark_submitted, put_into_basket
from portal.applications.tables import Application
from portal.audit.tables import AuditEntry
from portal.persistence.database import Database, Scope, system_scope
from portal.settings import load_settings
from portal.web.services import services
from tests.support.applications import (
    CERTIFICATE_FOR_MYSELF,
    PAPENBURG,
    Citizen,
    a_citizen,
    a_draft,
    a_visitor,
)
from tests.support.cases import TownHall, somebody_at_the_desk
from tests.support.clamd import a_clamd_that, saying
from tests.support.site import Browser, Site
from tests.support.uploads import JPEG, PDF

MEGABYTE = 1_000_000


@pytest.fixture
async def zoe(database: Database) -> Citizen:
    return await a_citizen(database)


@pytest.fixture
async def draft(database: Database, zoe: Citizen) -> Application:
    return await a_draft(database, zoe.scope, CERTIFICATE_FOR_MYSELF)


@pytest.fixture
async def browser(portal: Site, zoe: Citizen) -> Browser:
    return await portal.browser_of(zoe.scope)


async def test_a_file_is_added_to_the_form_and_downloaded_again(
    portal: Site, browser: Browser, draft: Application
) -> None:
    added = await browser.upload(draft, JPEG, name="Mein Ausweis, größer.jpg")
    assert added.status_code == 200
    assert added.json()["name"] == "Mein Ausweis, größer.jpg"
    assert added.json()["size"] == len(JPEG)
    assert await portal.answer(draft.id, "identity_proof") == [added.json()["id"]]

    fetched = await browser.get(f"/dateien/{added.json()['id']}")
    assert fetched.content == JPEG
    assert fetched.headers["content-type"] == "image/jpeg"
    assert fetched.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''Mein%20Ausweis%2C%20gr%C3%B6%C3%9Fer.jpg"
    )
    assert fetched.headers["content-security-policy"].startswith("sandbox")
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert fetched.headers["cache-control"] == "private, no-store"


async def test_a_visitor_without_an_account_adds_evidence_too(
    portal: Site, database: Database
) -> None:
    visitor = a_visitor()
    theirs = await a_draft(database, visitor, CERTIFICATE_FOR_MYSELF)
    browser = await portal.browser_of(visitor)
    added = await browser.upload(theirs, PDF, name="Ausweis.pdf")
    assert added.status_code == 200
    assert (await browser.get(f"/dateien/{added.json()['id']}")).content == PDF


async def test_a_large_file_passes_through_in_pieces(browser: Browser, draft: Application) -> None:
    large = JPEG + bytes(3 * MEGABYTE)

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 70_000):
            yield large[start : start + 70_000]

    added = await browser.upload(draft, pieces())
    assert added.json()["size"] == len(large)
    assert (await browser.get(f"/dateien/{added.json()['id']}")).content == large


async def test_an_announced_size_beyond_the_limit_is_refused_unread(
    portal: Site, browser: Browser, draft: Application
) -> None:
    read = []

    async def pieces() -> AsyncIterator[bytes]:
        read.append(True)
        yield JPEG

    refused = await browser.upload(draft, pieces(), **{"Content-Length": str(11 * MEGABYTE)})
    assert refused.status_code == 413
    assert "höchstens 10 MB" in refused.json()["message"]
    assert not read
    assert not portal.stored_bytes()


async def test_a_file_larger_than_announced_leaves_nothing_behind(
    portal: Site, browser: Browser, draft: Application
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield JPEG
        for _ in range(11):
            yield bytes(MEGABYTE)

    refused = await browser.upload(draft, pieces())
    assert refused.status_code == 422
    assert "zu groß" in refused.json()["message"]
    assert not portal.stored_bytes()
    assert await portal.known_files() == 0


@pytest.mark.parametrize(
    ("content", "path", "status", "words"),
    [
        (b"MZ\x90\x00 a program", "identity_proof", 422, "Diese Art von Datei"),
        (b"", "identity_proof", 422, "leer"),
        (JPEG, "birth_name", 422, "nichts hochladen"),
        (JPEG, "no_such_field", 422, "nichts hochladen"),
    ],
)
async def test_what_the_form_does_not_take_is_refused_in_plain_words(
    portal: Site,
    browser: Browser,
    draft: Application,
    content: bytes,
    path: str,
    status: int,
    words: str,
) -> None:
    refused = await browser.upload(draft, content, path=path)
    assert refused.status_code == status
    assert words in refused.json()["message"]
    assert not portal.stored_bytes()
    assert await portal.known_files() == 0


async def test_a_file_too_many_leaves_nothing_behind(
    portal: Site, browser: Browser, draft: Application
) -> None:
    answers = [await browser.upload(draft, JPEG + bytes([n])) for n in range(30)]
    taken = [answer for answer in answers if answer.status_code == 200]
    refused = [answer for answer in answers if answer.status_code == 422]
    assert len(taken) + len(refused) == 30
    assert refused
    assert "höchstens" in refused[0].json()["message"]
    assert await portal.known_files() == len(taken) == len(portal.stored_bytes())
    assert len(await portal.answer(draft.id, "identity_proof")) == len(taken)


async def test_the_same_file_sent_again_is_the_one_that_is_there(
    portal: Site, browser: Browser, draft: Application
) -> None:
    first = await browser.upload(draft, JPEG, name="Ausweis.jpg")
    again = await browser.upload(draft, JPEG, name="Ausweis (1).jpg")
    assert (again.status_code, again.json()) == (200, first.json())
    assert await portal.known_files() == len(portal.stored_bytes()) == 1
    assert await portal.answer(draft.id, "identity_proof") == [first.json()["id"]]


async def test_many_small_files_at_once_all_arrive(portal: Site, database: Database) -> None:
    visitors = [a_visitor() for _ in range(8)]
    drafts = [await a_draft(database, who, CERTIFICATE_FOR_MYSELF) for who in visitors]
    browsers = [await portal.browser_of(who) for who in visitors]
    answers = await asyncio.gather(
        *(
            browser.upload(draft, JPEG + side)
            for browser, draft in zip(browsers, drafts, strict=True)
            for side in (b"front", b"back")
        )
    )
    assert [answer.status_code for answer in answers] == [200] * 16
    assert await portal.known_files() == len(portal.stored_bytes()) == 16


async def test_malware_and_a_missing_scanner_are_told_at_the_field_and_leave_nothing(
    environment: pytest.MonkeyPatch, portal: Site, browser: Browser, draft: Application
) -> None:
    async with a_clamd_that(saying(b"stream: Eicar-Test-Signature FOUND\0")) as address:
        use_scanner(environment, address)
        infected = await browser.upload(draft, JPEG)
        assert (await browser.get("/readyz")).json() == {"status": "ready", "scanner": "ready"}
    unchecked = await browser.upload(draft, never_read())
    assert (await browser.get("/readyz")).json() == {"status": "ready", "scanner": "down"}
    assert 'portal_scanner{state="down"} 1.0' in (await browser.get("/metrics")).text
    assert (infected.status_code, unchecked.status_code) == (422, 503)
    assert "Schadsoftware" in infected.json()["message"]
    assert "in einigen Minuten" in unchecked.json()["message"]
    assert not portal.stored_bytes()
    assert await portal.known_files() == 0


async def never_read() -> AsyncIterator[bytes]:
    raise AssertionError("refused before the first byte")
    yield b""


def use_scanner(environment: pytest.MonkeyPatch, address: str) -> None:
    """As an installation that sets PORTAL_CLAMAV."""
    environment.setenv("PORTAL_CLAMAV", address)
    load_settings.cache_clear()
    services.cache_clear()


async def test_only_pages_of_this_portal_may_upload(
    portal: Site, browser: Browser, draft: Application
) -> None:
    refused = await browser.upload(draft, JPEG, Origin="http://elsewhere.example")
    assert refused.status_code == 403
    assert not portal.stored_bytes()


async def test_nobody_uploads_into_somebody_elses_draft(
    portal: Site, database: Database, draft: Application
) -> None:
    others = [a_visitor(), (await a_citizen(database)).scope]
    for other in others:
        refused = await (await portal.browser_of(other)).upload(draft, JPEG)
        assert refused.status_code == 404
    assert (await portal.visit().upload(draft, JPEG)).status_code == 401
    assert not portal.stored_bytes()


async def test_nothing_is_added_to_what_lies_in_the_basket(
    portal: Site, database: Database, browser: Browser, zoe: Citizen, draft: Application
) -> None:
    assert (await browser.upload(draft, JPEG)).status_code == 200
    async with database.transaction(zoe.scope) as session:
        await put_into_basket(session, zoe.id, draft.id)
    assert (await browser.upload(draft, JPEG)).status_code == 409
    assert len(portal.stored_bytes()) == 1


async def test_a_file_is_nowhere_for_whom_it_does_not_concern(
    portal: Site, database: Database, browser: Browser, draft: Application
) -> None:
    file_id = (await browser.upload(draft, JPEG)).json()["id"]
    desk = await somebody_at_the_desk(database)
    strangers = [
        portal.visit(),
        await portal.browser_of(a_visitor()),
        await portal.browser_of((await a_citizen(database)).scope),
        await portal.browser_of(desk),
    ]
    never = await browser.get(f"/dateien/{uuid4()}")
    for stranger in strangers:
        answer = await stranger.get(f"/dateien/{file_id}")
        assert (answer.status_code, answer.text) == (404, never.text)
    assert (await browser.get("/dateien/not-an-id")).status_code == 404


async def test_a_case_worker_sees_what_was_sent_and_leaves_a_trace(
    portal: Site, database: Database, browser: Browser, zoe: Citizen, draft: Application
) -> None:
    file_id = (await browser.upload(draft, JPEG)).json()["id"]
    async with database.transaction(zoe.scope) as session:
        submission = await put_into_basket(session, zoe.id, draft.id)
    async with database.transaction(system_scope()) as session:
        await mark_submitted(session, draft.id, submission.id)

    here = await somebody_at_the_desk(database)
    assert (await (await portal.browser_of(here)).get(f"/dateien/{file_id}")).content == JPEG
    assert await _looks(database, here) == [f"file:{file_id}"]
    shown = await (await portal.browser_of(here)).get(f"/dateien/{file_id}?ansehen")
    assert shown.headers["content-disposition"].startswith("inline;")
    assert shown.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["x-frame-options"] == "DENY"
    asked_by_owner = await browser.get(f"/dateien/{file_id}?ansehen")
    assert asked_by_owner.headers["content-disposition"].startswith("attachment;")

    elsewhere = await somebody_at_the_desk(database, "leer")
    counter = await somebody_at_the_desk(database, PAPENBURG, "counter_clerk")
    for other in (elsewhere, counter):
        answer = await (await portal.browser_of(other)).get(f"/dateien/{file_id}")
        assert answer.status_code == 404
        assert await _looks(database, other) == []


async def test_a_damaged_file_is_named_as_such(
    portal: Site, browser: Browser, draft: Application
) -> None:
    file_id = (await browser.upload(draft, JPEG)).json()["id"]
    sealed = portal.stored_bytes()[0]
    sealed.write_bytes(sealed.read_bytes()[:-1])
    answer = await browser.get(f"/dateien/{file_id}")
    assert answer.status_code == 500
    assert "lässt sich nicht mehr lesen" in answer.text


async def _looks(database: Database, who: Scope) -> list[str]:
    """What the audit records of somebody's looks at files."""
    async with database.transaction(system_scope()) as session:
        entries = await session.scalars(
            select(AuditEntry.subject).where(
                AuditEntry.actor_id == who.actor_id, AuditEntry.action == "file.viewed"
            )
        )
        return list(entries)


async def test_a_file_for_a_message_comes_over_http_and_only_into_the_own_case(
    portal: Site, database: Database, zoe: Citizen, browser: Browser
) -> None:
    opened = await TownHall(database).opened_case(zoe)
    path = f"/vorgaenge/{opened.reference.lower()}/dateien"
    hostile = {"X-File-Name": quote('../../=HYPERLINK("x")\r\nSet-Cookie: a=1\x00<b>.pdf')}
    kept = await browser.post(path, content=PDF, headers=hostile)
    assert kept.status_code == 200 and kept.json()["size"] == len(PDF)
    assert not set(kept.json()["name"]) & set("/\r\n\x00")
    fetched = await browser.get(f"/dateien/{kept.json()['id']}")
    assert fetched.content == PDF and "set-cookie" not in fetched.headers

    assert (await browser.post(path, content=b"MZ", headers=hostile)).status_code == 422
    stranger = await portal.browser_of((await a_citizen(database)).scope)
    assert (await stranger.post(path, content=PDF, headers=hostile)).status_code == 404
    at_the_desk = await portal.browser_of(await somebody_at_the_desk(database))
    assert (await at_the_desk.get(f"/dateien/{kept.json()['id']}")).status_code == 404
    assert (await at_the_desk.post(path, content=PDF, headers=hostile)).status_code == 200
    assert (await portal.visit().post(path, content=PDF, headers=hostile)).status_code in (401, 403)
    unknown = "/vorgaenge/PAP-2026-999999/dateien"
    assert (await browser.post(unknown, content=PDF, headers=hostile)).status_code == 404


async def test_a_pdf_is_framed_by_our_own_page_and_for_the_desk_alone(
    portal: Site, database: Database, zoe: Citizen, browser: Browser
) -> None:
    opened = await TownHall(database).opened_case(zoe)
    path, named = f"/vorgaenge/{opened.reference}/dateien", {"X-File-Name": "Brief.pdf"}
    worker = await somebody_at_the_desk(database)
    desk = await portal.browser_of(worker)
    sent = (await desk.post(path, content=PDF, headers=named)).json()["id"]
    framed = await desk.get(f"/dateien/{sent}?ansehen")
    assert framed.headers["content-disposition"].startswith("inline;")
    assert framed.headers["x-frame-options"] == "SAMEORIGIN"
    assert framed.headers["content-security-policy"].endswith("frame-ancestors 'self'")
    assert framed.headers["x-content-type-options"] == "nosniff"
    saved = await desk.get(f"/dateien/{sent}")
    assert saved.headers["content-disposition"].startswith("attachment;")

    own = (await browser.post(path, content=PDF, headers=named)).json()["id"]
    asked_by_owner = await browser.get(f"/dateien/{own}?ansehen")
    elsewhere = await portal.browser_of(await somebody_at_the_desk(database, "leer"))
    refused = [await elsewhere.get(f"/dateien/{sent}?ansehen")]
    refused += [await browser.get(f"/dateien/{sent}?ansehen")]
    assert [answer.status_code for answer in refused] == [404, 404]
    assert asked_by_owner.headers["content-disposition"].startswith("attachment;")
    for answer in (saved, asked_by_owner, *refused):
        assert answer.headers["x-frame-options"] == "DENY"
