"""What every answer carries, who may ask for it, and at which hosts."""

import logging
import re
from pathlib import Path

import pytest
from httpx import Response
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from portal.payments.tables import Payment
from portal.persistence.database import Database, system_scope
from portal.settings import load_settings
from portal.web.asgi import PortalShell
from portal.web.csp import page_policy
from portal.web.http import ROUTES
from portal.web.logs import without_values
from tests.support.applications import CERTIFICATE_FOR_MYSELF, a_citizen, a_draft
from tests.support.site import Site
from tests.support.uploads import JPEG

STRICT = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def gets() -> list[str]:
    """Every route that takes a GET, with "x" for whatever it asks for."""
    routes = [route for route in ROUTES if isinstance(route, Route)]
    taking = [route.path for route in routes if "GET" in (route.methods or set())]
    return [re.sub("{.*?}", "x", path.replace("{slug}", "leer")) for path in taking]


def is_protected(answer: Response) -> bool:
    policy = answer.headers["content-security-policy"]
    if answer.headers.get("content-type") == "application/pdf":
        # Browsers lay their own viewer's style around a PDF.
        policy = policy.replace("style-src 'unsafe-inline'", "")
    return all(answer.headers[name] == value for name, value in STRICT.items()) and (
        "unsafe" not in policy and "default-src 'none'" in policy and "*" not in policy
    )


@pytest.mark.parametrize("path", [*gets(), "/", "/nichts/", "/antrag/geburtsurkunde/", "/%00"])
async def test_every_answer_is_protected_and_open_to_no_other_site(portal: Site, path: str) -> None:
    client = portal.visit().client
    for origin in ("http://leer.localhost:3000", "http://evil.example"):
        answer = await client.get(path, headers={"Origin": origin})
        assert is_protected(answer)
        assert "access-control-allow-origin" not in answer.headers


async def test_an_answer_that_fails_says_so_kindly_and_tells_nothing(
    portal: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("Frau Meier, geboren am 1.2.1930")

    working = portal.app
    for app in (broken, Starlette(routes=[Route("/konto/", _breaks)])):
        portal.app = PortalShell(app, tmp_path)
        answer = await portal.visit().get("/konto/")
        assert answer.status_code == 500
        assert "Der Fehler liegt bei uns" in answer.text
        assert "Meier" not in answer.text
        assert is_protected(answer)
    portal.app = working
    assert len(caplog.records) == 2
    for record in caplog.records:
        without_values(record)
        line = logging.Formatter().format(record)
        assert "request failed [ValueError at" in line
        assert "Meier" not in line


async def _breaks(request: Request) -> None:
    raise ValueError("Frau Meier, geboren am 1.2.1930")


@pytest.mark.parametrize(
    ("logger", "message"),
    [
        (
            "reflex_base.event",
            "Error processing event queue entry for Event(name='x', {'a': 'Meier'})",
        ),
        ("reflex.app", "Received event from session abc with no token. Event data: Meier"),
        ("reflex.app", "Failed to deserialize event data: Meier."),
        ("socketio.server", 'message async handler error "Meier"'),
        ("asyncio", "Task exception was never retrieved\nfuture: <Task ('Meier')>"),
    ],
)
def test_no_library_quotes_what_was_sent(logger: str, message: str) -> None:
    try:
        raise ValueError("Meier")
    except ValueError as fault:
        exc_info = (type(fault), fault, fault.__traceback__)
    record = logging.LogRecord(logger, logging.ERROR, "lib.py", 7, message, (), exc_info)
    without_values(record)
    line = logging.Formatter().format(record)
    assert "Meier" not in line
    assert "(lib.py:7) [ValueError at" in line


async def test_personal_answers_are_kept_by_no_cache(portal: Site, database: Database) -> None:
    citizen = await a_citizen(database)
    draft = await a_draft(database, citizen.scope, CERTIFICATE_FOR_MYSELF)
    browser = await portal.browser_of(citizen.scope)
    uploaded = await browser.upload(draft, JPEG)
    saved = await browser.post(
        f"/antrag/{draft.id}/speichern", content='{"revision": 9, "changes": {}}'
    )
    file = await browser.get(f"/dateien/{uploaded.json()['id']}")
    for answer in (uploaded, saved, file):
        assert answer.status_code == 200
        assert "no-store" in answer.headers["cache-control"]
    first_visit = await portal.visit().get("/antrag/geburtsurkunde/")
    assert first_visit.headers["cache-control"] == "no-store"


async def test_a_missing_file_is_not_remembered_as_missing(portal: Site) -> None:
    answer = await portal.visit().get("/assets/of-the-next-version.js")
    assert answer.status_code == 404
    assert "immutable" not in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/konto/",
        "/vorgaenge/",
        "/warenkorb/",
        "/kasse/",
        "/verwaltung/",
        "/anmelden/",
        "/antrag/geburtsurkunde/",
        "/demo/postfach/",
    ],
)
async def test_search_engines_are_kept_from_personal_pages(portal: Site, path: str) -> None:
    assert (await portal.visit().get(path)).headers["x-robots-tag"] == "noindex"
    assert "x-robots-tag" not in (await portal.visit().get("/")).headers


@pytest.mark.parametrize(
    "host",
    [
        "papenburg.localhost.evil.example",
        "papenburg.localhost:80@evil.example",
        "papenburg.localhost:3000/evil",
        "evil.example",
        "papenburg.evil.example",
        "leer.papenburg.localhost",
        "papenburg",
        "[::1]:3000",
        "papenburg.localhost:999999",
    ],
)
async def test_a_host_that_is_no_towns_is_served_nothing(portal: Site, host: str) -> None:
    for path in ("/", "/konto/", "/antrag/geburtsurkunde/"):
        answer = await portal.visit().client.get(path, headers={"Host": host})
        assert answer.status_code == 404
        assert "set-cookie" not in answer.headers
        assert "evil" not in answer.text


@pytest.mark.parametrize("host", ["PAPENBURG.LOCALHOST:3000", "papenburg.localhost.:3000"])
async def test_the_same_host_otherwise_written_is_the_same_town(portal: Site, host: str) -> None:
    answer = await portal.visit().client.get("/kommune.css", headers={"Host": host})
    own = await portal.visit().get("/kommune.css")
    assert (answer.status_code, answer.text) == (200, own.text)


async def test_figures_are_for_the_machine_itself_alone(portal: Site) -> None:
    here = portal.visit()
    assert (await here.get("/metrics")).status_code == 200
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "Origin", "Sec-Fetch-Site"):
        through_a_proxy = await here.client.get("/metrics", headers={name: "203.0.113.9"})
        assert through_a_proxy.status_code == 404
    assert (await portal.visit(came_from="203.0.113.9").get("/metrics")).status_code == 404


async def test_payments_that_need_a_human_are_counted(portal: Site, database: Database) -> None:
    figures = (await portal.visit().get("/metrics")).text
    assert 'portal_payments_to_clear{problem="wrong_amount"} 0.0' in figures
    citizen = await a_citizen(database)
    async with database.transaction(system_scope()) as session:
        session.add(
            Payment(
                account_id=citizen.id,
                host_municipality=citizen.host,
                provider="demo-bank",
                method="card",
                amount_cents=1500,
                attempt_key="one",
                problem="wrong_amount",
            )
        )
    figures = (await portal.visit().get("/metrics")).text
    assert 'portal_payments_to_clear{problem="wrong_amount"} 1.0' in figures
    assert 'portal_payments_to_clear{problem="refund_refused"} 0.0' in figures


async def test_outside_a_demo_there_is_no_demo(
    portal: Site, environment: pytest.MonkeyPatch
) -> None:
    for name in ("PORTAL_SECRET_KEY", "PORTAL_FILE_KEY", "PORTAL_DATA_KEYS"):
        environment.setenv(name, "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=")
    environment.setenv("PORTAL_SMTP_URL", "smtp://127.0.0.1:1")
    environment.setenv("PORTAL_MAIL_FROM", "rathaus@post.example")
    environment.setenv("PORTAL_BASE_DOMAIN", "localhost")
    environment.setenv("PORTAL_HTTPS", "0")
    environment.setenv("PORTAL_DEMO", "0")
    load_settings.cache_clear()
    browser = portal.visit()
    for path in ("/demo/postfach/", "/demo/bank/x/", "/demo/ca.crt"):
        assert (await browser.get(path)).status_code == 404
    for path in ("/demo/reset", "/demo/bank/x/"):
        assert (await browser.post(path)).status_code == 404
    unknown = await browser.client.get("/", headers={"Host": "evil.example"})
    assert "papenburg" not in unknown.text.lower()


def test_the_policy_names_each_inline_script_and_allows_no_other(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<script>a()</script><script src='/x.js'></script>")
    policy = page_policy(tmp_path, "/")
    assert "script-src 'self' 'sha256-" in policy
    assert policy.count("sha256-") == 1
    assert "unsafe" not in policy
    assert "base-uri 'none'" in policy


def test_the_desk_alone_frames_and_nothing_but_our_own(tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text("")
    for path in ("/", "/vorgaenge/pap-2026-000001/", "/verwaltungen/", "/en/verwaltung/"):
        assert "frame-src" not in page_policy(tmp_path, path)
    policy = page_policy(tmp_path, "/verwaltung/vorgaenge/pap-2026-000001/")
    assert "frame-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("path", ["/../../../etc/passwd", "/%2e%2e/", "/" + "a/" * 400, "/\x00"])
def test_no_path_makes_the_policy_look_outside_the_build(tmp_path: Path, path: str) -> None:
    build = tmp_path / "client"
    build.mkdir()
    (tmp_path / "index.html").write_text("<script>outside()</script>")
    (build / "404.html").write_text("<script>inside()</script>")
    assert page_policy(build, path) == page_policy(build, "/nichts/")
