"""What surrounds every request: municipality by host, slashes, caching, security headers.

Runs outside of Reflex's own application, so that it holds for pages, routes and the websocket.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.settings import load_settings
from portal.web.cookies import set_session_cookie
from portal.web.csp import page_policy
from portal.web.html import unknown_host_page
from portal.web.sessions import begin_visitor_session, visit_of_request
from portal.web.tenancy import is_bare_host, municipality_of

# Answered on any host and without a municipality.
EVERYWHERE = ("/healthz", "/readyz", "/metrics", "/webhooks/", "/demo/", "/ping", "/_health")
STATIC = ("/assets/", "/kern/", "/fonts/", "/icons/", "/js/", "/portal.css", "/sw.js",
          "/favicon.ico", "/robots.txt", "/env.json", "/manifest.webmanifest")  # fmt: skip
# Pages that need something to remember their visitor by.
BEGINS_SESSION = ("/antrag/", "/anmelden/", "/registrieren/", "/verwaltung/anmelden/")
IMMUTABLE = "public, max-age=31536000, immutable"
SHORT = "public, max-age=300"
SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
}


class PortalShell:
    """The outermost application."""

    def __init__(self, app: ASGIApp, build: Path) -> None:
        self.app = app
        self.build = build

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or websocket."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refusal = _refusal(scope)
        if refusal is not None:
            await _answer(refusal, scope, receive, self._with_headers(scope, send))
            return
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return
        _append_slash(scope)
        token = await _visitor_token(scope)
        await self.app(scope, receive, self._with_headers(scope, send, token))

    def _with_headers(self, scope: Scope, send: Send, token: str = "") -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                self._add_headers(scope["path"], headers)
                if token:
                    cookie = Response()
                    set_session_cookie(cookie, load_settings(), token)
                    headers.append("set-cookie", cookie.headers["set-cookie"])
            await send(message)

        return send_with_headers

    def _add_headers(self, path: str, headers: MutableHeaders) -> None:
        for name, value in SECURITY_HEADERS.items():
            headers.setdefault(name, value)
        if load_settings().https:
            headers.setdefault("strict-transport-security", "max-age=31536000")
        headers.setdefault("content-security-policy", page_policy(self.build, path))
        headers.setdefault("cache-control", _cache_control(path))


def _cache_control(path: str) -> str:
    if path.startswith(("/assets/", "/fonts/", "/kern/")):
        return IMMUTABLE
    if path.startswith(("/icons/", "/js/")) or path in {"/portal.css", "/kommune/wappen.svg"}:
        return SHORT
    return "no-cache"


def _refusal(scope: Scope) -> Response | None:
    """What to answer instead, where the host names no municipality."""
    if scope["path"].startswith(EVERYWHERE + STATIC):
        return None
    headers = Headers(scope=scope)
    host, cookie = headers.get("host", ""), headers.get("cookie", "")
    if municipality_of(host, cookie) is not None:
        return None
    if not is_bare_host(host, load_settings()):
        return unknown_host_page(host)
    if scope["path"].startswith(("/kommunen", "/_event", "/kommune.css", "/kommune/", "/offline")):
        return None
    return RedirectResponse("/kommunen/", 303)


async def _answer(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4404})
        return
    await response(scope, receive, send)


def _append_slash(scope: dict[str, Any]) -> None:
    """Prerendered pages lie in folders: serve them at both spellings without a redirect."""
    path = scope["path"]
    last = path.rsplit("/", 1)[-1]
    is_page = scope["method"] in {"GET", "HEAD"} and last and "." not in last
    if is_page and not path.startswith(EVERYWHERE + STATIC + ("/dateien/", "/_event")):
        scope["path"] = path + "/"
        scope["raw_path"] = scope["path"].encode()


async def _visitor_token(scope: Scope) -> str:
    """The token of a new visitor session, where this page needs one and the browser has none."""
    is_page = scope["method"] == "GET" and scope["path"].startswith(BEGINS_SESSION)
    if not is_page or scope["path"].startswith("/registrieren/bestaetigen/"):
        return ""
    request = Request(scope)
    visit = await visit_of_request(request)
    return "" if visit.session else await begin_visitor_session(request)


def query_value(scope: Scope, name: str) -> str:
    """One value of the query string, empty when missing."""
    values = parse_qs(scope.get("query_string", b"").decode("latin-1")).get(name, [""])
    return values[0]
