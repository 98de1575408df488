"""Sessions as the routes need them: begun for visitors, replaced at sign-in."""

from starlette.requests import Request

from portal.identity import start_session
from portal.persistence.database import system_scope
from portal.shared.devices import device_words
from portal.web.services import services
from portal.web.session import Visit, identify, session_host
from portal.workflow.signing_in import Arrival


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
    """The address the connection came from; what headers claim (X-Forwarded-For) is no proof."""
    return request.client.host if request.client else ""


async def begin_visitor_session(request: Request) -> str:
    """A fresh session for somebody not signed in; returns its token for the cookie."""
    visit = await visit_of_request(request)
    host = session_host(visit.host, visit.municipality)
    async with services().database.transaction(system_scope()) as session:
        return (await start_session(session, host)).token
