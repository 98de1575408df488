"""`portal servicekonto check`: what does not fit is said before a citizen finds out."""

from typing import Any

import pytest

from portal.identity.provider_config import LevelRules, Logout
from portal.shared.trust import TrustLevel
from tests.support.openid import AProvider


async def test_a_provider_that_fits_has_no_fault() -> None:
    assert await AProvider().portal_side().check() == []


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"issuer": "https://anderswo.example"}, "discovery of another issuer"),
        ({"token_endpoint": None}, "discovery lacks token_endpoint"),
        ({"token_endpoint": "http://konto.example/token"}, "discovery lacks token_endpoint"),
        ({"code_challenge_methods_supported": ["plain"]}, "PKCE mit S256"),
        ({"response_types_supported": ["id_token"]}, "Code Flow"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "client_secret_basic"),
        ({"id_token_signing_alg_values_supported": ["HS256"]}, "signiert nur mit HS256"),
        ({"acr_values_supported": ["STORK-QAA-Level-1"]}, "kennt STORK-QAA-Level-4 nicht"),
        ({"scopes_supported": ["openid"]}, "kennt den Scope profile nicht"),
    ],
)
async def test_each_fault_is_named(told: dict[str, Any], words: str) -> None:
    findings = await AProvider(document=told).portal_side().check()
    assert any(words in finding.words and finding.is_fault for finding in findings)


async def test_what_merely_is_missing_is_noted() -> None:
    told = {
        "authorization_response_iss_parameter_supported": False,
        "end_session_endpoint": None,
        "backchannel_logout_supported": None,
    }
    weak = LevelRules(request="none", otherwise=TrustLevel.BASIC)
    findings = await AProvider(document=told).portal_side(levels=weak, logout=Logout()).check()
    assert len(findings) == 4 and not any(finding.is_fault for finding in findings)


async def test_a_provider_that_does_not_answer_is_a_fault() -> None:
    (finding,) = await AProvider(is_down=True).portal_side().check()
    assert finding.is_fault and "/.well-known/openid-configuration" in finding.words


async def test_without_a_key_nobody_could_be_signed_in() -> None:
    findings = await AProvider(keys=[]).portal_side().check()
    assert [finding.is_fault for finding in findings] == [True]
