"""Sessions as the routes need them: begun for visitors, replaced at sign-in."""

from starlette.requests import Request

from portal.identity import start_session
from portal.persistence.database import system_scope
from portal.web.services import services
from portal.web.session import Visit, identify, session_host


async def visit_of_request(request: Request) -> Visit:
    """Who sent this request."""
    return await identify(request.headers.get("host", ""), request.headers.get("cookie", ""))


async def begin_visitor_session(request: Request) -> str:
    """A fresh session for somebody not signed in; returns its token for the cookie."""
    visit = await visit_of_request(request)
    host = session_host(visit.host, visit.municipality)
    async with services().database.transaction(system_scope()) as session:
        return (await start_session(session, host)).token
