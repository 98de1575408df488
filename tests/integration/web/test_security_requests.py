"""Requests that no page of ours sends: forged, misdirected, oversized, unreadable."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from starlette.routing import Route

from portal.persistence.database import Database
from portal.web.http import ROUTES
from tests.support.accounts import PASSWORD
from tests.support.accounts import a_citizen as an_account
from tests.support.applications import CERTIFICATE_FOR_MYSELF, a_citizen, a_draft, a_visitor
from tests.support.site import Browser, Site

ELSEWHERE = "192.0.2.7"
PARAMETERS = {
    "ticket": "nobody-set-out",
    "application_id": str(uuid4()),
    "path": "x",
    "reference": "x",
    "slug": "leer",
}
FORGED = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://leer.localhost:3000"},
    {"Origin": "https://papenburg.localhost:3000"},
    {"Origin": "http://papenburg.localhost:3001"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {},
]
# These believe no cookie: they verify a signature or a secret, one only shows a page again.
WITHOUT_COOKIE = {
    "/webhooks/{provider}",
    "/webhooks/{provider}/{account}",
    "/antrag/ohne-skript",
    "/anmelden/servicekonto/abmeldung/",
    "/anmelden/servicekonto/abmeldung/{provider}/",
    "/demo/servicekonto/token",
    "/demo/servicekonto/userinfo",
}


def posts() -> list[str]:
    """Every route that takes a POST."""
    routes = [route for route in ROUTES if isinstance(route, Route)]
    return [route.path for route in routes if "POST" in (route.methods or set())]


@pytest.mark.parametrize("path", [path for path in posts() if path not in WITHOUT_COOKIE])
async def test_no_other_page_can_make_a_browser_send_a_form(portal: Site, path: str) -> None:
    client = portal.visit(came_from=ELSEWHERE).client
    for headers in FORGED:
        answer = await client.post(path.format(**PARAMETERS), headers=headers)
        assert answer.status_code == 403, headers
        assert "set-cookie" not in answer.headers


async def test_what_needs_no_origin_changes_nothing(portal: Site) -> None:
    client = portal.visit().client
    for referer in ("http://evil.example/antrag/", "", "http://papenburg.localhost:3000/konto/"):
        shown = await client.post("/antrag/ohne-skript", headers={"Referer": referer})
        assert (shown.status_code, shown.headers["location"]) == (303, "/leistungen/")
    forged = await client.post("/webhooks/demo-bank", content=b"{}")
    assert (forged.status_code, forged.json()) == (400, {"message": "not verified"})
    assert (await client.post("/webhooks/nobody", content=b"{}")).status_code == 404


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "https:evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example/",
        "/\r\nSet-Cookie: a=b",
        "/\n/evil.example",
        "\t//evil.example/",
        " //evil.example/",
        "/\u2028/evil.example",
        "evil.example",
        "/" + "a" * 600,
    ],
)
async def test_nobody_is_led_away_after_signing_in(
    portal: Site, database: Database, target: str
) -> None:
    await an_account(database)
    fields = {"email": "anna@post.example", "password": PASSWORD, "weiter": target}
    answer = await portal.visit().post("/anmelden/", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_an_encoded_slash_is_no_way_out(portal: Site, database: Database) -> None:
    await an_account(database)
    fields = {"email": "anna@post.example", "password": PASSWORD, "weiter": "/%2f/evil.example"}
    answer = await portal.visit().post("/anmelden/", data=fields)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    "path",
    ["/%00", "/dateien/%00", "/demo/bank/%00/", "/kommunen/%00/", "/konto/?x=%00", "/" + "a" * 300],
)
async def test_an_address_that_cannot_be_is_refused_in_german(portal: Site, path: str) -> None:
    answer = await portal.visit().get(path)
    assert answer.status_code == 400
    assert "Diese Adresse gibt es nicht" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_nul_in_a_form_is_left_out(portal: Site) -> None:
    browser = portal.visit()
    answer = await browser.post("/anmelden/", data={"email": "a\0b@post.example", "password": "\0"})
    assert answer.headers["location"].startswith("/anmelden/")
    registered = await browser.post(
        "/registrieren/",
        data={"email": "a\0@post.example", "display_name": "\0", "password": "\0" * 20},
    )
    assert registered.headers["location"].startswith("/registrieren/")


async def test_a_form_too_large_is_not_read_to_its_end(portal: Site) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"a" * 10_000

    for path, status in (("/anmelden/", 413), ("/webhooks/demo-bank", 413)):
        taken = 0
        answer = await portal.visit().post(path, content=endless())
        assert answer.status_code == status
        assert taken < 100


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '{"revision": "1", "changes": {}}',
        '{"revision": 0, "changes": {"a": 1}}',
        '{"revision": 0, "changes": {"a": {"b": "c"}}}',
        '{"revision": 0, "changes": {}, "more": 1}',
        '{"revision": -1, "changes": {}}',
        json.dumps({"revision": 0, "changes": {f"n{n}": "x" for n in range(501)}}),
        json.dumps({"revision": 0, "changes": {"birth_name": "x" * 20_001}}),
        json.dumps({"revision": 0, "changes": {"birth_name": "x" * 300_000}}),
    ],
)
async def test_an_autosave_of_another_shape_is_refused(
    portal: Site, database: Database, body: str
) -> None:
    owner = a_visitor()
    draft = await a_draft(database, owner, CERTIFICATE_FOR_MYSELF)
    browser = await portal.browser_of(owner)
    answer = await browser.post(f"/antrag/{draft.id}/speichern", content=body)
    assert answer.status_code == 422
    assert answer.json() == {"message": "Das konnten wir nicht lesen."}


async def test_unknown_names_and_unreadable_letters_do_not_reach_the_draft(
    portal: Site, database: Database
) -> None:
    owner = a_visitor()
    draft = await a_draft(database, owner, CERTIFICATE_FOR_MYSELF)
    browser = await portal.browser_of(owner)
    body = r'{"revision": 9, "changes": {"status": "submitted", "birth_name": "A\u0000b"}}'
    path = f"/antrag/{draft.id}/speichern"
    assert (await browser.post(path, content=body)).status_code == 200
    async with database.transaction(owner) as session:
        stored = await session.get_one(type(draft), draft.id)
    assert stored.status == "draft"
    assert "status" not in stored.answers
    assert stored.answers["birth_name"] == "A\ufffdb"


async def test_nobody_writes_into_somebody_elses_draft(portal: Site, database: Database) -> None:
    owner = a_visitor()
    draft = await a_draft(database, owner, CERTIFICATE_FOR_MYSELF)
    body = '{"revision": 1, "changes": {"birth_name": "Dieb"}}'
    for other in (a_visitor(), (await a_citizen(database)).scope, a_visitor("leer")):
        answer = await (await portal.browser_of(other)).post(
            f"/antrag/{draft.id}/speichern", content=body
        )
        assert answer.status_code == 404
    nobody = await portal.visit().post(f"/antrag/{draft.id}/speichern", content=body)
    assert nobody.status_code == 401
    for wrong in ("x", "0", str(uuid4())):
        answer = await _own(portal, wrong)
        assert answer in {404, 422}


async def _own(portal: Site, application_id: str) -> int:
    browser: Browser = await portal.browser_of(a_visitor())
    body = '{"revision": 0, "changes": {}}'
    return (await browser.post(f"/antrag/{application_id}/speichern", content=body)).status_code


async def test_headers_and_cookies_larger_than_any_of_ours_get_a_clear_answer(
    portal: Site,
) -> None:
    browser = portal.visit()
    for headers in ({"Cookie": "a=" + "x" * 40_000}, {"X-Long": "y" * 40_000}):
        answer = await browser.client.get("/anmelden/", headers=headers)
        assert answer.status_code == 431
        assert "Cookies dieser Seite" in answer.text
