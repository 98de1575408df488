"""GET /konto/daten/export/<id>.zip: everything one has, for its owner, signed in recently."""

from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from portal.errors import PortalError
from portal.identity import RecentSignInRequired
from portal.shared.language import _
from portal.web.html import page, to_home
from portal.web.http.files import DOWNLOAD_HEADERS
from portal.web.http.forms import see_other
from portal.web.language import localized
from portal.web.services import services
from portal.web.sessions import visit_of_request
from portal.workflow.privacy import open_export


async def download(request: Request) -> Response:
    """The ZIP, streamed. Who signed in long ago confirms first and comes back to the page."""
    visit = await visit_of_request(request)
    try:
        export_id = UUID(request.path_params["export_id"])
        export, chunks = await open_export(services(), visit.session, export_id)
    except RecentSignInRequired:
        back = quote(localized("/konto/daten/"), safe="/")
        return see_other(f"{localized('/anmelden/bestaetigen/')}?weiter={back}")
    except (PortalError, ValueError):
        return _not_found()
    headers = {
        **DOWNLOAD_HEADERS,
        "content-disposition": 'attachment; filename="Meine-Daten.zip"',
        "content-length": str(export.size_bytes),
    }
    return StreamingResponse(chunks, media_type="application/zip", headers=headers)


def _not_found() -> Response:
    return page(
        _("Diese Datei gibt es nicht"),
        to_home(),
        404,
        _("Vielleicht müssen Sie sich zuerst anmelden, oder die 24 Stunden sind um."),
    )


ROUTES = [Route("/konto/daten/export/{export_id}.zip", download)]
