"""The service account over HTTP: who sets out, what a failure reads like, signing out both ways."""

import logging

import httpx
import pytest

from portal import wiring
from portal.persistence.database import Scope
from portal.web.http.servicekonto import LOGOUT_PATH, RETURN_PATH, START_PATH
from tests.support.accounts import a_citizen
from tests.support.openid import ISSUER, AProvider
from tests.support.site import Browser, Site

FORM = "/antrag/meldebescheinigung/?schritt=pruefen"
DRAFT = {"anbieter": "land", "zweck": "sign_in", "weiter": FORM}


@pytest.fixture
def provider(environment: pytest.MonkeyPatch) -> AProvider:
    """The provider that this installation is configured for."""
    there = AProvider()
    environment.setattr(wiring, "service_accounts", lambda _: {"land": there.portal_side()})
    return there


async def test_from_the_form_to_the_provider_and_back_to_the_same_step(
    provider: AProvider, portal: Site
) -> None:
    browser = portal.visit()
    before = await _session_cookie(browser)
    assert (await _signs_in(browser, provider)).headers["location"] == FORM
    assert await _session_cookie(browser) != before
    again = await browser.get(f"{RETURN_PATH}?code=x&state=y")
    assert again.status_code == 400 and "abgelaufen" in again.text


async def test_asked_for_is_the_level_that_the_form_needs(
    provider: AProvider, portal: Site
) -> None:
    browser = portal.visit()
    wanted = {
        "/antrag/meldebescheinigung/": "STORK-QAA-Level-3",
        "/en/antrag/meldebescheinigung/": "STORK-QAA-Level-3",
        "/antrag/geburtsurkunde/": "STORK-QAA-Level-1",
        "/konto/": "STORK-QAA-Level-1",
        "/antrag/": "STORK-QAA-Level-1",
        "https://angreifer.example/antrag/meldebescheinigung/": "STORK-QAA-Level-1",
    }
    for path, value in wanted.items():
        address = _address(await browser.post(START_PATH, data=DRAFT | {"weiter": path}))
        assert f"acr_values={value}&" in address, path


async def test_nobody_is_sent_off_from_a_foreign_page(provider: AProvider, portal: Site) -> None:
    foreign = {"Origin": "https://angreifer.example"}
    answer = await portal.visit().post(START_PATH, data=DRAFT, headers=foreign)
    assert answer.status_code == 403


async def test_linking_asks_first_who_sits_there(provider: AProvider, portal: Site) -> None:
    visitor = portal.visit()
    answer = await visitor.post(START_PATH, data=DRAFT | {"zweck": "link"})
    assert answer.headers["location"].startswith("/anmelden/?weiter=")


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"error": "access_denied"}, 200, "wurde abgebrochen"),
        ({"iss": "https://angreifer.example"}, 400, "konnten wir nicht prüfen"),
        ({"code": "erfunden"}, 400, "konnten wir nicht prüfen"),
    ],
)
async def test_each_failure_says_what_happened_and_leads_on_without_a_word_of_it_in_the_log(
    provider: AProvider, portal: Site, caplog: pytest.LogCaptureFixture,
    changes: dict[str, str], status: int, words: str,
) -> None:  # fmt: skip
    browser = portal.visit()
    answer = provider.sign_in(_address(await browser.post(START_PATH, data=DRAFT)))
    with caplog.at_level(logging.INFO):
        page = await browser.get(f"{RETURN_PATH}?{httpx.QueryParams(answer | changes)}")
    assert (page.status_code, words in page.text) == (status, True)
    assert "/anmelden/?weiter=/antrag/meldebescheinigung/" in page.text
    logged = [one.getMessage() for one in caplog.records if one.name == "portal.servicekonto"]
    assert len(logged) == 1
    assert answer["code"] not in logged[0] and answer["state"] not in logged[0]


async def test_a_parameter_that_comes_twice_is_worth_nothing(
    provider: AProvider, portal: Site
) -> None:
    browser = portal.visit()
    answer = provider.sign_in(_address(await browser.post(START_PATH, data=DRAFT)))
    twice = f"{RETURN_PATH}?{httpx.QueryParams(answer)}&state={answer['state']}"
    assert (await browser.get(twice)).status_code == 400


async def test_a_provider_that_is_down_leaves_the_other_ways(
    provider: AProvider, portal: Site
) -> None:
    provider.is_down = True
    page = await portal.visit().post(START_PATH, data=DRAFT)
    assert page.status_code == 503
    assert "Alle anderen Wege, sich anzumelden, gehen weiterhin." in page.text
    assert "/anmelden/?weiter=" in page.text


async def test_signing_out_here_offers_to_sign_out_there(provider: AProvider, portal: Site) -> None:
    browser = portal.visit()
    await _signs_in(browser, provider)
    page = await browser.post("/abmelden/")
    assert f'action="{ISSUER}/logout"' in page.text and 'name="id_token_hint"' in page.text
    assert "form-action" not in page.headers["content-security-policy"]
    anna = await a_citizen(portal.database)
    other = await portal.browser_of(Scope("citizen", anna.id, "papenburg"))
    assert (await other.post("/abmelden/")).status_code == 303


async def test_the_providers_own_logout_needs_no_browser_and_no_municipality(
    provider: AProvider, portal: Site
) -> None:
    browser = portal.visit()
    await _signs_in(browser, provider)
    token = provider.logout_token()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(portal.app), base_url="http://localhost:3000"
    ) as server:
        for path, sent, status in (
            ("land/", "erfunden", 400),
            ("unbekannt/", token, 404),
            ("land/", token, 200),
            ("land/", token, 400),
            ("", provider.logout_token(nonce="n"), 400),
        ):
            answer = await server.post(LOGOUT_PATH + path, data={"logout_token": sent})
            assert (answer.status_code, answer.headers["cache-control"]) == (status, "no-store")
    ended = await browser.post(START_PATH, data=DRAFT | {"zweck": "link"})
    assert ended.headers["location"].startswith("/anmelden/"), "nobody is signed in any more"


async def _signs_in(browser: Browser, provider: AProvider) -> httpx.Response:
    answer = provider.sign_in(_address(await browser.post(START_PATH, data=DRAFT)))
    return await browser.get(f"{RETURN_PATH}?{httpx.QueryParams(answer)}")


def _address(answer: httpx.Response) -> str:
    """Where the browser is sent on to."""
    return answer.headers["refresh"].removeprefix("0; url=")


async def _session_cookie(browser: Browser) -> str:
    await browser.post(START_PATH, data=DRAFT | {"anbieter": "unbekannt"})
    return next(iter(browser.client.cookies.values()), "")
