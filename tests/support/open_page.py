"""A page without browser or server: its state in this process, and every handler within reach.

As in the app, a handler runs only where `AccessGuard` lets the call through.
"""

import inspect
from typing import Any, cast
from uuid import uuid4

import reflex as rx
from reflex.event import Event
from reflex.istate.data import RouterData
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import FormData
from reflex_base.utils.format import format_event_handler

from portal.persistence.database import Database, Scope
from portal.settings import load_settings
from portal.web.cookies import session_cookie_name
from portal.web.guards import AccessGuard
from tests.support.site import session_token

REFUSED = "refused"


class OpenPage:
    """One tab of somebody, at one address."""

    def __init__(self, host: str, cookie: str) -> None:
        self._root = rx.State(_reflex_internal_init=True)
        self._headers = {"host": host, "cookie": cookie}
        self._token = str(uuid4())
        self.at("/")

    @classmethod
    async def of(cls, database: Database, who: Scope, path: str = "/") -> "OpenPage":
        """A tab of somebody who has just signed in at the portal of `who.municipality`."""
        settings = load_settings()
        token = await session_token(database, who)
        cookie = f"{session_cookie_name(settings)}={token}"
        page = cls(f"{who.municipality}.localhost:{settings.port}", cookie)
        page.at(path)
        return page

    def at(self, path: str) -> None:
        """Go to an address; its state stays, as in a single-page app."""
        address, _, asked = path.partition("?")
        self._root.router_data = {
            "pathname": address,
            "asPath": path,
            "query": dict(part.split("=", 1) for part in asked.split("&") if part),
            "headers": self._headers,
            "token": self._token,
        }
        self._root.router = RouterData.from_router_data(self._root.router_data)

    async def state(self, kind: type[rx.State]) -> Any:
        """What this tab holds of that state."""
        return self._root.get_substate(kind.get_full_name().split("."))

    async def calls(self, handler: object, **payload: Any) -> str:
        """Send the handler this payload, as any program could: where it leads the browser, ""
        where it stays, REFUSED where the call never reached the handler."""
        name = format_event_handler(cast("Any", handler))
        event = Event(name=name, payload=payload, router_data=self._root.router_data)
        guard = AccessGuard()
        if await guard.preprocess(cast("Any", None), self._root, event) is not None:
            return REFUSED
        registered = RegistrationContext.get().event_handlers[name]
        state = self._root.get_substate(name.split(".")[:-1])
        given = {key: _received(value) for key, value in payload.items()}
        told = registered.handler.fn(state, **given)
        if inspect.isasyncgen(told):  # a page that draws itself in between
            steps = [step async for step in told]
            return _path(steps[-1] if steps else None)
        return _path(await told)


def _received(value: Any) -> Any:
    return FormData(value) if isinstance(value, dict) else value


def _path(told: Any) -> str:
    """Where a redirection leads."""
    if told is None:
        return ""
    [event] = Event.from_event_type(told)
    return str(event.payload["path"])
