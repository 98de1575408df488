"""The autosave: what is typed is stored as it is typed, finished or not."""

from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from portal.applications import save_answers
from portal.cases.corrections import save_correction
from portal.errors import PortalError, SignInRequired
from portal.shared import clock
from portal.shared.clock import clock_time
from portal.shared.language import _
from portal.web.http.forms import (
    foreign_origin,
    is_from_our_pages,
    read_body,
    refused,
    see_other,
)
from portal.web.language import german_path, localized
from portal.web.services import services
from portal.web.sessions import visit_of_request

MAX_BODY = 256 * 1024
Text = Annotated[str, Field(max_length=20_000)]


class Changes(BaseModel):
    """What the script sends: the revision it saw, and the inputs that changed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    revision: int = Field(ge=0, le=2**31)
    changes: dict[Annotated[str, Field(max_length=200)], Text | list[Text]] = Field(max_length=500)


async def save(request: Request) -> Response:
    """POST /antrag/<id>/speichern: 200 {revision, saved_at}; 401, 404, 409, 422 with a message."""
    if not is_from_our_pages(request):
        return foreign_origin()
    try:
        application_id = UUID(request.path_params["application_id"])
        sent = Changes.model_validate_json(await read_body(request, MAX_BODY))
    except (ValidationError, ValueError):
        return _unreadable()
    visit = await visit_of_request(request)
    if visit.scope is None or visit.staff_id:
        return _session_over()
    page = request.query_params.get("seite", "")[:40]
    try:
        async with services().database.transaction(visit.scope) as session:
            saved = await save_answers(session, application_id, sent.changes, sent.revision, page)
    except PortalError as fault:
        return refused(fault)
    return JSONResponse({"revision": saved.revision, "saved_at": clock_time(saved.saved_at)})


async def save_correction_typed(request: Request) -> Response:
    """POST /vorgaenge/<reference>/korrektur/speichern: the same for a correction."""
    if not is_from_our_pages(request):
        return foreign_origin()
    try:
        sent = Changes.model_validate_json(await read_body(request, MAX_BODY))
    except (ValidationError, ValueError):
        return _unreadable()
    visit = await visit_of_request(request)
    if visit.scope is None or visit.citizen_id is None:
        return _session_over()
    reference = request.path_params["reference"]
    try:
        async with services().database.transaction(visit.scope) as session:
            revision = await save_correction(session, visit.scope, reference, sent.changes)
    except PortalError as fault:
        return refused(fault)
    return JSONResponse({"revision": revision, "saved_at": clock_time(clock.now())})


def _unreadable() -> Response:
    return JSONResponse({"message": _("Das konnten wir nicht lesen.")}, 422)


def _session_over() -> Response:
    words = _("Ihre Sitzung ist abgelaufen. Bitte laden Sie die Seite neu.")
    return refused(SignInRequired(words))


async def without_script(request: Request) -> Response:
    """A form sent before its script was there: nothing is lost, the page is shown again."""
    referer = urlsplit(request.headers.get("referer", ""))
    from_here = referer.netloc == request.headers.get("host", "")
    ours = from_here and german_path(referer.path).startswith("/antrag/")
    return see_other(referer.path if ours else localized("/leistungen/"))


ROUTES = [
    Route("/antrag/{application_id}/speichern", save, methods=["POST"]),
    Route("/vorgaenge/{reference}/korrektur/speichern", save_correction_typed, methods=["POST"]),
    Route("/antrag/ohne-skript", without_script, methods=["POST"]),
]
