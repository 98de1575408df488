"""The demo's Servicekonto is a real OpenID provider: what it gives, and what it refuses."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from portal.integrations.demo.openid_provider import client_secret
from portal.settings import load_settings
from portal.shared import clock
from portal.web.services import services
from tests.support.oidc_client import Claims, Question, answer_in, labels_on
from tests.support.site import Browser, Site

ISSUER = "http://localhost:3000/demo/servicekonto"
PORTAL = "http://papenburg.localhost:3000"
BACK = f"{PORTAL}/anmelden/servicekonto/zurueck/"
HIGH, SUBSTANTIAL, BASIC = "STORK-QAA-Level-4", "STORK-QAA-Level-3", "STORK-QAA-Level-1"


@pytest.fixture
def servicekonto(portal: Site) -> "Servicekonto":
    return Servicekonto(portal)


class Servicekonto:
    """The provider, as a browser and as the portal's server use it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.browser = self.new_browser()
        self.server = self.new_browser().client

    def new_browser(self) -> Browser:
        """On the bare host, where the provider lives."""
        browser = self.site.visit()
        browser.client.base_url = httpx.URL("http://localhost:3000")
        return Browser(browser.client, "http://localhost:3000")

    async def page(self, question: Question, **changed: str) -> httpx.Response:
        return await self.browser.client.get(
            f"{ISSUER}/anmelden", params=question.parameters(**changed)
        )

    async def choose(
        self,
        question: Question,
        person: str = "anneke",
        niveau: str = HIGH,
        asked: Mapping[str, str] | None = None,
        **fields: str,
    ) -> httpx.Response:
        form = {"entscheidung": "weiter", "person": person, "niveau": niveau, **fields}
        return await self.browser.client.post(
            f"{ISSUER}/anmelden",
            params=question.parameters(**(asked or {})),
            data=form,
            headers={"Origin": self.browser.origin},
        )

    async def code(self, question: Question, **choice: Any) -> str:
        return answer_in(await self.choose(question, **choice))["code"]

    async def redeem(
        self, question: Question, code: str, /, secret: str | None = None, **changed: str
    ) -> httpx.Response:
        known = client_secret(load_settings().secret_key) if secret is None else secret
        return await self.server.post(
            f"{ISSUER}/token",
            data=question.form(code, **changed),
            auth=("schalter-demo", known),
        )

    async def claims(self, question: Question, **choice: Any) -> Claims:
        """Of the verified ID token."""
        answer = await self.redeem(question, await self.code(question, **choice))
        keys = KeySet.import_key_set((await self.server.get(f"{ISSUER}/jwks")).json())
        return jwt.decode(answer.json()["id_token"], keys, algorithms=["ES256"]).claims

    async def userinfo(self, token: str) -> httpx.Response:
        return await self.server.get(
            f"{ISSUER}/userinfo", headers={"Authorization": f"Bearer {token}"}
        )


async def test_it_describes_itself(servicekonto: Servicekonto) -> None:
    told = (await servicekonto.server.get(f"{ISSUER}/.well-known/openid-configuration")).json()
    assert told["issuer"] == ISSUER
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["authorization_response_iss_parameter_supported"] is True
    assert told["backchannel_logout_session_supported"] is True
    key = (await servicekonto.server.get(told["jwks_uri"])).json()["keys"][0]
    assert key["alg"] == "ES256"
    assert "d" not in key


async def test_the_page_asks_for_level_and_person_and_says_it_is_a_demonstration(
    servicekonto: Servicekonto,
) -> None:
    page = await servicekonto.page(Question(BACK), acr_values=f"unknown {SUBSTANTIAL}")
    assert page.status_code == 200
    assert "Dies ist eine Vorführung" in page.text
    assert "Das Portal bittet um „substanziell“" in page.text
    assert f'value="{SUBSTANTIAL}" selected' in page.text
    assert {"Vertrauensniveau", "Anneke Marie Behrens", "Andere Person"} <= set(
        labels_on(page.text)
    )
    assert f"form-action 'self' {PORTAL};" in page.headers["content-security-policy"]


async def test_who_signs_in_comes_back_with_a_code_for_verified_claims(
    servicekonto: Servicekonto,
) -> None:
    question = Question(BACK)
    back = await servicekonto.choose(question)
    assert back.headers["location"].startswith(f"{BACK}?code=")
    assert answer_in(back)["state"] == question.state
    assert answer_in(back)["iss"] == ISSUER
    claims = await servicekonto.claims(question)
    assert (claims["iss"], claims["aud"]) == (ISSUER, "schalter-demo")
    assert (claims["nonce"], claims["acr"]) == (question.nonce, HIGH)
    assert claims["exp"] > claims["iat"] >= claims["auth_time"]
    assert (claims["given_name"], claims["family_name"]) == ("Anneke Marie", "Behrens")
    assert (claims["birth_name"], claims["birthdate"]) == ("Tholen", "1988-04-12")
    assert claims["address"]["locality"] == "Papenburg"
    assert claims["email_verified"] is True
    assert claims["sid"] and claims["bPK2"] and claims["sub"]


async def test_the_scope_bounds_what_is_told(servicekonto: Servicekonto) -> None:
    claims = await servicekonto.claims(Question(BACK, scope="openid email phone"))
    assert claims["email"]
    assert not {"given_name", "address"} & claims.keys()


async def test_a_tester_makes_people_and_meets_them_again(servicekonto: Servicekonto) -> None:
    typed = {
        "given_name": " Ada  Maria ",
        "family_name": "<Lübben>",
        "birthdate": "1990-01-31",
        "postal_code": "26871",
    }
    first = await servicekonto.claims(Question(BACK), person="andere", niveau=BASIC, **typed)
    assert (first["given_name"], first["family_name"]) == ("Ada Maria", "<Lübben>")
    assert first["address"] == {"postal_code": "26871", "country": "DE"}
    assert "email" not in first
    page = (await servicekonto.page(Question(BACK))).text
    assert "&lt;Lübben&gt;" in page
    assert "<Lübben>" not in page
    servicekonto.browser = servicekonto.new_browser()
    again = await servicekonto.claims(Question(BACK), person="andere", **typed)
    assert (again["sub"], again["bPK2"]) == (first["sub"], first["bPK2"])
    assert again["sid"] != first["sid"]


FAULTY_CHOICES: tuple[tuple[dict[str, str], str], ...] = (
    ({"person": "andere", "family_name": "Lübben"}, "Die Vornamen fehlen."),
    (
        {"person": "andere", "given_name": "A", "family_name": "B", "birthdate": "2999-01-01"},
        "Bitte geben Sie einen Tag an, den es schon gab.",
    ),
    ({"person": "nobody"}, "Bitte wählen Sie eine Person."),
    ({"niveau": "very high"}, "Bitte wählen Sie ein Vertrauensniveau."),
)


async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(servicekonto: Servicekonto) -> None:
    for typed, fault in FAULTY_CHOICES:
        page = await servicekonto.choose(Question(BACK), **typed)
        assert page.status_code == 422
        assert page.text.count(fault) == 2
        for name in {"family_name", "given_name", "birthdate"} & typed.keys():
            assert f'value="{typed[name]}"' in page.text


async def test_who_breaks_off_comes_back_without_a_code(servicekonto: Servicekonto) -> None:
    question = Question(BACK)
    answer = answer_in(await servicekonto.choose(question, entscheidung="abbrechen"))
    assert answer["error"] == "access_denied"
    assert (answer["state"], answer["iss"]) == (question.state, ISSUER)
    assert "code" not in answer


FOREIGN: tuple[dict[str, str], ...] = (
    {"client_id": "somebody-else"},
    {"redirect_uri": "http://evil.example/anmelden/servicekonto/zurueck/"},
    {"redirect_uri": f"{PORTAL}/anmelden/servicekonto/zurueck/?x=1"},
    {"redirect_uri": f"{PORTAL}/konto/"},
    {"redirect_uri": f"https://papenburg.localhost:3000{BACK.removeprefix(PORTAL)}"},
    {"redirect_uri": f"http://nowhere.localhost:3000{BACK.removeprefix(PORTAL)}"},
    {"redirect_uri": f"http://papenburg.localhost:4000{BACK.removeprefix(PORTAL)}"},
    {"redirect_uri": f"http://a@papenburg.localhost:3000{BACK.removeprefix(PORTAL)}"},
    {"redirect_uri": "http://Ü.example/"},
    {"redirect_uri": ""},
)


async def test_nobody_but_the_portal_is_answered(servicekonto: Servicekonto) -> None:
    for changed in FOREIGN:
        for answer in (
            await servicekonto.page(Question(BACK), **changed),
            await servicekonto.choose(Question(BACK), asked=changed),
        ):
            assert answer.status_code == 400, changed
            assert "location" not in answer.headers


FAULTY_QUESTIONS: tuple[tuple[dict[str, str], str], ...] = (
    ({"code_challenge": "", "code_challenge_method": ""}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge_method": ""}, "invalid_request"),
    ({"nonce": ""}, "invalid_request"),
    ({"scope": "profile"}, "invalid_scope"),
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"prompt": "none"}, "login_required"),
)


async def test_a_faulty_question_is_answered_with_an_error(servicekonto: Servicekonto) -> None:
    for changed, error in FAULTY_QUESTIONS:
        question = Question(BACK)
        answer = answer_in(await servicekonto.page(question, **changed))
        assert (answer["error"], answer["state"]) == (error, question.state), changed
        assert answer["iss"] == ISSUER


async def test_a_foreign_page_cannot_decide(servicekonto: Servicekonto) -> None:
    answer = await servicekonto.browser.client.post(
        f"{ISSUER}/anmelden",
        params=Question(BACK).parameters(),
        data={"entscheidung": "weiter", "person": "anneke", "niveau": HIGH},
        headers={"Origin": "http://elsewhere.example"},
    )
    assert answer.status_code == 403


async def test_a_code_serves_the_portal_alone(servicekonto: Servicekonto) -> None:
    question = Question(BACK)
    code = await servicekonto.code(question)
    wrong_secret = await servicekonto.redeem(question, code, secret="guessed")
    assert (wrong_secret.status_code, wrong_secret.json()["error"]) == (401, "invalid_client")
    for changed in (
        {"code_verifier": "x" * 60},
        {"code_verifier": ""},
        {"redirect_uri": BACK.replace("papenburg", "leer")},
        {"code": "guessed"},
        {"grant_type": "password"},
        {"grant_type": "pässword"},
    ):
        refused = await servicekonto.redeem(question, code, **changed)
        assert refused.status_code == 400, changed
        assert "id_token" not in refused.json()
    taken = await servicekonto.redeem(question, code)
    assert taken.status_code == 200
    assert taken.headers["cache-control"] == "no-store"


async def test_a_code_used_twice_takes_back_what_it_gave(servicekonto: Servicekonto) -> None:
    question = Question(BACK)
    code = await servicekonto.code(question)
    token = (await servicekonto.redeem(question, code)).json()["access_token"]
    assert (await servicekonto.userinfo(token)).json()["family_name"] == "Behrens"
    again = await servicekonto.redeem(question, code)
    assert again.json()["error"] == "invalid_grant"
    refused = await servicekonto.userinfo(token)
    assert refused.status_code == 401
    assert (await servicekonto.userinfo("guessed")).status_code == 401


async def test_a_code_and_a_token_grow_old(servicekonto: Servicekonto) -> None:
    question = Question(BACK)
    code = await servicekonto.code(question)
    with clock.pretend(clock.now() + timedelta(seconds=61)):
        assert (await servicekonto.redeem(question, code)).json()["error"] == "invalid_grant"
    token = (await servicekonto.redeem(question, code)).json()["access_token"]
    with clock.pretend(clock.now() + timedelta(minutes=6)):
        assert (await servicekonto.userinfo(token)).status_code == 401


async def test_who_is_signed_in_stays_so_until_asked_anew(servicekonto: Servicekonto) -> None:
    with clock.pretend(clock.now() - timedelta(minutes=10)):
        first = await servicekonto.claims(Question(BACK), niveau=BASIC)
    quiet = answer_in(await servicekonto.page(Question(BACK), prompt="none"))
    assert "code" in quiet
    same = await servicekonto.claims(Question(BACK), niveau=BASIC)
    assert (same["sid"], same["auth_time"]) == (first["sid"], first["auth_time"])
    higher = await servicekonto.claims(Question(BACK), niveau=HIGH)
    assert (higher["sid"], higher["acr"]) == (first["sid"], HIGH)
    assert higher["auth_time"] > first["auth_time"]
    other = await servicekonto.claims(Question(BACK), person="murat")
    assert other["sid"] != first["sid"]


async def test_the_portal_can_ask_to_sign_in_anew(servicekonto: Servicekonto) -> None:
    for changed in ({"prompt": "login"}, {"max_age": "300"}):
        with clock.pretend(clock.now() - timedelta(minutes=10)):
            first = await servicekonto.claims(Question(BACK), asked={"prompt": "login"})
        second = await servicekonto.claims(Question(BACK), asked=changed)
        assert second["auth_time"] > first["auth_time"]
        assert second["sid"] == first["sid"]
    with clock.pretend(clock.now() + timedelta(minutes=10)):
        quiet = await servicekonto.page(Question(BACK), prompt="none", max_age="300")
    assert answer_in(quiet)["error"] == "login_required"


async def test_the_key_outlives_the_process_and_its_neighbours_share_it(
    servicekonto: Servicekonto,
) -> None:
    first = (await servicekonto.server.get(f"{ISSUER}/jwks")).json()
    await services().close()
    services.cache_clear()
    assert (await servicekonto.server.get(f"{ISSUER}/jwks")).json() == first


async def test_signing_out_at_the_provider_ends_everything_there(demo: Site) -> None:
    servicekonto = Servicekonto(demo)
    question = Question(BACK)
    code = await servicekonto.code(question)
    token = (await servicekonto.redeem(question, code)).json()["access_token"]
    page = (await servicekonto.browser.get("/demo/servicekonto/")).text
    assert "Anneke Marie Behrens" in page
    assert "Beim Servicekonto abmelden" in page
    await servicekonto.browser.post("/demo/servicekonto/abmelden")
    page = (await servicekonto.browser.get("/demo/servicekonto/")).text
    assert "niemand angemeldet" in page
    assert (await servicekonto.userinfo(token)).status_code == 401
    quiet = answer_in(await servicekonto.page(Question(BACK), prompt="none"))
    assert quiet["error"] == "login_required"


async def test_the_portal_signs_somebody_out_there_too(demo: Site) -> None:
    servicekonto = Servicekonto(demo)
    question = Question(BACK)
    code = await servicekonto.code(question)
    tokens = (await servicekonto.redeem(question, code)).json()
    asked = {
        "id_token_hint": tokens["id_token"],
        "post_logout_redirect_uri": f"{PORTAL}/anmelden/",
        "state": "s",
    }
    elsewhere = {**asked, "post_logout_redirect_uri": "http://evil.example/"}
    left = await servicekonto.browser.client.get(f"{ISSUER}/abmelden", params=elsewhere)
    assert left.headers["location"] == "/demo/servicekonto/"
    left = await servicekonto.browser.client.get(f"{ISSUER}/abmelden", params=asked)
    assert left.headers["location"] == f"{PORTAL}/anmelden/?state=s"
    assert (await servicekonto.userinfo(tokens["access_token"])).status_code == 401
    forged = {**asked, "id_token_hint": tokens["id_token"][:-4] + "AAAA"}
    refused = await servicekonto.browser.client.get(f"{ISSUER}/abmelden", params=forged)
    assert refused.status_code == 400


async def test_without_an_id_token_nobody_is_signed_out_unasked(
    servicekonto: Servicekonto,
) -> None:
    await servicekonto.claims(Question(BACK))
    asked = {"client_id": "schalter-demo", "post_logout_redirect_uri": f"{PORTAL}/"}
    led = await servicekonto.browser.client.get(f"{ISSUER}/abmelden", params=asked)
    assert led.headers["location"] == "/demo/servicekonto/"
    assert "Anneke" in (await servicekonto.browser.get("/demo/servicekonto/")).text
    foreign = await servicekonto.browser.post(
        "/demo/servicekonto/abmelden", headers={"Origin": "http://elsewhere.example"}
    )
    assert foreign.status_code == 403


async def test_a_reset_forgets_who_was_signed_in_but_not_the_key_that_the_portal_knows(
    demo: Site,
) -> None:
    servicekonto = Servicekonto(demo)
    await servicekonto.claims(Question(BACK))
    before = (await servicekonto.server.get(f"{ISSUER}/jwks")).json()
    await servicekonto.server.post("/demo/reset")
    page = (await servicekonto.browser.get("/demo/servicekonto/")).text
    assert "niemand angemeldet" in page
    assert (await servicekonto.server.get(f"{ISSUER}/jwks")).json() == before
