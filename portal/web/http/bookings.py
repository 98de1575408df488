"""The bookings as a file: posted, because references and filters stay out of addresses."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.errors import PortalError, SignInRequired
from portal.web.http.forms import foreign_origin, is_from_our_pages, read_fields, refused
from portal.web.services import services
from portal.web.sessions import visit_of_request
from portal.workflow.bookings import Search, export_bookings

EXPORT_PATH = "/verwaltung/zahlungen/buchungen.csv"


async def download(request: Request) -> Response:
    """POST: what the list shows, with all its pages, for who leads the office there."""
    if not is_from_our_pages(request):
        return foreign_origin()
    names = ("von", "bis", "stand", "zahlungsart", "leistung", "suche")
    fields = await read_fields(request, *names)
    visit = await visit_of_request(request)
    try:
        if visit.scope is None:
            raise SignInRequired
        file = await export_bookings(services(), visit.scope, Search(*fields.values()))
    except PortalError as fault:
        return refused(fault)
    headers = {
        "cache-control": "private, no-store",
        "content-disposition": f'attachment; filename="{file.name}"',
    }
    return Response(file.content, media_type="text/csv; charset=utf-8", headers=headers)


ROUTES = [Route(EXPORT_PATH, download, methods=["POST"])]
