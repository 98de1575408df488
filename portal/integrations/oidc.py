"""A service account's provider over OpenID Connect: code flow with PKCE, by authlib.

Implements identity.provider.IdentityProvider.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx
from authlib.integrations.base_client import OAuthError

from portal.identity.provider import (
    AnswerRefused,
    Finding,
    LevelStillTooLow,
    ProvenIdentity,
    ProviderDown,
    ServiceAccountFault,
    SignedOutThere,
    SignInCancelled,
    WayThere,
)
from portal.identity.provider_config import ServiceAccount, claim_at
from portal.integrations.oauth_client import AsyncOAuth2Client
from portal.integrations.oidc_check import findings_of
from portal.integrations.oidc_metadata import (
    TIMEOUT_SECONDS,
    Metadata,
    Transport,
    is_safe_address,
)
from portal.integrations.oidc_tokens import (
    instant_in,
    require_name,
    verified_id_token,
    verified_logout_token,
)
from portal.shared.trust import TrustLevel

# What a provider answers instead of a code (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6).
_FAULTS: dict[str, type[SignInCancelled | ProviderDown | LevelStillTooLow]] = {
    "access_denied": SignInCancelled,
    "server_error": ProviderDown,
    "temporarily_unavailable": ProviderDown,
    "unmet_authentication_requirements": LevelStillTooLow,
}


def _usual_way() -> httpx.AsyncBaseTransport | None:
    return None


class OpenIdProvider:
    """One configured provider. `transport` makes the way to it where it is not the usual one."""

    def __init__(
        self, config: ServiceAccount, client_secret: str, transport: Transport = _usual_way
    ) -> None:
        self._config = config
        self._secret = client_secret
        self._transport = transport
        self._metadata = Metadata(config.issuer, transport)

    @property
    def config(self) -> ServiceAccount:
        """As configured."""
        return self._config

    async def address_of(self, way: WayThere) -> str:
        """The authorization request; the wanted level asked for as this provider understands it."""
        document = await self._document()
        async with self._client(way) as client:
            address, _state = client.create_authorization_url(
                document["authorization_endpoint"],
                state=way.state,
                code_verifier=way.verifier,
                nonce=way.nonce,
                **self._asked(way),
            )
        return str(address)

    async def redeem(self, way: WayThere, answer: Mapping[str, str]) -> ProvenIdentity:
        """Who came back."""
        document = await self._document()
        self._require_issuer(document, answer)
        code = _code_in(answer)
        told = await self._fetch_token(document, way, code)
        claims = await verified_id_token(self._config, self._metadata, way, told)
        if self._config.read_userinfo:
            claims = {**await self._userinfo(document, told, claims), **claims}
        return self._proven(claims, str(told["id_token"]))

    async def read_logout(self, token: str) -> SignedOutThere:
        """A back-channel logout token, verified."""
        return await verified_logout_token(self._config, self._metadata, token)

    async def logout_address(self) -> str:
        """The end-session endpoint (OpenID Connect RP-Initiated Logout 1.0)."""
        try:
            address = (await self._metadata.document()).get("end_session_endpoint")
        except ServiceAccountFault:
            return ""
        return str(address) if is_safe_address(address) else ""

    async def check(self) -> list[Finding]:
        """What is wrong or noteworthy, by asking the provider."""
        return await findings_of(self._config, self._metadata)

    async def _document(self) -> Mapping[str, Any]:
        """A provider whose own description cannot be used is as good as down."""
        try:
            return await self._metadata.document()
        except AnswerRefused as fault:
            down = ProviderDown()
            down.reason = fault.reason
            raise down from fault

    def _client(self, way: WayThere) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._config.client_id,
            self._secret or None,
            token_endpoint_auth_method=self._config.client_authentication,
            redirect_uri=way.redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
            transport=self._transport(),
        )

    def _asked(self, way: WayThere) -> dict[str, str]:
        rules, scopes = self._config.levels, list(self._config.scopes)
        values = rules.values_for(way.wanted) if way.wanted is not TrustLevel.NONE else []
        asked: dict[str, str] = {"prompt": "login"} if way.fresh or way.again else {}
        asked |= {"max_age": "0"} if way.fresh else {}
        if values and rules.request == "acr_values":
            asked["acr_values"] = " ".join(values)
        elif values and rules.request == "scope":
            scopes += [value for value in values if value not in scopes]
        elif values and rules.request == "claims":
            wish = {"essential": True, "values": values}
            asked["claims"] = json.dumps({"id_token": {rules.claim: wish}})
        return asked | {"scope": " ".join(scopes)}

    def _require_issuer(self, document: Mapping[str, Any], answer: Mapping[str, str]) -> None:
        """RFC 9207: the answer says whose it is, so that no other provider's is taken for it."""
        promised = document.get("authorization_response_iss_parameter_supported") is True
        if "iss" not in answer and not promised:
            return
        if answer.get("iss") != self._config.issuer:
            raise AnswerRefused("iss of the answer")

    async def _fetch_token(
        self, document: Mapping[str, Any], way: WayThere, code: str
    ) -> dict[str, Any]:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS), self._client(way) as client:
                told = await client.fetch_token(
                    document["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=way.verifier,
                )
        except OAuthError as error:
            raise AnswerRefused(f"token endpoint: {_word(error.error)}") from None
        except (httpx.HTTPError, ValueError, TimeoutError) as error:
            raise ProviderDown from error
        return dict(told)

    async def _userinfo(
        self, document: Mapping[str, Any], told: Mapping[str, Any], claims: Mapping[str, Any]
    ) -> dict[str, Any]:
        address = document.get("userinfo_endpoint")
        if not isinstance(address, str) or not is_safe_address(address):
            raise AnswerRefused("no userinfo endpoint")
        bearer = {"Authorization": f"Bearer {told.get('access_token', '')}"}
        content = await self._metadata.get(address, bearer)
        if content.get("sub") != claims["sub"]:
            raise AnswerRefused("userinfo of somebody else")
        return content

    def _proven(self, claims: Mapping[str, Any], id_token: str) -> ProvenIdentity:
        config = self._config
        email, verified = config.email_in(claims)
        sid = claims.get("sid")
        return ProvenIdentity(
            issuer=config.issuer,
            key=require_name(claim_at(claims, config.account_key), "account key is missing"),
            subject=str(claims["sub"]),
            session_id=sid if isinstance(sid, str) else "",
            level=config.levels.level_of(claims),
            attributes=config.attributes_in(claims),
            email=email,
            email_verified=verified,
            id_token=id_token,
            authenticated_at=instant_in(claims.get("auth_time")),
        )


def _code_in(answer: Mapping[str, str]) -> str:
    if error := answer.get("error", ""):
        known = _FAULTS.get(error)
        raise known() if known else AnswerRefused(f"error of the provider: {_word(error)}")
    code = answer.get("code", "")
    if not 0 < len(code) <= 4096:
        raise AnswerRefused("no code")
    return code


def _word(error: object) -> str:
    """An error code of the standards; anything else could carry anything into a log."""
    text = str(error)
    return text if len(text) <= 60 and text.isascii() and text.isidentifier() else "unknown"
