"""ID tokens and logout tokens of a provider, verified: signature first, then every claim."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError

from portal.identity.provider import AnswerRefused, SignedOutThere, WayThere
from portal.identity.provider_config import ServiceAccount
from portal.integrations.oidc_metadata import Metadata
from portal.shared import clock

LEEWAY_SECONDS = 30
LARGEST_TOKEN = 64 * 1024
LONGEST_NAME = 255
# Longest life of a logout token that we remember; the standard advises two minutes.
LONGEST_LOGOUT_SECONDS = 3600
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TYPES = {"logout+jwt", "application/logout+jwt"}
Claims = Mapping[str, Any]


async def verified_id_token(
    config: ServiceAccount, metadata: Metadata, way: WayThere, answer: Mapping[str, Any]
) -> Claims:
    """The claims of the ID token in a token endpoint's answer (OpenID Connect Core 3.1.3.7).

    Raises AnswerRefused, ProviderDown.
    """
    token = await _signed(config, metadata, answer.get("id_token"))
    options = {
        "iss": {"essential": True, "value": config.issuer},
        "aud": {"essential": True, "value": config.client_id},
    }
    params = {
        "nonce": way.nonce,
        "client_id": config.client_id,
        "access_token": answer.get("access_token"),
    }
    claims = CodeIDToken(token.claims, token.header, options, params)
    try:
        claims.validate(now=_now(), leeway=LEEWAY_SECONDS)
    except JoseError as error:
        raise AnswerRefused(f"id token: {_claim(error)}") from None
    require_name(claims.get("sub"), "id token: sub")
    if way.fresh:
        _require_fresh(claims, way)
    return dict(claims)


async def verified_logout_token(
    config: ServiceAccount, metadata: Metadata, text: str
) -> SignedOutThere:
    """Whose session ended there (OpenID Connect Back-Channel Logout 1.0, 2.6).

    Raises AnswerRefused, ProviderDown.
    """
    token = await _signed(config, metadata, text)
    kind = str(token.header.get("typ", "")).lower()
    if kind not in LOGOUT_TYPES and not config.logout.any_token_type:
        raise AnswerRefused("logout token: typ")
    claims = token.claims
    registry = jwt.JWTClaimsRegistry(
        now=_now(),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": config.issuer},
        aud={"essential": True, "value": config.client_id},
        iat={"essential": True},
        exp={"essential": True},
        jti={"essential": True},
    )
    try:
        registry.validate(claims)
    except JoseError as error:
        raise AnswerRefused(f"logout token: {_claim(error)}") from None
    return _signed_out(config, claims)


def require_name(value: object, reason: str) -> str:
    """A text that names somebody or something. Raises AnswerRefused."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME or "\x00" in value:
        raise AnswerRefused(reason)
    return value


def instant_in(claim: object) -> datetime | None:
    """A moment told in seconds since 1970, but never one to come; None for anything else."""
    if isinstance(claim, bool) or not isinstance(claim, int | float) or claim < 0:
        return None
    return datetime.fromtimestamp(min(claim, _now()), UTC)


def _signed_out(config: ServiceAccount, claims: Claims) -> SignedOutThere:
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise AnswerRefused("logout token: events")
    if "nonce" in claims:
        raise AnswerRefused("logout token: nonce")
    if "sub" not in claims and "sid" not in claims:
        raise AnswerRefused("logout token: neither sub nor sid")
    if claims["exp"] > _now() + LONGEST_LOGOUT_SECONDS:
        raise AnswerRefused("logout token: lives too long")
    names = {
        name: require_name(claims[name], f"logout token: {name}")
        for name in ("sub", "sid", "jti")
        if name in claims
    }
    expires_at = datetime.fromtimestamp(claims["exp"] + LEEWAY_SECONDS, UTC)
    return SignedOutThere(
        issuer=config.issuer,
        token_id=names["jti"],
        subject=names.get("sub", ""),
        session_id=names.get("sid", ""),
        expires_at=expires_at,
    )


async def _signed(config: ServiceAccount, metadata: Metadata, text: object) -> jwt.Token:
    """The token, its signature verified by the key it names and with an algorithm we allow."""
    if not isinstance(text, str) or len(text) > LARGEST_TOKEN:
        raise AnswerRefused("no token")
    header = _header(text)
    if header.get("alg") not in config.algorithms:
        raise AnswerRefused("token: algorithm")
    kid = header.get("kid")
    key = await metadata.key_for(kid if isinstance(kid, str) else None)
    try:
        return jwt.decode(text, key, algorithms=config.algorithms)
    except (JoseError, ValueError, TypeError):
        raise AnswerRefused("token: signature") from None


def _header(text: str) -> dict[str, Any]:
    part = text.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        raise AnswerRefused("token: header") from None
    return header if isinstance(header, dict) else {}


def _require_fresh(claims: Claims, way: WayThere) -> None:
    """They signed in at the provider after they were sent there, not some time before."""
    at = instant_in(claims.get("auth_time"))
    if at is None:
        raise AnswerRefused("id token: auth_time")
    if at < way.begun_at - timedelta(seconds=LEEWAY_SECONDS):
        raise AnswerRefused("id token: auth_time too old")


def _claim(error: JoseError) -> str:
    """Which claim is at fault, without what it said."""
    named = getattr(error, "claim", "")
    return named if isinstance(named, str) and named.isidentifier() else error.error


def _now() -> int:
    return int(clock.now().timestamp())
