"""Who is at the other end of the websocket, and state that belongs to the session cookie.

Reflex keys a tab's state by a token that the tab itself names. Here the key is an HMAC over the
session that the cookie opens at this host and that token, so a stolen token alone opens nothing,
nor does the cookie of a session that has ended (decision record 0010).
"""

import hashlib
import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlencode
from uuid import UUID

import reflex as rx
from reflex.app import EventNamespace
from reflex_base.registry import RegistrationContext
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware

from portal.identity import SessionInfo, find_session
from portal.municipalities import Municipality
from portal.persistence.database import Scope, system_scope
from portal.settings import load_settings
from portal.shared.language import speak
from portal.shared.proxies import client_address
from portal.web.cookies import read_cookie, session_cookie_name
from portal.web.floods import FloodGate
from portal.web.language import language_of
from portal.web.live import hub
from portal.web.services import services
from portal.web.tenancy import municipality_of

log = logging.getLogger("portal.web.session")


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
            return Scope("citizen", self.citizen_id, slug, self.session.trust_level)
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
    """Who sent the event that `state` is handling; from now on its language is spoken."""
    speak(language_of(state.router.url.path))
    headers = state.router.headers
    return await identify(headers.host, headers.cookie)


def network_of_tab(state: rx.State) -> str:
    """The address of who sent the event; what headers claim counts only from proxies we trust."""
    claims = state.router.headers.raw_headers.get("x-forwarded-for", "")
    peer = state.router.session.client_ip
    return client_address(peer, [claims], load_settings().trusted_proxies)


class SessionBoundNamespace(EventNamespace):
    """Replaces each client's token by one that only the same living session leads to."""

    # What else to do once a tab is bound; told by the app, whose pages know.
    when_bound: Callable[[str, SessionInfo | None], None] = staticmethod(lambda _token, _info: None)

    def __init__(self, namespace: str, app: rx.App) -> None:
        super().__init__(namespace, app)
        self._floods = FloodGate()

    async def on_connect(self, sid: str, environ: dict, auth: object = None) -> bool:
        """Bind the token, then connect as usual; False where one network opens too many."""
        query = parse_qs(environ.get("QUERY_STRING", ""))
        visit = None
        if query.get("token"):
            host, cookie = environ.get("HTTP_HOST", ""), environ.get("HTTP_COOKIE", "")
            visit = await identify(host, cookie)
            query["token"] = [bind_token(visit, query["token"][0])]
            environ = {**environ, "QUERY_STRING": urlencode(query, doseq=True)}
        token = query.get("token", [""])[0]
        if not self._floods.lets_in(sid, _address_of(environ), token):
            log.warning("refused a websocket: too many from one network")
            return False
        await super().on_connect(sid, environ, auth)
        if visit is not None and (bound := self.sid_to_token.get(sid)):
            self.when_bound(bound, visit.session)
        return True

    async def on_event(self, sid: str, data: object) -> None:
        """Take only what can be an event of ours: Reflex logs and quotes whatever else it gets.

        Who sends more than hands can is cut off; the browser of a person comes back by itself.
        """
        if not self._floods.takes_event(sid):
            log.warning("closed a websocket: too many events")
            await self.disconnect(sid)
            return
        fault = fault_in(data)
        if fault:
            log.warning("refused event: %s", fault)
            return
        await super().on_event(sid, data)

    async def on_client_error(self, sid: str, data: object = None) -> None:
        """A browser reports an error; its words could hold anything and are not logged."""
        log.warning("a browser reported an error")

    def on_disconnect(self, sid: str) -> object:
        """The tab has gone: nobody needs to be told of changes any more."""
        self._floods.forget(sid)
        token = self.sid_to_token.get(sid)
        if token and self.token_to_sid.get(token) == sid:
            hub.forget(token)
        return super().on_disconnect(sid)


def _address_of(environ: dict) -> str:
    """Where the websocket comes from, as trusted proxies tell it."""
    peer = (environ.get("asgi.scope", {}).get("client") or ("", 0))[0]
    claims = environ.get("HTTP_X_FORWARDED_FOR", "")
    return client_address(peer, [claims], load_settings().trusted_proxies)


def bind_token(visit: Visit, client_token: str) -> str:
    """The state's key for this tab in this session. A session that ended leads nowhere."""
    session_id = visit.session.id if visit.session else ""
    message = f"{session_id}\n{client_token}".encode()
    return hmac.new(load_settings().secret_key, message, hashlib.sha256).hexdigest()


def fault_in(data: object) -> str:
    """What keeps `data` from being an event of this app; "" when nothing does."""
    if not isinstance(data, dict):
        return "no object"
    name, payload, router = (data.get(key, {}) for key in ("name", "payload", "router_data"))
    if not isinstance(name, str) or name not in RegistrationContext.get().event_handlers:
        return "no such handler"
    if not (isinstance(payload, dict) and isinstance(router, dict)):
        return "payload or address of another type"
    return "" if _is_address(router) else "address that leads nowhere"


def _is_address(router: dict[str, object]) -> bool:
    """Paths and queries as our client sends them: texts, short, without a NUL."""
    query = router.get("query", {})
    texts = [router.get("pathname", "/"), router.get("asPath", "/")]
    if not isinstance(query, dict) or len(query) > 50:
        return False
    for value in (*query.keys(), *query.values()):
        texts += value if isinstance(value, list) else [value]
    return len(texts) < 200 and all(_is_plain(text) for text in texts)


def _is_plain(text: object) -> bool:
    return isinstance(text, str) and len(text) <= 2000 and "\x00" not in unquote(text)


class PortalApp(rx.App):
    """A Reflex app whose state is bound to the session, and which no other origin may read."""

    def __call__(self) -> object:
        """The ASGI application. Reflex lets the origins of the websocket read all answers."""
        app = super().__call__()
        if isinstance(app, Starlette):
            app.user_middleware = [m for m in app.user_middleware if m.cls is not CORSMiddleware]
        return app

    def _setup_state(self) -> None:
        super()._setup_state()
        if self.sio is None or self._event_namespace is None:
            return
        self._event_namespace = SessionBoundNamespace(self._event_namespace.namespace, self)
        self.sio.register_namespace(self._event_namespace)
