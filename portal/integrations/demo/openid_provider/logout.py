"""Signing out at the provider: ending the session there, and telling the portal.

OpenID Connect RP-Initiated Logout 1.0 and Back-Channel Logout 1.0. The portal is told by a
follow-up, so that it learns of it even if it is just being restarted.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from authlib.oidc.rpinitiated import EndSessionEndpoint, EndSessionRequest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.errors import PortalError
from portal.integrations.demo.openid_provider.keys import ALGORITHM
from portal.integrations.demo.openid_provider.protocol import CLIENT_ID, Client
from portal.integrations.demo.tables import DemoProviderGrant, DemoProviderSession
from portal.persistence.follow_ups import FollowUps
from portal.shared import clock

TELL_PORTAL = "send_demo_logout"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
TIMEOUT_SECONDS = 8.0
_TOKEN_SECONDS = 120


class PortalDoesNotListen(PortalError):
    """The portal did not take the logout token; the follow-up tries again."""

    message = "Das Portal hat die Abmeldung nicht angenommen."


@dataclass(frozen=True)
class _Clients:
    """The part of authlib's server that the endpoint asks."""

    client: Client

    def query_client(self, client_id: str) -> Client | None:
        return self.client if client_id == self.client.client_id else None


class EndSession(EndSessionEndpoint):  # type: ignore[misc]
    """Checks what the portal asks when somebody signed out there; ending is done elsewhere."""

    def __init__(self, key: ECKey, client: Client, is_ours: Callable[[str], bool]) -> None:
        super().__init__(_Clients(client))
        self._key, self._is_ours = key, is_ours

    def get_server_jwks(self) -> KeySet:
        return KeySet([self._key])

    def get_algorithms(self) -> list[str]:
        return [ALGORITHM]

    def _is_valid_post_logout_redirect_uri(self, _client: Client, address: str) -> bool:
        return self._is_ours(address)

    def end_session(self, end_session_request: EndSessionRequest) -> None:
        """Done by the caller, before."""


async def end_session(
    session: AsyncSession, follow_ups: FollowUps, row: DemoProviderSession
) -> None:
    """End it, and have the portal told where somebody came back from here signed in."""
    row.ended_at = clock.now()
    grants = select(col(DemoProviderGrant.redirect_uri)).where(
        col(DemoProviderGrant.session_id) == row.id, col(DemoProviderGrant.redeemed_at).is_not(None)
    )
    newest_first = grants.order_by(col(DemoProviderGrant.redeemed_at).desc()).limit(1)
    if used := await session.scalar(newest_first):
        arguments = {"session": row.id, "host": urlsplit(used).netloc}
        await follow_ups.enqueue(session, TELL_PORTAL, row.id, arguments)


def logout_token(key: ECKey, issuer: str, row: DemoProviderSession) -> str:
    """The token that says so (Back-Channel Logout 1.0, 2.4)."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": CLIENT_ID,
        "iat": now,
        "exp": now + _TOKEN_SECONDS,
        "jti": str(uuid4()),
        "sub": row.subject,
        "sid": row.id,
        "events": {EVENT: {}},
    }
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": "logout+jwt"}
    return jwt.encode(header, claims, key, [ALGORITHM])


async def post_logout_token(address: str, host: str, token: str) -> None:
    """To the portal on this very machine. Raises PortalDoesNotListen."""
    headers: Mapping[str, str] = {"Host": host}
    try:
        # Its certificate of the LAN mode is known to nobody.
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, verify=False) as client:  # noqa: S501
            answer = await client.post(address, data={"logout_token": token}, headers=headers)
    except httpx.HTTPError as error:
        raise PortalDoesNotListen from error
    if not answer.is_success:
        raise PortalDoesNotListen
