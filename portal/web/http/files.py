"""Uploads and downloads: streamed both ways, never through the form's events."""

import logging
from collections.abc import AsyncIterator
from urllib.parse import quote, unquote
from uuid import UUID

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from portal.cases.conversation_tables import MessageFile
from portal.errors import NotFound, PortalError, SignInRequired
from portal.files import FileDamaged, ScannerUnavailable, StoredFile
from portal.persistence.database import Scope
from portal.shared.language import _
from portal.web.csp import framed_by_ourselves
from portal.web.html import page, to_home
from portal.web.http.forms import foreign_origin, is_from_our_pages, refused
from portal.web.services import services
from portal.web.session import Visit
from portal.web.sessions import visit_of_request
from portal.workflow.correction_files import add_correction_file
from portal.workflow.evidence import FileTooLarge, Sent, add_evidence, open_evidence
from portal.workflow.message_files import add_message_file

log = logging.getLogger("portal.web.files")
# What is downloaded may be anything a citizen sent: it is saved, never shown as a page of ours.
DOWNLOAD_HEADERS = {
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-store",
    "content-security-policy": "sandbox; default-src 'none'",
}


STATUS: dict[type[PortalError], int] = {FileTooLarge: 413, ScannerUnavailable: 503}
# Browsers' own viewers of PDFs do not work in a sandbox; they have one of their own.
SHOWN = {
    "application/pdf": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "image/jpeg": "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
    "image/png": "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
}


async def upload(request: Request) -> Response:
    """POST /antrag/<id>/dateien/<path>: 200 {id, name, size}; else {message} and nothing kept.

    The same at /vorgaenge/<reference>/korrektur/dateien/<path>, for a correction.
    """
    if not is_from_our_pages(request):
        return foreign_origin()
    visit = await visit_of_request(request)
    if visit.scope is None or visit.staff_id:
        return refused(
            SignInRequired(_("Ihre Sitzung ist abgelaufen. Bitte laden Sie die Seite neu."))
        )
    try:
        stored = await _take_in(request, visit.scope)
    except PortalError as fault:
        status = next((code for kind, code in STATUS.items() if isinstance(fault, kind)), None)
        return JSONResponse({"message": fault.message}, status) if status else refused(fault)
    except ClientDisconnect:
        return JSONResponse({"message": _("Die Verbindung ist abgebrochen.")}, 400)
    return JSONResponse({"id": str(stored.id), "name": stored.name, "size": stored.size_bytes})


async def upload_to_message(request: Request) -> Response:
    """POST /vorgaenge/<reference>/dateien: a file for the next message, of either side; answers
    as `upload` does."""
    if not is_from_our_pages(request):
        return foreign_origin()
    visit = await visit_of_request(request)
    if visit.scope is None or visit.scope.actor_kind == "visitor":
        return refused(
            SignInRequired(_("Ihre Sitzung ist abgelaufen. Bitte laden Sie die Seite neu."))
        )
    reference = str(request.path_params["reference"]).upper()
    try:
        kept = await add_message_file(services(), visit.scope, reference, _sent(request))
    except PortalError as fault:
        status = next((code for kind, code in STATUS.items() if isinstance(fault, kind)), None)
        return JSONResponse({"message": fault.message}, status) if status else refused(fault)
    except ClientDisconnect:
        return JSONResponse({"message": _("Die Verbindung ist abgebrochen.")}, 400)
    return JSONResponse({"id": str(kept.id), "name": kept.name, "size": kept.size_bytes})


async def download(request: Request) -> Response:
    """GET /dateien/<id>: the file for its owner and for the town it was sent to, else 404.

    `?ansehen` shows it to the case worker in the browser, where browsers can show its kind.
    """
    visit = await visit_of_request(request)
    file_id = _uuid(request.path_params["file_id"])
    if visit.scope is None or file_id is None:
        return _not_found()
    try:
        stored, chunks = await open_evidence(services(), visit.scope, file_id)
        first = await anext(chunks, b"")
    except FileDamaged as fault:
        log.error("stored file %s cannot be read", file_id)
        return page(_("Datei nicht lesbar"), "", 500, fault.message)
    except PortalError:
        return _not_found()
    return StreamingResponse(
        _all_of(first, chunks),
        media_type=stored.media_type,
        headers=_headers(stored, inline=_may_be_shown(request, visit, stored)),
    )


async def _take_in(request: Request, scope: Scope) -> StoredFile:
    path = request.path_params["path"]
    if reference := request.path_params.get("reference"):
        return await add_correction_file(services(), scope, reference, path, _sent(request))
    application_id = _uuid(request.path_params["application_id"])
    if application_id is None:
        raise NotFound(_("Diesen Antrag haben wir nicht gefunden."))
    return await add_evidence(services(), scope, application_id, path, _sent(request))


def _sent(request: Request) -> Sent:
    return Sent(
        name=unquote(request.headers.get("x-file-name", ""))[:1000],
        size_bytes=_announced_size(request),
        chunks=_body(request),
    )


async def _body(request: Request) -> AsyncIterator[bytes]:
    """The body's pieces; Starlette ends a body with an empty one."""
    async for chunk in request.stream():
        if chunk:
            yield chunk


def _announced_size(request: Request) -> int | None:
    size = request.headers.get("content-length", "")
    return int(size) if size.isascii() and size.isdigit() else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _may_be_shown(request: Request, visit: Visit, stored: StoredFile | MessageFile) -> bool:
    asked = "ansehen" in request.query_params
    return asked and visit.staff_id is not None and stored.media_type in SHOWN


def _headers(stored: StoredFile | MessageFile, *, inline: bool) -> dict[str, str]:
    """The name as RFC 5987 writes it (RFC 6266): any letter arrives, none can end the header."""
    disposition = "inline" if inline else "attachment"
    headers = {
        **DOWNLOAD_HEADERS,
        "content-disposition": f"{disposition}; filename*=UTF-8''{quote(stored.name, safe='')}",
        "content-length": str(stored.size_bytes),
    }
    if inline:
        headers["content-security-policy"] = SHOWN[stored.media_type]
    framed = inline and stored.media_type == "application/pdf"
    return framed_by_ourselves(headers) if framed else headers


async def _all_of(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


def _not_found() -> Response:
    return page(
        _("Diese Datei gibt es nicht"),
        to_home(),
        404,
        _("Vielleicht müssen Sie sich zuerst anmelden, oder die Datei wurde entfernt."),
    )


ROUTES = [
    Route("/antrag/{application_id}/dateien/{path}", upload, methods=["POST"]),
    Route("/vorgaenge/{reference}/korrektur/dateien/{path}", upload, methods=["POST"]),
    Route("/vorgaenge/{reference}/dateien", upload_to_message, methods=["POST"]),
    Route("/dateien/{file_id}", download),
]
