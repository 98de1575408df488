"""The portal's side of the demo's Servicekonto: a provider like any other, on this very machine."""

import httpx

from portal.identity.provider_config import LevelRules, ServiceAccount
from portal.integrations.demo.openid_provider import CLIENT_ID
from portal.integrations.oidc import OpenIdProvider
from portal.shared.trust import TrustLevel

PATH = "/demo/servicekonto"
_LEVELS = {
    "STORK-QAA-Level-1": TrustLevel.BASIC,
    "STORK-QAA-Level-3": TrustLevel.SUBSTANTIAL,
    "STORK-QAA-Level-4": TrustLevel.HIGH,
}


def demo_service_account(public_origin: str, own_address: str, secret: str) -> OpenIdProvider:
    """The demo's provider at the bare host, asked at `own_address` (scheme, loopback, port)."""
    config = ServiceAccount(
        id="demo",
        label="Demo-Servicekonto",
        issuer=f"{public_origin}{PATH}",
        client_id=CLIENT_ID,
        client_secret_variable="PORTAL_SECRET_KEY",  # noqa: S106 a name
        scopes=["openid", "profile", "address", "email"],
        levels=LevelRules(
            ask={level: [value] for value, level in _LEVELS.items()}, ranking=_LEVELS
        ),
        account_key="bPK2",
        attributes={
            "given_name": "given_name",
            "family_name": "family_name",
            "birth_name": "birth_name",
            "birth_date": "birthdate",
            "street_and_number": "address.street_address",
            "postal_code": "address.postal_code",
            "city": "address.locality",
            "email": "email",
            "email_verified": "email_verified",
        },
    )
    return OpenIdProvider(config, secret, lambda: Loopback(own_address))


class Loopback(httpx.AsyncBaseTransport):
    """Every request goes to this machine under its own Host header: Python's resolver knows no
    *.localhost, and the certificate of the LAN mode is known to nobody."""

    def __init__(self, own_address: str) -> None:
        self._own = httpx.URL(own_address)
        self._network = httpx.AsyncHTTPTransport(verify=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it here; `Host` stays what the caller asked for."""
        request.url = request.url.copy_with(
            scheme=self._own.scheme, host=self._own.host, port=self._own.port
        )
        return await self._network.handle_async_request(request)

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._network.aclose()
