"""Who is at the other end of the websocket, and state that belongs to the session cookie.

Reflex keys a tab's state by a token that the tab itself names. Here the key is an HMAC over the
session cookie and that token, so a stolen token alone opens nothing (decision record 0010).
"""

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode
from uuid import UUID

import reflex as rx
from reflex.app import EventNamespace

from portal.identity import SessionInfo, find_session
from portal.municipalities import Municipality
from portal.persistence.database import Scope, system_scope
from portal.settings import load_settings
from portal.web.cookies import read_cookie, session_cookie_name
from portal.web.services import services
from portal.web.tenancy import municipality_of


@dataclass(frozen=True)
class Visit:
    """One event's or request's sender: host, municipality and, where there is one, the session."""

    host: str
    municipality: Municipality | None
    token: str
    session: SessionInfo | None

    @property
    def citizen_id(self) -> UUID | None:
        """The signed-in citizen, if it is one."""
        info = self.session
        return info.account_id if info and info.account_kind == "citizen" else None

    @property
    def staff_id(self) -> UUID | None:
        """The signed-in member of staff, if it is one."""
        info = self.session
        return info.account_id if info and info.account_kind == "staff" else None

    @property
    def scope(self) -> Scope | None:
        """How this sender acts on the database; None without a session."""
        slug = self.municipality.slug if self.municipality else ""
        if self.citizen_id:
            return Scope("citizen", self.citizen_id, slug)
        if self.staff_id:
            return Scope("staff", self.staff_id, slug)
        return Scope("visitor", self.session.visitor_id, slug) if self.session else None


async def identify(host: str, cookie_header: str) -> Visit:
    """Who sends with these headers: looked up in the database each time, never remembered."""
    settings = load_settings()
    token = read_cookie(cookie_header, session_cookie_name(settings))
    municipality = municipality_of(host, cookie_header)
    info = None
    if token:
        async with services().database.transaction(system_scope()) as session:
            info = await find_session(session, token, session_host(host, municipality))
    return Visit(host, municipality, token, info)


def session_host(host: str, municipality: Municipality | None) -> str:
    """What a session is bound to: the municipality whose portal the visitor uses."""
    return municipality.slug if municipality else host


async def visit_of(state: rx.State) -> Visit:
    """Who sent the event that `state` is handling."""
    headers = state.router.headers
    return await identify(headers.host, headers.cookie)


class SessionBoundNamespace(EventNamespace):
    """Replaces each client's token by one that only the same session cookie leads to."""

    async def on_connect(self, sid: str, environ: dict, auth: object = None) -> None:
        """Bind the token, then connect as usual."""
        query = parse_qs(environ.get("QUERY_STRING", ""))
        if query.get("token"):
            query["token"] = [bind_token(environ.get("HTTP_COOKIE", ""), query["token"][0])]
            environ = {**environ, "QUERY_STRING": urlencode(query, doseq=True)}
        await super().on_connect(sid, environ, auth)


def bind_token(cookie_header: str, client_token: str) -> str:
    """The state's key for this tab in this session."""
    settings = load_settings()
    session_token = read_cookie(cookie_header, session_cookie_name(settings))
    message = f"{session_token}\n{client_token}".encode()
    return hmac.new(settings.secret_key, message, hashlib.sha256).hexdigest()


class PortalApp(rx.App):
    """A Reflex app whose state is bound to the session cookie."""

    def _setup_state(self) -> None:
        super()._setup_state()
        if self.sio is None or self._event_namespace is None:
            return
        self._event_namespace = SessionBoundNamespace(self._event_namespace.namespace, self)
        self.sio.register_namespace(self._event_namespace)
