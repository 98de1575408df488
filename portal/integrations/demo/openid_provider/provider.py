"""The provider's endpoints, without HTTP: what is asked, who answers, what goes back."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from portal.integrations.demo.openid_provider import authorize
from portal.integrations.demo.openid_provider.authorize import Choice, Question
from portal.integrations.demo.openid_provider.discovery import describe
from portal.integrations.demo.openid_provider.faults import CannotAnswer
from portal.integrations.demo.openid_provider.keys import client_secret, signing_key
from portal.integrations.demo.openid_provider.logout import (
    EndSession,
    end_session,
    logout_token,
    post_logout_token,
)
from portal.integrations.demo.openid_provider.protocol import (
    Client,
    Pairs,
    ProtocolServer,
    ProviderRequest,
    Reply,
)
from portal.integrations.demo.openid_provider.sessions import SignedIn, as_signed_in, find_session
from portal.integrations.demo.openid_provider.userinfo import read_userinfo
from portal.integrations.demo.tables import DemoProviderSession
from portal.persistence.database import Database, system_scope
from portal.persistence.follow_ups import FollowUps

REDIRECT_PATH = "/anmelden/servicekonto/zurueck/"
BACK_CHANNEL_PATH = "/anmelden/servicekonto/abmeldung/demo/"
Result = TypeVar("Result")


@dataclass(frozen=True)
class DemoServicekonto:
    """The provider at `issuer`. `is_own_origin` knows the portal's own hosts by their origins;
    `secret_key` is the installation's; `loopback` where the portal listens on this machine."""

    database: Database
    follow_ups: FollowUps
    secret_key: bytes = field(repr=False)
    issuer: str
    is_own_origin: Callable[[str], bool]
    loopback: str

    def describe(self) -> dict[str, Any]:
        """The discovery document."""
        return describe(self.issuer)

    async def keys(self) -> dict[str, Any]:
        """The public keys (RFC 7517)."""
        key = await signing_key(self.database)
        return {"keys": [key.as_dict(private=False)]}

    async def ask(self, query: Pairs, token: str) -> Question | Reply:
        """What to ask the person, or what to answer the portal without asking.

        `token` is the browser's, "" where it has none. Raises CannotAnswer where no portal of ours
        asks.
        """
        return await self._with_server(
            lambda session, server: authorize.ask(session, server, query, token)
        )

    async def decide(self, query: Pairs, token: str, choice: Choice | None) -> tuple[Reply, str]:
        """Answer the portal as chosen, None to break off; and the browser's token from now on.

        Raises CannotAnswer.
        """
        chosen = (choice.person.claims(self.secret_key), choice.acr) if choice else None
        return await self._with_server(
            lambda session, server: authorize.decide(session, server, query, token, chosen)
        )

    async def redeem(self, form: Pairs, headers: Mapping[str, str]) -> Reply:
        """The token endpoint: a code for tokens, once, by who proves to be the portal."""
        request = ProviderRequest("POST", [], form, headers)
        return await self._with_server(
            lambda session, server: session.run_sync(lambda _: _tokens(server, request))
        )

    async def userinfo(self, headers: Mapping[str, str]) -> Reply:
        """The claims for an access token."""
        request = ProviderRequest("GET", [], [], headers)
        async with self.database.transaction(system_scope()) as session:
            return await session.run_sync(lambda sync: _userinfo(sync, request))

    async def signed_in(self, token: str) -> SignedIn | None:
        """Who is signed in here in the browser with this token."""
        async with self.database.transaction(system_scope()) as session:
            row = await find_session(session, token)
        return as_signed_in(row) if row else None

    async def sign_out(self, token: str) -> None:
        """End what is open in the browser, and tell the portal."""
        async with self.database.transaction(system_scope()) as session:
            row = await find_session(session, token)
            if row is not None:
                await end_session(session, self.follow_ups, row)

    async def sign_out_for_portal(self, asked: Pairs) -> Reply | None:
        """End the session that the portal's ID token names; where to go on.

        None where no address to go on is named, or no session: then the person is asked. Raises
        CannotAnswer for an ID token that is not ours.
        """
        endpoint = EndSession(
            await signing_key(self.database), self._client(), self._is_own_address
        )
        try:
            checked = endpoint.validate_request(ProviderRequest("GET", asked, []))
        except (OAuth2Error, ValueError):
            raise CannotAnswer from None
        async with self.database.transaction(system_scope()) as session:
            sid = (checked.id_token_claims or {}).get("sid", "")
            row = await session.get(DemoProviderSession, sid)
            if row is not None and row.ended_at is None:
                await end_session(session, self.follow_ups, row)
        return Reply(302, "", {"Location": checked.redirect_uri}) if checked.redirect_uri else None

    async def tell_portal(self, _services: object, arguments: Mapping[str, str]) -> None:
        """Follow-up: deliver one logout token. Raises PortalDoesNotListen."""
        async with self.database.transaction(system_scope()) as session:
            row = await session.get(DemoProviderSession, arguments["session"])
        if row is not None:
            token = logout_token(await signing_key(self.database), self.issuer, row)
            address = f"{self.loopback}{BACK_CHANNEL_PATH}"
            await post_logout_token(address, arguments["host"], token)

    async def _with_server(
        self, work: Callable[[AsyncSession, ProtocolServer], Awaitable[Result]]
    ) -> Result:
        key = await signing_key(self.database)
        async with self.database.transaction(system_scope()) as session:
            server = ProtocolServer(session.sync_session, key, self.issuer, self._client())
            return await work(session, server)

    def _client(self) -> Client:
        return Client(client_secret(self.secret_key), self._is_redirect)

    def _is_redirect(self, address: str) -> bool:
        origin = address.removesuffix(REDIRECT_PATH)
        return origin != address and self.is_own_origin(origin)

    def _is_own_address(self, address: str) -> bool:
        parts = urlsplit(address)
        return self.is_own_origin(f"{parts.scheme}://{parts.netloc}")


def _tokens(server: ProtocolServer, request: ProviderRequest) -> Reply:
    try:
        reply: Reply = server.create_token_response(request)
    except ValueError:  # authlib on words that no error description may repeat
        return Reply(400, {"error": "invalid_request"})
    return reply


def _userinfo(session: Session, request: ProviderRequest) -> Reply:
    try:
        return Reply(200, read_userinfo(session, request))
    except OAuth2Error as fault:
        status, body, headers = fault()
        return Reply(status, body, dict(headers))
