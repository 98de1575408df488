"""Sessions as the routes need them: begun for visitors, replaced at sign-in."""

from starlette.requests import Request
from starlette.responses import Response

from portal.identity import new_token, start_session
from portal.persistence.database import system_scope
from portal.settings import load_settings
from portal.shared.devices import device_words
from portal.shared.proxies import client_address
from portal.web.cookies import (
    device_cookie_name,
    session_cookie_name,
    set_device_cookie,
    set_session_cookie,
)
from portal.web.services import services
from portal.web.session import Visit, identify, session_host
from portal.web.tenancy import municipality_of
from portal.workflow.new_device import note_sign_in
from portal.workflow.signing_in import Arrival, SignedIn


async def visit_of_request(request: Request) -> Visit:
    """Who sent this request."""
    return await identify(request.headers.get("host", ""), request.headers.get("cookie", ""))


def arrival_of(request: Request, visit: Visit) -> Arrival:
    """Where and on what the sender would sign in."""
    return Arrival(
        session_host(visit.host, visit.municipality),
        visit.session,
        network=network_of(request),
        device=device_words(request.headers.get("user-agent", "")),
    )


def network_of(request: Request) -> str:
    """The address of who asks; what headers claim counts only from proxies we trust."""
    peer = request.client.host if request.client else ""
    claims = request.headers.getlist("x-forwarded-for")
    return client_address(peer, claims, load_settings().trusted_proxies)


async def welcome(request: Request, response: Response, signed_in: SignedIn) -> None:
    """Hand the new session to the browser; where the account does not know it, write a mail."""
    settings = load_settings()
    set_session_cookie(response, settings, signed_in.token)
    secret = request.cookies.get(device_cookie_name(settings), "")[:100] or new_token()
    set_device_cookie(response, settings, secret)
    host, cookie = request.headers.get("host", ""), request.headers.get("cookie", "")
    arrival = Arrival(
        session_host(host, municipality_of(host, cookie)),
        device=device_words(request.headers.get("user-agent", "")),
    )
    await note_sign_in(services(), signed_in.account_id, secret, arrival)


async def begin_visitor_session(request: Request) -> str:
    """A fresh session for somebody not signed in; returns its token for the cookie."""
    visit = await visit_of_request(request)
    host = session_host(visit.host, visit.municipality)
    async with services().database.transaction(system_scope()) as session:
        return (await start_session(session, host)).token


async def visit_or_new(request: Request) -> tuple[Visit, str]:
    """The visit, with a session begun where there was none; and the new session's token."""
    visit = await visit_of_request(request)
    if visit.session is not None:
        return visit, ""
    token = await begin_visitor_session(request)
    name = session_cookie_name(load_settings())
    return await identify(visit.host, f"{name}={token}"), token
