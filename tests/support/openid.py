"""A provider of service accounts for tests: small, exact, and as dishonest as a test wants it."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from portal.identity.provider_config import LevelRules, ServiceAccount
from portal.integrations.oidc import OpenIdProvider
from portal.integrations.oidc_tokens import LOGOUT_EVENT
from portal.shared import clock
from portal.shared.trust import TrustLevel

ISSUER = "https://konto.example/realms/land"
CLIENT = "schalter"
SECRET = "geheim genug"
PERSON = {
    "sub": "person-1",
    "bPK2": "bpk-1",
    "sid": "sitzung-1",
    "given_name": "Anneke Marie",
    "family_name": "Behrens",
    "birthdate": "1988-04-12",
    "address": {"street_address": "Hauptkanal rechts 12", "locality": "Papenburg"},
}
RANKING = {
    "STORK-QAA-Level-1": TrustLevel.BASIC,
    "STORK-QAA-Level-3": TrustLevel.SUBSTANTIAL,
    "STORK-QAA-Level-4": TrustLevel.HIGH,
}


@cache
def a_key(kid: str) -> RSAKey:
    """A signing key; made once, as that takes a while."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}, private=True)


def a_configuration(**changes: Any) -> ServiceAccount:
    """As an installation has it for the provider of these tests."""
    told: dict[str, Any] = {
        "id": "land",
        "label": "Servicekonto des Landes",
        "issuer": ISSUER,
        "client_id": CLIENT,
        "client_secret_variable": "UNUSED",
        "levels": LevelRules(
            ask={level: [value] for value, level in RANKING.items()}, ranking=RANKING
        ),
        "account_key": "bPK2",
        "attributes": {
            "given_name": "given_name",
            "family_name": "family_name",
            "birth_date": "birthdate",
            "street_and_number": "address.street_address",
            "city": "address.locality",
            "email": "email",
            "email_verified": "email_verified",
        },
    }
    return ServiceAccount(**(told | changes))


@dataclass
class AProvider:
    """What it publishes and signs; a test changes what it wants to be wrong."""

    issuer: str = ISSUER
    keys: list[RSAKey] = field(default_factory=lambda: [a_key("eins")])
    document: dict[str, Any] = field(default_factory=dict)
    signs: Callable[[dict[str, Any]], str] | None = None
    is_down: bool = False
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def portal_side(self, **changes: Any) -> OpenIdProvider:
        """The portal's adapter, speaking to this provider."""
        config = a_configuration(issuer=self.issuer, **changes)
        return OpenIdProvider(config, SECRET, lambda: httpx.MockTransport(self._answer))

    def sign_in(
        self, address: str, acr: str = "STORK-QAA-Level-3", **claims: Any
    ) -> dict[str, str]:
        """Somebody followed the address and signed in: the query they come back with."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code, now = token_urlsafe(9), int(clock.now().timestamp())
        self._codes[code] = asked | {
            "claims": {
                "iss": self.issuer,
                "aud": CLIENT,
                "iat": now,
                "exp": now + 300,
                "auth_time": now,
                "nonce": asked["nonce"],
                "acr": acr,
                **PERSON,
                **claims,
            }
        }
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def signed(self, claims: dict[str, Any], **header: str) -> str:
        """A token with the provider's newest key, or as the test has it sign."""
        if self.signs is not None:
            return self.signs(claims)
        key = self.keys[-1]
        return jwt.encode({"alg": "RS256", "kid": key.kid or "", **header}, claims, key)

    def logout_token(self, **changes: Any) -> str:
        """A back-channel logout token; a claim of None is left out."""
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": token_urlsafe(9),
            "sub": PERSON["sub"],
            "sid": PERSON["sid"],
            "events": {LOGOUT_EVENT: {}},
        } | changes
        kept = {name: value for name, value in claims.items() if value is not None}
        return self.signed(kept, typ="logout+jwt")

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("down")
        path = urlsplit(str(request.url)).path.removeprefix(urlsplit(self.issuer).path)
        self.asked.append(path)
        if path == "/token":
            return self._redeem(request)
        found = {"/.well-known/openid-configuration": self._describe, "/jwks": self._keys}[path]
        return httpx.Response(200, json=found())

    def _describe(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
            "authorization_response_iss_parameter_supported": True,
            "backchannel_logout_supported": True,
        } | self.document

    def _keys(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    def _redeem(self, request: httpx.Request) -> httpx.Response:
        sent = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        known = self._codes.pop(sent.get("code", ""), None)
        if known is None or known["redirect_uri"] != sent["redirect_uri"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        if urlsafe_b64encode(digest).decode().rstrip("=") != known["code_challenge"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        answer = {"access_token": "zugang", "token_type": "Bearer", "expires_in": 300}
        return httpx.Response(200, json=answer | {"id_token": self.signed(known["claims"])})
