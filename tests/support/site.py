"""The portal's routes as browsers reach them: real services, real cookies, no pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
from sqlalchemy import func, select
from starlette.applications import Starlette

from portal.applications.tables import Application
from portal.files.tables import StoredFile
from portal.identity import start_session
from portal.identity.tables import Account
from portal.persistence.database import Database, Scope, system_scope
from portal.settings import load_settings
from portal.web.asgi import PortalShell
from portal.web.cookies import session_cookie_name
from portal.web.http import ROUTES

LOOPBACK = ("127.0.0.1", 50000)


@dataclass
class Browser:
    """Somebody's browser at one municipality's portal, with the session it holds there."""

    client: httpx.AsyncClient
    origin: str

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def post(self, path: str, **content: Any) -> httpx.Response:
        """As a form or script of our own pages sends it."""
        headers = {"Origin": self.origin, **content.pop("headers", {})}
        return await self.client.post(path, headers=headers, **content)

    async def upload(
        self,
        draft: Application,
        content: bytes | AsyncIterator[bytes],
        *,
        name: str = "Ausweis.jpg",
        path: str = "identity_proof",
        **headers: str,
    ) -> httpx.Response:
        """As upload.js sends a file."""
        described = {"X-File-Name": quote(name), "Content-Type": "application/octet-stream"}
        return await self.post(
            f"/antrag/{draft.id}/dateien/{path}", content=content, headers=described | headers
        )


@dataclass
class Site:
    """A running portal's routes, and what lies behind them."""

    database: Database
    files: Path
    app: PortalShell
    browsers: list[httpx.AsyncClient] = field(default_factory=list)

    def visit(self, municipality: str = "papenburg", came_from: str = LOOPBACK[0]) -> Browser:
        """A browser without any session."""
        origin = f"http://{municipality}.localhost:{load_settings().port}"
        transport = httpx.ASGITransport(self.app, client=(came_from, LOOPBACK[1]))
        client = httpx.AsyncClient(transport=transport, base_url=origin)
        self.browsers.append(client)
        return Browser(client, origin)

    async def browser_of(self, who: Scope) -> Browser:
        """The browser in which this visitor, citizen or member of staff uses the portal."""
        browser = self.visit(who.municipality)
        token = await session_token(self.database, who)
        host = f"{who.municipality}.localhost"
        browser.client.cookies.set(session_cookie_name(load_settings()), token, domain=host)
        return browser

    def stored_bytes(self) -> list[Path]:
        """Everything that lies in the file store, finished or not."""
        return [path for path in self.files.rglob("*") if path.is_file()]

    async def known_files(self) -> int:
        """How many uploads the database knows."""
        async with self.database.transaction(system_scope()) as session:
            return await session.scalar(select(func.count()).select_from(StoredFile)) or 0

    async def answer(self, application_id: UUID, path: str) -> list[str]:
        """The ids of the uploads that an answer names."""
        async with self.database.transaction(system_scope()) as session:
            application = await session.get_one(Application, application_id)
        held = application.answers.get(path, [])
        return held if isinstance(held, list) else []

    async def accounts(self) -> int:
        """How many accounts there are."""
        async with self.database.transaction(system_scope()) as session:
            return await session.scalar(select(func.count()).select_from(Account)) or 0


async def session_token(database: Database, who: Scope) -> str:
    """The cookie's value of a session that begins now."""
    is_visitor = who.actor_kind == "visitor"
    async with database.transaction(system_scope()) as session:
        begun = await start_session(
            session,
            who.municipality,
            account_id=None if is_visitor else who.actor_id,
            visitor_id=who.actor_id if is_visitor else None,
        )
    return begun.token


@asynccontextmanager
async def site(database: Database, folder: Path) -> AsyncIterator[Site]:
    """The routes over `database`; the process must be set up for it already."""
    running = Site(database, folder / "files", PortalShell(Starlette(routes=ROUTES), folder))
    try:
        yield running
    finally:
        for client in running.browsers:
            await client.aclose()
