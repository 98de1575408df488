"""Who speaks to the running portal without its pages: any handler, any order, any payload."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import aiohttp
import pytest
from yarl import URL

from tests.support.portal_process import RunningPortal
from tests.support.tab import ROOT, Stranger, Tab, handler, led_to, said, shown

CITIZEN, OTHER = "buerger@demo.example", "identifiziert@demo.example"
DESK, LEER = "sachbearbeitung@demo.example", "sachbearbeitung.leer@demo.example"
STAFF_DOOR = "/verwaltung/anmelden/"
SECRET = "Geheimnis-der-Frau-Meier"
PAGES = (
    "/",
    "/leistungen/",
    "/leistungen/geburtsurkunde/",
    "/antrag/geburtsurkunde/",
    "/konto/",
    "/warenkorb/",
    "/kasse/",
    "/vorgaenge/",
    "/verwaltung/",
    "/anmelden/",
    "/nichts/",
)


def form(name: str) -> str:
    return handler("citizen.form.state", "application", name)


def case(name: str) -> str:
    return handler("citizen.cases.state", "case", name)


def desk(name: str) -> str:
    return handler("backoffice.case.state", "staff_case", name)


def basket(name: str) -> str:
    return handler("citizen.checkout.basket", "basket", name)


@pytest.fixture
async def stranger(portal: RunningPortal) -> AsyncIterator[Stranger]:
    async with Stranger.arrives(portal) as found:
        yield found


@pytest.fixture(scope="module")
async def citizens_cookie(portal: RunningPortal) -> str:
    """A citizen who stays signed in while this file runs."""
    async with Stranger.arrives(portal) as found:
        return await found.cookie_of(CITIZEN)


@pytest.fixture
async def citizens_tab(stranger: Stranger, citizens_cookie: str) -> Tab:
    """Of a signed-in citizen who has not opened any form."""
    tab = await stranger.tab("/konto/", citizens_cookie)
    await tab.load()
    return tab


async def a_case_of_papenburg(stranger: Stranger, owner: str = OTHER) -> str:
    """A reference of somebody's case, as they see it."""
    tab = await stranger.tab("/vorgaenge/", await stranger.cookie_of(owner))
    cases = shown(await tab.load(), "entries")
    return next(c["reference"] for c in cases if c["reference"].startswith("PAP-"))


async def lives(tab: Tab) -> bool:
    """Whether the tab still works after what was sent."""
    return shown(await tab.load("/konto/"), "email") == CITIZEN


# Whose state it is


async def test_a_stolen_token_shows_nothing_without_its_living_session(stranger: Stranger) -> None:
    token, own = str(uuid4()), await stranger.cookie_of(CITIZEN)
    opened = await stranger.tab("/konto/", own, token=token)
    assert CITIZEN in str(await opened.load())
    other = await stranger.cookie_of(OTHER)
    strangers = [
        await stranger.tab("/", "", token=token),
        await stranger.tab("/", own.partition("=")[0] + "=guessed", token=token),
        await stranger.tab("/", other, token=token),
        await stranger.tab("/", own, "leer", token=token),
        await stranger.tab("/", await stranger.visitor_cookie(), token=token),
    ]
    for tab in strangers:
        heard = str(await tab.load())
        assert heard != "[]"
        assert CITIZEN not in heard
    await stranger.request("POST", "/abmelden/", headers={"Cookie": own})
    revoked = await stranger.tab("/", own, token=token)
    assert CITIZEN not in str(await revoked.load())


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://leer.localhost:{port}", "http://localhost:1"]
)
async def test_no_other_site_opens_a_socket_with_a_visitors_cookie(
    stranger: Stranger, origin: str
) -> None:
    cookie = await stranger.cookie_of(CITIZEN)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await stranger.tab("/", cookie, origin=origin.format(port=stranger.portal.port))
    assert refused.value.status == 403


async def test_a_session_that_ends_in_the_middle_ends_everywhere(stranger: Stranger) -> None:
    reference = await a_case_of_papenburg(stranger)
    cookie = await stranger.cookie_of(OTHER)
    tab = await stranger.tab(f"/vorgaenge/{reference}/", cookie)
    before = shown(await tab.load(), "letters")
    await stranger.request("POST", "/abmelden/", headers={"Cookie": cookie})
    answers = await tab.send(case("write"), form_data={"nachricht": "nach dem Abmelden"})
    assert led_to(answers).startswith("/anmelden/")
    again = await stranger.tab(f"/vorgaenge/{reference}/", await stranger.cookie_of(OTHER))
    assert shown(await again.load(), "letters") == before


# Which handlers


@pytest.mark.parametrize(
    "name",
    [
        form("refresh"),
        form("setvar"),
        form("_show"),
        form("__init__"),
        form("reset"),
        f"{ROOT}.setvar",
        f"{ROOT}.no.such.handler",
        "reflex___state____frontend_event_exception_state.handle_frontend_exception",
        f"{ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception",
        f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal",
    ],
)
async def test_what_is_not_for_browsers_is_refused_without_ado(
    citizens_tab: Tab, portal: RunningPortal, name: str
) -> None:
    so_far = len(portal.log("web"))
    assert not said(await citizens_tab.send(name, var_name=SECRET, value=SECRET))
    written = portal.log("web")[so_far:]
    assert "refused event" in written
    assert_log_is_clean(written)
    assert await lives(citizens_tab)


@pytest.mark.parametrize(
    "payload",
    [
        {"group_path": {"a": SECRET}},
        {"group_path": [SECRET]},
        {"group_path": 7, "index": 1},
        {"group_path": SECRET, "index": SECRET},
        {"group_path": SECRET, "index": 1.5},
        {"group_path": SECRET},
        {"group_path": SECRET, "index": 1, "more": SECRET},
        {"group_path": f"\x00{SECRET}", "index": 1},
        {"group_path": f"\ud800{SECRET}", "index": 1},
        {"group_path": SECRET * 2000, "index": 1},
    ],
)
async def test_a_payload_of_other_types_is_refused_and_not_quoted(
    citizens_tab: Tab, portal: RunningPortal, payload: dict[str, object]
) -> None:
    so_far = len(portal.log("web"))
    assert not said(await citizens_tab.send(form("remove"), **payload))
    written = portal.log("web")[so_far:]
    assert "payload of other types" in written
    assert_log_is_clean(written)


@pytest.mark.parametrize(
    "event",
    [
        SECRET,
        [SECRET],
        {SECRET: 1},
        {"name": 1, "payload": SECRET},
        {"name": form("go_on"), "payload": SECRET},
        {"name": form("go_on"), "payload": {}, "router_data": SECRET},
        {"name": form("go_on"), "payload": {}, "router_data": {"pathname": {SECRET: 1}}},
        {"name": f"{ROOT}.hydrate_and_load", "payload": {"vars": {SECRET: SECRET}}},
        {"name": f"{ROOT}.hydrate_and_load", "payload": {"vars": SECRET}},
        {"name": f"{ROOT}.set_is_hydrated", "payload": {"value": {SECRET: 1}}},
    ],
)
async def test_what_is_no_event_at_all_is_not_quoted_either(
    citizens_tab: Tab, portal: RunningPortal, event: object
) -> None:
    so_far = len(portal.log("web"))
    await citizens_tab.say(event)
    assert not said(await citizens_tab.hear())
    assert_log_is_clean(portal.log("web")[so_far:])
    assert await lives(citizens_tab)


async def test_errors_that_browsers_report_are_not_quoted(
    citizens_tab: Tab, portal: RunningPortal
) -> None:
    so_far = len(portal.log("web"))
    await citizens_tab.say({"error_type": SECRET, "message": f"{SECRET}\nforged"}, "client_error")
    await citizens_tab.hear()
    written = portal.log("web")[so_far:]
    assert "a browser reported an error" in written
    assert_log_is_clean(written)


def assert_log_is_clean(written: str) -> None:
    """No value that was sent, no cookie, no traceback."""
    for never in (SECRET, "Traceback", "schalter-", "cookie"):
        assert never not in written


# In which order


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("go_on", {"form_data": {"birth_name": "Meier"}}),
        ("go_back", {}),
        ("redraw", {"occasion": "x"}),
        ("add", {"group_path": "dogs"}),
        ("remove", {"group_path": "dogs", "index": 0}),
        ("remove_file", {"path": "identity_proof", "file_id": str(uuid4())}),
        ("finish", {}),
        ("give_up", {}),
    ],
)
async def test_a_form_that_was_never_opened_does_nothing(
    citizens_tab: Tab, portal: RunningPortal, name: str, payload: dict[str, object]
) -> None:
    so_far = len(portal.log("web"))
    answers = await citizens_tab.send(form(name), **payload)
    assert led_to(answers) == ""
    assert "failed" not in portal.log("web")[so_far:]
    assert await lives(citizens_tab)


async def test_nothing_is_sent_from_a_basket_that_was_never_shown(citizens_tab: Tab) -> None:
    send = handler("citizen.checkout.payment", "checkout", "send")
    for method in ("paypal", "free", "", "demo-bank"):
        answers = await citizens_tab.send(send, form_data={"zahlungsart": method})
        assert shown(answers, "leave_to") is None
    assert await lives(citizens_tab)


@pytest.mark.parametrize("wanted", ["pruefen", "gibtsnicht", "../../etc", "delivery", "%27"])
async def test_no_step_is_reached_by_its_address(stranger: Stranger, wanted: str) -> None:
    cookie = await stranger.visitor_cookie()
    tab = await stranger.tab(f"/antrag/geburtsurkunde/?schritt={wanted}", cookie)
    answers = await tab.load()
    assert shown(answers, "number") == 1
    assert shown(answers, "title") == "Wessen Geburtsurkunde brauchen Sie?"
    finished = await tab.send(form("finish"))
    assert led_to(finished).startswith("/anmelden/")


async def test_an_address_that_asks_what_is_wrong_is_told(stranger: Stranger) -> None:
    cookie = await stranger.visitor_cookie()
    tab = await stranger.tab("/antrag/geburtsurkunde/?pruefen=1", cookie)
    answers = await tab.load()
    assert shown(answers, "title") == "Wessen Geburtsurkunde brauchen Sie?"
    assert shown(answers, "errors")


async def test_a_group_does_not_grow_without_end(stranger: Stranger) -> None:
    tab = await stranger.tab("/antrag/hund-anmelden/", await stranger.visitor_cookie())
    await tab.load()
    path = {"pathname": tab.path, "asPath": tab.path, "query": {}}
    for _ in range(150):
        payload = {"group_path": "dogs"}
        await tab.say({"name": form("add"), "payload": payload, "router_data": path})
    answers = await tab.hear()
    assert "sind hier nicht möglich" in str(shown(answers, "refusal"))
    refused = await tab.send(form("add"), group_path="no.such.group")
    assert "hinzufügen" in str(shown(refused, "refusal"))


# Whose things


async def test_nobody_sees_or_withdraws_somebody_elses_case(
    stranger: Stranger, citizens_tab: Tab
) -> None:
    reference = await a_case_of_papenburg(stranger)
    for answers in (
        await citizens_tab.send(case("load"), f"/vorgaenge/{reference}/"),
        await citizens_tab.send(case("withdraw"), f"/vorgaenge/{reference}/"),
        await citizens_tab.send(case("write"), form_data={"nachricht": SECRET}),
    ):
        assert shown(answers, "title") is None
        assert shown(answers, "parts") is None
    owner = await stranger.tab(f"/vorgaenge/{reference}/", await stranger.cookie_of(OTHER))
    seen = await owner.load()
    assert shown(seen, "title")
    assert SECRET not in str(seen)


@pytest.mark.parametrize("reference", ["%27", "PAP-2026-999999", "..", "x" * 200])
async def test_a_case_that_is_none_is_told_kindly(
    citizens_tab: Tab, portal: RunningPortal, reference: str
) -> None:
    so_far = len(portal.log("web"))
    answers = await citizens_tab.send(case("load"), f"/vorgaenge/{reference}/")
    assert shown(answers, "missing") is True
    assert "failed" not in portal.log("web")[so_far:]


async def test_staff_of_another_town_sees_and_moves_nothing(stranger: Stranger) -> None:
    reference = await a_case_of_papenburg(stranger)
    path = f"/verwaltung/vorgaenge/{reference}/"
    at_home = await stranger.cookie_of(LEER, "leer")
    abroad = await stranger.cookie_of(LEER)
    for cookie, town in ((at_home, "leer"), (abroad, "papenburg"), (at_home, "papenburg")):
        tab = await stranger.tab(path, cookie, town)
        answers = await tab.load()
        answers += await tab.send(desk("act"), key="take_on")
        answers += await tab.send(desk("write"), form_data={"nachricht": SECRET})
        assert shown(answers, "parts") in (None, [])
        assert shown(answers, "applicant") in (None, "")
    own = await stranger.tab(path, await stranger.cookie_of(DESK))
    seen = await own.load()
    assert shown(seen, "applicant")
    assert SECRET not in str(seen)


async def test_staff_and_citizens_cannot_do_each_others_part(
    stranger: Stranger, citizens_tab: Tab
) -> None:
    for name, payload in (
        (desk("load"), {}),
        (desk("act"), {"key": "take_on"}),
        (handler("backoffice.queue.state", "queue", "load"), {}),
        (handler("backoffice.queue.state", "queue", "search"), {"form_data": {"q": "Meier"}}),
        (handler("backoffice.queue.state", "queue", "turn"), {"by": 1}),
        (handler("backoffice.frame", "office", "load"), {}),
    ):
        answers = await citizens_tab.send(name, **payload)
        assert led_to(answers).startswith(STAFF_DOOR)
        assert shown(answers, "lines") is None
    staff = await stranger.tab("/verwaltung/", await stranger.cookie_of(DESK))
    await staff.load()
    for name, payload in (
        (case("load"), {}),
        (case("withdraw"), {}),
        (handler("citizen.checkout.payment", "checkout", "load"), {}),
        (handler("citizen.account.state", "account", "load"), {}),
    ):
        assert led_to(await staff.send(name, **payload)).startswith("/anmelden/")


async def test_nobody_touches_somebody_elses_application(stranger: Stranger) -> None:
    owner = await stranger.visitor_cookie()
    tab = await stranger.tab("/antrag/geburtsurkunde/", owner)
    draft = shown(await tab.load(), "application_id")
    thieves = [
        await stranger.tab("/warenkorb/", await stranger.cookie_of(CITIZEN)),
        await stranger.tab("/warenkorb/", await stranger.visitor_cookie()),
        await stranger.tab("/warenkorb/", await stranger.cookie_of(DESK)),
        await stranger.tab("/warenkorb/"),
    ]
    for thief in thieves:
        for name in ("remove", "change"):
            answers = await thief.send(basket(name), application_id=draft)
            assert led_to(answers) == ""
    saved = await stranger.request(
        "POST",
        f"/antrag/{draft}/speichern",
        headers={"Cookie": owner},
        data='{"revision": 0, "changes": {"birth_name": "Meier"}}',
    )
    assert saved.status == 200


# What the pages carry


@pytest.mark.parametrize("path", PAGES)
async def test_each_page_allows_its_own_scripts_and_nobody_elses(
    stranger: Stranger, path: str
) -> None:
    neighbour = f"http://leer.localhost:{stranger.portal.port}"
    answer = await stranger.request("GET", path, headers={"Origin": neighbour})
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    inline = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", await answer.text())
    assert len(re.findall("sha256-", policy)) >= len(set(inline)) > 0
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "path",
    [
        "/../../pyproject.toml",
        "/%2e%2e/%2e%2e/pyproject.toml",
        "/assets/..%2f..%2f..%2f..%2fpyproject.toml",
        "/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/fonts/....//....//pyproject.toml",
        "//etc/passwd",
        "/%5c..%5cpyproject.toml",
        "/_upload/x",
        "/.env",
        "/openapi.json",
    ],
)
async def test_no_path_leads_out_of_what_is_served(stranger: Stranger, path: str) -> None:
    url = URL(f"http://127.0.0.1:{stranger.portal.port}{path}", encoded=True)
    async with stranger.http.get(url, headers={"Host": stranger.host()}) as answer:
        text = await answer.text()
    assert answer.status in {400, 404}
    assert "tool.ruff" not in text
    assert "root:" not in text


async def test_no_log_names_a_session_or_an_address_with_its_query(stranger: Stranger) -> None:
    cookie = await stranger.cookie_of(CITIZEN)
    token = str(uuid4())
    await (await stranger.tab("/konto/", cookie, token=token)).load()
    await stranger.request("GET", f"/leistungen/?q={SECRET}", headers={"Cookie": cookie})
    await stranger.request("GET", f"/registrieren/bestaetigen/?code={SECRET}")
    written = stranger.portal.log("web")
    for never in (token, cookie.partition("=")[2], SECRET, CITIZEN):
        assert never not in written
