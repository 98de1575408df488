"""Cookies and sessions: whose they are, where they hold, and when they end."""

import pytest

from portal.persistence.database import Database
from portal.settings import load_settings
from portal.web.cookies import session_cookie_name
from portal.web.services import services
from portal.web.session import bind_token, identify
from tests.support.accounts import PASSWORD, a_case_worker, a_citizen
from tests.support.site import Browser, Site

FIELDS = {"email": "anna@post.example", "password": PASSWORD, "weiter": "/konto/"}
COOKIE = "schalter-3000"


async def signed_in(portal: Site, municipality: str = "papenburg") -> Browser:
    browser = portal.visit(municipality)
    await browser.get("/anmelden/")
    assert (await browser.post("/anmelden/", data=FIELDS)).status_code == 303
    return browser


def token_of(browser: Browser) -> str:
    return browser.client.cookies[COOKIE]


async def who(token: str, host: str = "papenburg.localhost:3000", name: str = COOKIE) -> str:
    """Whom the portal takes the sender of this cookie for."""
    visit = await identify(host, f"{name}={token}")
    return visit.session.email if visit.session else ""


async def test_no_script_reads_the_session_and_no_other_site_sends_it(portal: Site) -> None:
    cookie = (await portal.visit().get("/anmelden/")).headers["set-cookie"]
    name, *flags = [part.strip().lower() for part in cookie.split(";")]
    assert name.startswith(f"{COOKIE}=")
    assert {"httponly", "samesite=lax", "path=/"} <= set(flags)
    assert not any(flag.startswith("domain") for flag in flags)


async def test_over_https_the_cookie_is_bound_to_its_host(
    portal: Site, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("PORTAL_HTTPS", "1")
    load_settings.cache_clear()
    answer = await portal.visit().get("/anmelden/")
    assert answer.headers["set-cookie"].startswith("__Host-schalter=")
    assert "secure" in answer.headers["set-cookie"].lower()
    stays_with_https = answer.headers["strict-transport-security"]
    assert stays_with_https == "max-age=31536000; includeSubDomains"


async def test_what_was_planted_before_signing_in_is_worth_nothing(
    portal: Site, database: Database
) -> None:
    await a_citizen(database)
    browser = portal.visit()
    await browser.get("/anmelden/")
    planted = token_of(browser)
    await browser.post("/anmelden/", data=FIELDS)
    assert token_of(browser) != planted
    assert await who(token_of(browser)) == "anna@post.example"
    assert await who(planted) == ""


async def test_a_made_up_session_is_never_taken_on(portal: Site, database: Database) -> None:
    await a_citizen(database)
    browser = portal.visit()
    browser.client.cookies.set(COOKIE, "planted-by-somebody")
    answer = await browser.post("/anmelden/", data=FIELDS)
    assert "planted-by-somebody" not in answer.headers["set-cookie"]
    assert await who("planted-by-somebody") == ""


async def test_signing_out_ends_the_session_on_the_server(portal: Site, database: Database) -> None:
    await a_citizen(database)
    browser = await signed_in(portal)
    stolen = token_of(browser)
    assert await who(stolen) == "anna@post.example"
    await browser.post("/abmelden/")
    assert await who(stolen) == ""


async def test_a_session_holds_at_its_own_town_and_port_alone(
    portal: Site, database: Database
) -> None:
    await a_citizen(database)
    token = token_of(await signed_in(portal))
    assert await who(token, "leer.localhost:3000") == ""
    assert await who(token, "localhost:3000") == ""
    assert await who(token, name="schalter-3001") == ""
    assert await who(token, name="__Host-schalter") == ""
    assert await who(token, "PAPENBURG.localhost:3000") == "anna@post.example"


async def test_what_a_tab_showed_opens_to_the_same_living_session_alone(
    portal: Site, database: Database
) -> None:
    await a_citizen(database)
    browser = await signed_in(portal)
    cookie, tab = f"{COOKIE}={token_of(browser)}", "a-tab"

    async def key(host: str = "papenburg.localhost:3000", cookie: str = cookie) -> str:
        return bind_token(await identify(host, cookie), tab)

    own = await key()
    assert own == await key()
    others = {
        await key(cookie=""),
        await key(cookie=f"{COOKIE}=guessed"),
        await key("leer.localhost:3000"),
    }
    assert own not in others
    await browser.post("/abmelden/")
    assert await key() != own


async def test_staff_and_citizens_each_have_their_own_door(
    portal: Site, database: Database
) -> None:
    await a_citizen(database)
    worker = await a_case_worker(database)
    wrong_doors = [
        ("/verwaltung/anmelden/", "anna@post.example"),
        ("/anmelden/", worker.email),
    ]
    for door, email in wrong_doors:
        browser = portal.visit()
        answer = await browser.post(door, data=FIELDS | {"email": email})
        assert answer.headers["location"].startswith(door)
        assert await who(token_of(browser)) == ""


async def test_claimed_addresses_do_not_make_guessing_quick(
    portal: Site, database: Database
) -> None:
    await a_citizen(database)
    browser = portal.visit()
    for number in range(4):
        forged = {"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": f"198.51.100.{number}"}
        await browser.post("/anmelden/", data=FIELDS | {"password": "falsch"}, headers=forged)
    right = await browser.post("/anmelden/", data=FIELDS, headers={"X-Forwarded-For": "::1"})
    assert right.headers["location"].startswith("/anmelden/")


def test_the_name_of_the_cookie_names_the_port(portal: Site) -> None:
    assert session_cookie_name(load_settings()) == COOKIE
    assert services().demo
