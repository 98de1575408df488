"""Attacks on signing in by a Servicekonto, through a certified provider that nobody here wrote.

A proxy in front of it alters what a test wants altered. Every refusal names its reason in the log.
"""

import base64
import hmac
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from portal.identity.tables import Account
from portal.integrations import oidc_metadata
from portal.persistence.database import Database, system_scope
from portal.shared import clock
from portal.shared.trust import TrustLevel
from tests.support.accounts import PASSWORD, a_citizen
from tests.support.certified_provider import (
    SECRET,
    CertifiedProvider,
    Passing,
    a_client,
    certified_provider,
)
from tests.support.service_account_visit import Traveller
from tests.support.site import Site

PORTAL = "http://papenburg.localhost:3000"
LOW, MIDDLE, HIGH = "STORK-QAA-Level-1", "STORK-QAA-Level-3", "STORK-QAA-Level-4"
CONFIGURATION = """
servicekonten:
  - id: land
    label: Servicekonto des Landes
    issuer: {issuer}
    client_id: land
    client_secret_variable: TEST_LAND_SECRET
    scopes: [openid, profile, address, email]
    account_key: bPK2
    levels:
      ask:
        substantial: [STORK-QAA-Level-3]
        high: [STORK-QAA-Level-4]
      ranking:
        STORK-QAA-Level-1: basic
        STORK-QAA-Level-3: substantial
        STORK-QAA-Level-4: high
    attributes:
      given_name: given_name
      family_name: family_name
      birth_date: birthdate
      email: email
      email_verified: email_verified
"""


@pytest.fixture(scope="module")
def certified() -> Iterator[CertifiedProvider]:
    with certified_provider(
        a_client("land", PORTAL), a_client("other", PORTAL), a_client("fresh", PORTAL)
    ) as running:
        yield running


@pytest.fixture
def provider(
    certified: CertifiedProvider, environment: pytest.MonkeyPatch, tmp_path: Path
) -> CertifiedProvider:
    """The portal is configured for it."""
    certified.behave()
    file = tmp_path / "servicekonten.yaml"
    file.write_text(CONFIGURATION.format(issuer=certified.issuer))
    environment.setenv("PORTAL_SERVICEKONTEN", str(file))
    environment.setenv("TEST_LAND_SECRET", SECRET)
    return certified


@pytest.fixture
async def traveller(provider: CertifiedProvider, portal: Site) -> AsyncIterator[Traveller]:
    someone = Traveller(portal, "land")
    yield someone
    await someone.close()


@pytest.fixture
def refused(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Why the portal refused last."""

    def reason() -> str:
        told = [r.getMessage() for r in caplog.records if r.name == "portal.servicekonto"]
        caplog.clear()
        return told[-1].rpartition("account: ")[2].rpartition("of land: ")[2] if told else ""

    return reason


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return read


def _b64(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def _hs256(token: str, secret: bytes) -> str:
    """Signed with something public as if it were a shared secret."""
    signed = f"{_b64({'alg': 'HS256', 'kid': 'first'})}.{token.split('.')[1]}"
    digest = hmac.digest(secret, signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def at_token(change: Callable[[dict[str, Any]], None]) -> Callable[[Passing], None]:
    """Alters the token endpoint's answer."""

    def alter(passing: Passing) -> None:
        if passing.path == "/token" and passing.status == 200:
            content = passing.json
            change(content)
            passing.json = content

    return alter


async def test_who_signs_in_has_the_level_that_came_back_and_a_new_session(
    provider: CertifiedProvider, traveller: Traveller
) -> None:
    await traveller.start()
    before = await traveller.session()
    answer = await traveller.ask(await traveller.question(niveau="substantial"))
    back = await traveller.return_with(answer)
    assert (back.status_code, back.headers["location"]) == (303, "/konto/")
    after = await traveller.session()
    assert before is not None and after is not None
    assert after.id != before.id
    assert after.trust_level is TrustLevel.SUBSTANTIAL
    assert after.display_name == "Wiebke Harms"
    assert answer["iss"] == provider.issuer


async def test_an_answer_used_twice_asks_the_provider_nothing(
    provider: CertifiedProvider, traveller: Traveller, refused: Callable[[], str]
) -> None:
    answer = await traveller.ask(await traveller.question())
    await traveller.return_with(answer)
    provider.asked.clear()
    again = await traveller.return_with(answer)
    assert again.status_code == 400
    assert refused() == "unknown, used or expired state"
    assert provider.asked == []
    # Also where it opened nothing, and so the session is still the one that asked.
    second = await traveller.ask(await traveller.question())
    await traveller.return_with(second | {"iss": "https://evil.example"})
    assert refused() == "iss of the answer"
    await traveller.return_with(second)
    assert refused() == "unknown, used or expired state"


async def test_a_code_used_twice_signs_nobody_in(
    traveller: Traveller, refused: Callable[[], str]
) -> None:
    first = await traveller.ask(await traveller.question())
    await traveller.return_with(first)
    thief = Traveller(traveller.site, "land")
    second = await thief.ask(await thief.question())
    await thief.return_with(second | {"code": first["code"]})
    assert refused() == "token endpoint: invalid_grant"
    assert not await thief.is_signed_in()
    await thief.close()


async def test_an_answer_counts_in_the_browser_that_asked_alone(
    provider: CertifiedProvider, traveller: Traveller, refused: Callable[[], str]
) -> None:
    attackers = await traveller.ask(await traveller.question())
    victim = Traveller(traveller.site, "land")
    await victim.start()
    provider.asked.clear()
    for answer in (
        attackers,
        attackers | {"state": "guessed"},
        {name: value for name, value in attackers.items() if name != "state"},
    ):
        page = await victim.return_with(answer)
        assert page.status_code == 400
        assert refused() == "unknown, used or expired state"
    assert not await victim.is_signed_in()
    assert provider.asked == []
    await traveller.return_with(attackers | {"state": attackers["state"] + "x"})
    assert not await traveller.is_signed_in()
    await victim.close()


async def test_a_level_too_low_leaves_everything_as_it_was(
    provider: CertifiedProvider, traveller: Traveller, refused: Callable[[], str]
) -> None:
    provider.next(acr=LOW)
    await traveller.travel()
    before = await traveller.session()
    provider.next(acr=LOW)
    draft = "/antrag/uebermittlungssperre/"
    page = await traveller.travel("step_up", niveau="substantial", weiter=draft)
    assert page.status_code == 400
    assert draft in page.text
    assert refused() == "level too low"
    assert await traveller.session() == before
    provider.next(acr=HIGH)
    climbed = await traveller.travel("step_up", niveau="substantial", weiter=draft)
    assert climbed.headers["location"] == draft
    after = await traveller.session()
    assert after is not None and before is not None
    assert after.trust_level is TrustLevel.HIGH
    assert after.id != before.id


async def test_a_nonce_or_challenge_that_is_not_ours_signs_nobody_in(
    traveller: Traveller, refused: Callable[[], str]
) -> None:
    address = await traveller.question()
    await traveller.return_with(await traveller.ask(address, nonce="of-somebody-else"))
    assert refused() == "id token: nonce"
    address = await traveller.question()
    await traveller.return_with(await traveller.ask(address, code_challenge="A" * 43))
    assert refused() == "token endpoint: invalid_grant"
    assert not await traveller.is_signed_in()


async def test_an_id_token_that_was_altered_signs_nobody_in(
    provider: CertifiedProvider, traveller: Traveller, refused: Callable[[], str]
) -> None:
    public = KeySet.import_key_set(httpx.get(f"{provider.issuer}/jwks").json()).keys[0]
    own = RSAKey.generate_key(2048, {"kid": "unknown"}, private=True)

    def resigned(token: str, key: Any, kid: str) -> str:
        return jwt.encode({"alg": "RS256", "kid": kid}, claims_of(token), key)

    def raised(token: str) -> str:
        head, _, signature = token.split(".")
        return f"{head}.{_b64(claims_of(token) | {'acr': HIGH})}.{signature}"

    altered: tuple[tuple[Callable[[str], str], str], ...] = (
        (raised, "token: signature"),
        (lambda t: t[:-8] + ("A" * 8), "token: signature"),
        (lambda t: resigned(t, own, "first"), "token: signature"),
        (lambda t: resigned(t, own, "unknown"), "unknown signing key"),
        (lambda t: _hs256(t, public.as_pem(private=False)), "token: algorithm"),
        (lambda t: _hs256(t, SECRET.encode()), "token: algorithm"),
        (lambda t: f"{_b64({'alg': 'none'})}.{t.split('.')[1]}.", "token: algorithm"),
        (lambda t: f"{_b64({'alg': 'nOnE'})}.{t.split('.')[1]}.", "token: algorithm"),
        (lambda t: "no.token", "token: header"),
        (lambda t: "", "token: header"),
    )
    for change, reason in altered:

        def put(content: dict[str, Any], change: Callable[[str], str] = change) -> None:
            content["id_token"] = change(content["id_token"])

        provider.alter = at_token(put)
        page = await traveller.travel()
        assert page.status_code == 400
        assert refused() == reason
        assert not await traveller.is_signed_in()


async def test_an_id_token_for_another_client_signs_nobody_in(
    provider: CertifiedProvider, traveller: Traveller, refused: Callable[[], str]
) -> None:
    """A dishonest service at the same provider hands on what its visitors brought it."""
    ours = await traveller.question()
    theirs = ours.replace("client_id=land", "client_id=other")
    verifier = "v" * 43
    challenge = "7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"
    code = (await traveller.ask(theirs, code_challenge=challenge))["code"]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": f"{PORTAL}/anmelden/servicekonto/zurueck/",
        "code_verifier": verifier,
    }
    told = httpx.post(f"{provider.issuer}/token", data=form, auth=("other", SECRET)).json()
    assert claims_of(told["id_token"])["aud"] == "other"
    provider.alter = at_token(lambda content: content.update(told))
    await traveller.return_with(await traveller.ask(ours))
    assert refused() == "id token: aud"
    assert not await traveller.is_signed_in()


async def test_an_id_token_that_has_expired_signs_nobody_in(
    traveller: Traveller, refused: Callable[[], str]
) -> None:
    answer = await traveller.ask(await traveller.question())
    with clock.pretend(clock.now() + timedelta(minutes=7)):
        await traveller.return_with(answer)
        assert refused().startswith("id token: exp")
    assert not await traveller.is_signed_in()


async def test_the_answer_of_another_issuer_gets_no_code_of_ours(
    provider: CertifiedProvider, traveller: Traveller, refused: Callable[[], str]
) -> None:
    for change in ({"iss": "https://evil.example"}, {"iss": f"{provider.issuer}/"}, {"iss": ""}):
        answer = await traveller.ask(await traveller.question()) | change
        provider.asked.clear()
        await traveller.return_with({name: value for name, value in answer.items() if value})
        assert refused() == "iss of the answer"
        assert "/token" not in provider.asked
    assert not await traveller.is_signed_in()


async def test_the_description_of_another_issuer_is_not_followed(
    provider: CertifiedProvider, traveller: Traveller, refused: Callable[[], str]
) -> None:
    def mislead(passing: Passing) -> None:
        if passing.path.endswith("openid-configuration"):
            passing.json = passing.json | {"issuer": "https://evil.example"}

    provider.alter = mislead
    page = await traveller.start()
    assert page.status_code == 503
    assert refused() == "discovery of another issuer"


async def test_a_provider_may_change_its_key(
    provider: CertifiedProvider, traveller: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    await traveller.travel()
    newer = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"}, private=True)

    def rotate(passing: Passing) -> None:
        if passing.path == "/jwks":
            passing.json = {"keys": [newer.as_dict(private=False)]}
        at_token(resign)(passing)

    def resign(content: dict[str, Any]) -> None:
        header = {"alg": "RS256", "kid": "second"}
        content["id_token"] = jwt.encode(header, claims_of(content["id_token"]), newer)

    provider.alter = rotate
    monkeypatch.setattr(oidc_metadata, "KEYS_AGAIN_SECONDS", 0)
    someone = Traveller(traveller.site, "land")
    await someone.travel()
    assert await someone.is_signed_in()
    await someone.close()


async def test_signing_out_at_the_provider_ends_the_session_here_and_only_once(
    provider: CertifiedProvider, traveller: Traveller, refused: Callable[[], str]
) -> None:
    other = Traveller(traveller.site, "land")
    provider.next(account="gerd")
    await other.travel()
    await traveller.travel()
    token = await _signed_out_there(provider, traveller)
    assert claims_of(token)["sub"] == "wiebke"
    body = token.split(".")[1]
    own = RSAKey.generate_key(2048, {"kid": "first"}, private=True)
    header = {"alg": "RS256", "kid": "first", "typ": "logout+jwt"}
    forged = {
        "token: signature": jwt.encode(header, claims_of(token), own),
        "token: algorithm": f"{_b64({'alg': 'none', 'typ': 'logout+jwt'})}.{body}.",
        "token: header": "no.token",
    }
    for reason, bad in forged.items():
        answer = await _tell(traveller.site, bad)
        assert (answer.status_code, refused()) == (400, reason)
        assert await traveller.is_signed_in()
    assert (await _tell(traveller.site, token)).status_code == 200
    assert not await traveller.is_signed_in()
    assert await other.is_signed_in()
    again = await _tell(traveller.site, token)
    assert again.status_code == 400
    assert (await _tell(traveller.site, token, "unknown")).status_code == 404
    await other.close()


async def test_an_id_token_signs_nobody_out(
    provider: CertifiedProvider, traveller: Traveller, refused: Callable[[], str]
) -> None:
    kept: list[str] = []
    provider.alter = at_token(lambda content: kept.append(content["id_token"]))
    await traveller.travel()
    answer = await _tell(traveller.site, kept[0])
    assert (answer.status_code, refused()) == (400, "logout token: typ")
    assert await traveller.is_signed_in()


@pytest.mark.parametrize("trouble", ["down", "slow", "nonsense"])
async def test_a_provider_in_trouble_leaves_the_other_ways(
    provider: CertifiedProvider,
    traveller: Traveller,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    trouble: str,
) -> None:
    assert oidc_metadata.TIMEOUT_SECONDS < 10
    monkeypatch.setattr(oidc_metadata, "TIMEOUT_SECONDS", 0.3)
    citizen = await a_citizen(database)
    provider.is_down = trouble == "down"
    provider.seconds_late = 2 if trouble == "slow" else 0
    if trouble == "nonsense":
        provider.alter = _stammer
    page = await traveller.start()
    assert page.status_code == 503
    assert "Alle anderen Wege" in page.text
    await traveller.portal.post(
        "/anmelden/", data={"email": citizen.email, "password": PASSWORD, "weiter": "/konto/"}
    )
    session = await traveller.session()
    assert session is not None and session.account_id == citizen.id


def _stammer(passing: Passing) -> None:
    passing.body = b"<html>502 Bad Gateway</html>"


async def test_nobody_takes_over_an_account_by_its_address(
    provider: CertifiedProvider,
    traveller: Traveller,
    database: Database,
) -> None:
    citizen = await a_citizen(database)
    async with database.transaction(system_scope()) as session:
        (await session.get_one(Account, citizen.id)).email = "mallory@post.example"
    provider.next(account="mallory")
    await traveller.travel()
    session = await traveller.session()
    assert session is None or session.account_id != citizen.id


async def _signed_out_there(provider: CertifiedProvider, traveller: Traveller) -> str:
    """The logout token that the provider sends when somebody signs out at it."""
    page = await traveller.there.get(f"{provider.issuer}/session/end")
    xsrf = re.search(r'name="xsrf" value="([^"]+)"', page.text)
    assert xsrf
    await traveller.there.post(
        f"{provider.issuer}/session/end/confirm", data={"xsrf": xsrf.group(1), "logout": "yes"}
    )
    return provider.logout_tokens[0]


async def _tell(site: Site, token: str, provider_id: str = "land") -> httpx.Response:
    """As the provider's server does, without any cookie."""
    return await site.visit().client.post(
        f"/anmelden/servicekonto/abmeldung/{provider_id}/", data={"logout_token": token}
    )
