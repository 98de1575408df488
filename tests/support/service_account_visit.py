"""Somebody's browser on its way to a Servicekonto and back, step by step, without pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from portal.identity import SessionInfo, find_session
from portal.persistence.database import system_scope
from portal.settings import load_settings
from portal.web.cookies import session_cookie_name
from tests.support.site import Browser, Site

BACK = "/anmelden/servicekonto/zurueck/"


def _outside() -> httpx.AsyncClient:
    return httpx.AsyncClient(follow_redirects=False, timeout=20)


@dataclass
class Traveller:
    """The portal by its routes, the provider over the network; cookies are kept at both."""

    site: Site
    provider: str
    portal: Browser = field(init=False)
    there: httpx.AsyncClient = field(default_factory=_outside)

    def __post_init__(self) -> None:
        self.portal = self.site.visit()

    async def start(self, zweck: str = "sign_in", **fields: str) -> httpx.Response:
        """The button "Mit Servicekonto anmelden", or another that leads there."""
        sent = {"anbieter": self.provider, "zweck": zweck, "weiter": "/konto/", **fields}
        return await self.portal.post("/anmelden/servicekonto/", data=sent)

    async def question(self, zweck: str = "sign_in", **fields: str) -> str:
        """The address at the provider to which the portal leads."""
        page = await self.start(zweck, **fields)
        found = re.search(r'<p><a href="([^"]+)">', page.text)
        assert found, page.text
        return unescape(found.group(1))

    async def ask(self, address: str, **changed: str) -> dict[str, str]:
        """The provider's answer as it stands in the redirect; `changed` alters the question."""
        there, _, query = address.partition("?")
        step = await self.there.get(f"{there}?{urlencode(dict(parse_qsl(query)) | changed)}")
        while BACK not in step.headers.get("location", ""):
            assert step.is_redirect, step.text
            step = await self.there.get(step.url.join(step.headers["location"]))
        return dict(parse_qsl(urlsplit(step.headers["location"]).query))

    async def return_with(self, answer: Mapping[str, str]) -> httpx.Response:
        """Back at the portal."""
        return await self.portal.get(f"{BACK}?{urlencode(answer)}")

    async def travel(self, zweck: str = "sign_in", **fields: str) -> httpx.Response:
        """There and back."""
        return await self.return_with(await self.ask(await self.question(zweck, **fields)))

    async def session(self) -> SessionInfo | None:
        """Who the portal takes the browser for."""
        token = self.portal.client.cookies.get(session_cookie_name(load_settings())) or ""
        host = urlsplit(self.portal.origin).netloc.partition(".")[0]
        async with self.site.database.transaction(system_scope()) as session:
            return await find_session(session, token, host)

    async def is_signed_in(self) -> bool:
        """Whether an account is."""
        session = await self.session()
        return session is not None and session.account_id is not None

    async def close(self) -> None:
        """Give the connections back."""
        await self.there.aclose()
