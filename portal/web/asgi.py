"""What surrounds every request: municipality by host, slashes, caching, security headers.

Runs outside of Reflex's own application, so that it holds for pages, routes and the websocket.
"""

import logging
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.settings import load_settings
from portal.shared.language import GERMAN, N_, _, speaking
from portal.web.cookies import set_session_cookie
from portal.web.csp import page_policy
from portal.web.ending import way_to_sign_in
from portal.web.html import error_page, page, to_home, unknown_host_page
from portal.web.language import german_path, language_of, language_of_referer, localized
from portal.web.services import services
from portal.web.session import Visit, session_host
from portal.web.sessions import begin_visitor_session, visit_of_request
from portal.web.static_files import ALWAYS_ASK, cache_control
from portal.web.tenancy import is_bare_host, municipality_of, origin_of
from portal.workflow.own_sessions import sign_in_has_run_out

log = logging.getLogger("portal.web")

# Answered on any host and without a municipality.
EVERYWHERE = ("/healthz", "/readyz", "/metrics", "/webhooks/", "/demo/", "/passkey/", "/ping",
              "/_health",
              "/anmelden/servicekonto/abmeldung/")  # fmt: skip
STATIC = ("/assets/", "/kern/", "/fonts/", "/icons/", "/js/", "/portal.css", "/sw.js",
          "/favicon.ico", "/robots.txt", "/env.json", "/manifest.webmanifest",
          "/kommune.css", "/kommune/")  # fmt: skip
# Pages that need something to remember their visitor by.
BEGINS_SESSION = ("/antrag/", "/termine/", "/anmelden/", "/registrieren/", "/verwaltung/anmelden/",
                  "/verwaltung/einladung/",
                  "/passwort/")  # fmt: skip
# Below those, routes that begin a session on their own or need none.
ANSWER_THEMSELVES = ("/registrieren/bestaetigen/", "/anmelden/servicekonto/", "/anmelden/passkey/")
KEEPS_DRAFTS = ("/antrag/",)
# What no search engine has any business with.
PERSONAL = ("/antrag/", "/konto", "/vorgaenge", "/warenkorb", "/kasse", "/verwaltung", "/dateien/",
            "/anmelden", "/passkey/", "/passwort", "/registrieren", "/abmelden",
            "/termine/ihr-termin", "/demo/", "/metrics")  # fmt: skip
# What Reflex's and our own headers take, many times over.
MOST_HEADER_BYTES = 32 * 1024
_TOO_MUCH = N_(
    "Bitte löschen Sie in Ihrem Browser die Cookies dieser Seite und versuchen Sie es noch einmal. "
    "Was Sie schon gespeichert haben, bleibt im Konto erhalten."
)
# No page of another host, not even a neighbouring town's, reads our answers.
CORS_HEADERS = ("access-control-allow-origin", "access-control-allow-credentials")
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
        with speaking(_language(scope)):
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = _refusal(scope)
        if refusal is not None:
            await _answer(refusal, scope, receive, self._with_headers(scope, send))
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what fails is told in our own words, never in a traceback's."""
        answer = _Answer(send)
        try:
            _append_slash(scope)
            visit = await visit_of_request(Request(scope)) if _begins_session(scope) else None
            if visit is not None and await _has_run_out(scope, visit):
                led = RedirectResponse(way_to_sign_in(_asked(scope)), 303)
                await led(scope, receive, self._with_headers(scope, answer.send))
                return
            token = await _visitor_token(scope, visit)
            await self.app(scope, receive, self._with_headers(scope, answer.send, token))
        except Exception as fault:
            log.error("request failed", exc_info=fault)
            answer.failed = True
        if answer.failed and not answer.started:
            await error_page()(scope, receive, self._with_headers(scope, send))

    def _with_headers(self, scope: Scope, send: Send, token: str = "") -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if token:
                    cookie = Response()
                    set_session_cookie(cookie, load_settings(), token)
                    headers.append("set-cookie", cookie.headers["set-cookie"])
                self._add_headers(scope, message["status"], headers)
            await send(message)

        return send_with_headers

    def _add_headers(self, scope: Scope, status: int, headers: MutableHeaders) -> None:
        path = scope["path"]
        for name in CORS_HEADERS:
            del headers[name]
        _drop_origin_from_vary(headers)
        for name, value in SECURITY_HEADERS.items():
            headers.setdefault(name, value)
        if load_settings().https:
            headers.setdefault("strict-transport-security", "max-age=31536000; includeSubDomains")
        if german_path(path).startswith(PERSONAL):
            headers.setdefault("x-robots-tag", "noindex")
        headers.setdefault("content-security-policy", page_policy(self.build, path))
        headers.setdefault("cache-control", _caching(scope, status, headers))


def _language(scope: Scope) -> str:
    """A page's path says it; a route without a page is asked by one, which the Referer names."""
    language = language_of(scope["path"])
    headers = Headers(scope=scope)
    came_from = language_of_referer(headers.get("referer", ""), headers.get("host", ""))
    return came_from if language == GERMAN else language


def _drop_origin_from_vary(headers: MutableHeaders) -> None:
    """Without CORS headers no answer depends on the Origin; Reflex names it again and again."""
    named = [name.strip() for line in headers.getlist("vary") for name in line.split(",")]
    depends_on = [name for name in dict.fromkeys(named) if name.lower() != "origin"]
    del headers["vary"]
    if depends_on:
        headers["vary"] = ", ".join(depends_on)


class _Answer:
    """Passes an answer on, but holds back Starlette's own bare "Internal Server Error"."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False
        self.failed = False

    async def send(self, message: Message) -> None:
        """One message of the application."""
        if message["type"] == "http.response.start" and not self.started:
            kind = Headers(raw=message["headers"]).get("content-type", "")
            self.failed = message["status"] == 500 and kind.startswith("text/plain")
            self.started = not self.failed
        if not self.failed:
            await self._send(message)


def _caching(scope: Scope, status: int, headers: MutableHeaders) -> str:
    """An answer to a form or with a cookie is kept by nobody, and what failed not for long."""
    if scope.get("method") == "POST" or "set-cookie" in headers:
        return "no-store"
    if status not in {200, 206, 304}:
        return ALWAYS_ASK
    return cache_control(scope["path"], scope.get("query_string", b""))


def _refusal(scope: Scope) -> Response | None:
    """What to answer instead: to an address nobody has, or a host that is no municipality's."""
    if _is_unreadable(scope):
        return page(_("Diese Adresse gibt es nicht"), to_home(), 400)
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADER_BYTES:
        return page(_("Ihr Browser schickt zu viel mit"), to_home(), 431, _(_TOO_MUCH))
    if scope["type"] == "websocket" and not _is_from_our_pages(scope):
        return Response(status_code=403)
    return _refusal_of_host(scope)


def _refusal_of_host(scope: Scope) -> Response | None:
    if scope["path"].startswith(EVERYWHERE + STATIC):
        return None
    headers = Headers(scope=scope)
    host, cookie = headers.get("host", ""), headers.get("cookie", "")
    if municipality_of(host, cookie) is not None:
        return None
    if not is_bare_host(host, load_settings()):
        return unknown_host_page(host)
    if german_path(scope["path"]).startswith(("/kommunen", "/_event", "/offline")):
        return None
    return RedirectResponse(localized("/kommunen/"), 303)


def _is_unreadable(scope: Scope) -> bool:
    """A NUL, or a part of the path longer than any file's or record's name."""
    query = scope.get("query_string", b"")
    parts = scope["path"].split("/")
    return (
        "\x00" in scope["path"]
        or b"%00" in query
        or b"\x00" in query
        or len(query) > 8000
        or len(parts) > 50
        or max(len(part.encode()) for part in parts) > 255
    )


def _is_from_our_pages(scope: Scope) -> bool:
    """Whether a page of this very host opens the websocket, or no browser at all."""
    headers = Headers(scope=scope)
    return headers.get("origin") in {None, origin_of(headers.get("host", ""))}


async def _answer(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4000 + response.status_code})
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


def _begins_session(scope: Scope) -> bool:
    path = german_path(scope["path"])
    is_page = scope["method"] == "GET" and path.startswith(BEGINS_SESSION)
    return is_page and not path.startswith(ANSWER_THEMSELVES)


async def _has_run_out(scope: Scope, visit: Visit) -> bool:
    """Whether a draft's owner comes back too late: as a visitor they would find none of it."""
    if visit.session or not visit.token or not german_path(scope["path"]).startswith(KEEPS_DRAFTS):
        return False
    host = session_host(visit.host, visit.municipality)
    return await sign_in_has_run_out(services(), visit.token, host)


def _asked(scope: Scope) -> str:
    query = scope.get("query_string", b"").decode("latin-1")
    return f"{scope['path']}?{query}" if query else str(scope["path"])


async def _visitor_token(scope: Scope, visit: Visit | None) -> str:
    """The token of a new visitor session, where this page needs one and the browser has none."""
    return await begin_visitor_session(Request(scope)) if visit and not visit.session else ""
