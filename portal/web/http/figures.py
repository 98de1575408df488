"""The figures as files. Nothing in the address is about anybody."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.errors import PortalError, SignInRequired
from portal.web.http.forms import refused
from portal.web.services import services
from portal.web.sessions import visit_of_request
from portal.workflow.figures import Choice, export_figures

EXPORT_PATH = "/verwaltung/auswertung/zahlen.csv"


async def download(request: Request) -> Response:
    """GET ?art=&monate=&leistung=: one sheet of the page, for who leads a team there."""
    asked = request.query_params
    choice = Choice(asked.get("monate", "3")[:10], asked.get("leistung", "")[:60])
    visit = await visit_of_request(request)
    try:
        if visit.scope is None or visit.staff_id is None:
            raise SignInRequired
        file = await export_figures(services(), visit.scope, choice, asked.get("art", "")[:30])
    except PortalError as fault:
        return refused(fault)
    headers = {
        "cache-control": "private, no-store",
        "content-disposition": f'attachment; filename="{file.name}"',
    }
    return Response(file.content, media_type="text/csv; charset=utf-8", headers=headers)


ROUTES = [Route(EXPORT_PATH, download)]
