"""PDFs: the copy of an application and the receipt, for whom they belong to; else 404."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.documents import (
    copy_of_application,
    paid_receipt,
    receipt,
    receipt_of_payment,
    sent_application_for_citizen,
    sent_application_for_staff,
)
from portal.documents.notice import in_one
from portal.errors import NotFound, PortalError
from portal.persistence.database import Scope
from portal.shared import clock
from portal.shared.language import GERMAN, _, speaking
from portal.web.csp import framed_by_ourselves
from portal.web.html import page, to_home
from portal.web.services import services
from portal.web.sessions import visit_of_request
from portal.workflow.days_post import print_again, print_post
from portal.workflow.notice_retrieval import retrieve_notice

HEADERS = {
    "cache-control": "private, no-store",
    # Browsers lay their own viewer's style around a PDF.
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
}


async def own_copy(request: Request) -> Response:
    """GET /vorgaenge/<reference>/antrag.pdf: what the citizen sent."""
    try:
        scope = await _citizen(request)
        async with services().database.transaction(scope) as session:
            submission, case = await sent_application_for_citizen(
                session, scope.actor_id, _reference(request)
            )
    except PortalError:
        return _not_found()
    return await _pdf("Antrag", case.reference, copy_of_application, submission, case)


async def own_receipt(request: Request) -> Response:
    """GET /vorgaenge/<reference>/quittung.pdf: what the citizen paid."""
    reference = _reference(request)
    try:
        scope = await _citizen(request)
        async with services().database.transaction(scope) as session:
            paid = await paid_receipt(session, scope.actor_id, reference)
    except PortalError:
        return _not_found()
    return await _pdf("Quittung", reference, receipt, paid)


async def receipt_after_paying(request: Request) -> Response:
    """GET /kasse/quittung/<payment>.pdf: the same, before any case is opened."""
    try:
        scope = await _citizen(request)
        payment_id = UUID(str(request.path_params["payment"]))
        async with services().database.transaction(scope) as session:
            paid = await receipt_of_payment(session, scope.actor_id, payment_id)
    except (PortalError, ValueError):
        return _not_found()
    return await _pdf("Quittung", str(payment_id), receipt, paid)


async def copy_for_staff(request: Request) -> Response:
    """GET /verwaltung/vorgaenge/<reference>/antrag.pdf: what was sent to this town hall;
    `?ansehen` for the frame in the case's page."""
    visit = await visit_of_request(request)
    if visit.scope is None:
        return _not_found()
    try:
        async with services().database.transaction(visit.scope) as session:
            submission, case = await sent_application_for_staff(
                session, visit.scope, _reference(request)
            )
    except PortalError:
        return _not_found()
    copy = await _pdf("Antrag", case.reference, copy_of_application, submission, case)
    return _framed_if_asked(request, copy)


async def letter(request: Request) -> Response:
    """GET …/vorgaenge/<reference>/schreiben/<id>.pdf: a letter, for the citizen it is provided
    for, whose first look is noted, or for the desk."""
    visit = await visit_of_request(request)
    for_staff = request.url.path.startswith("/verwaltung/")
    if visit.scope is None or (visit.staff_id is None) is for_staff:
        return _not_found()
    reference = _reference(request)
    try:
        notice_id = UUID(str(request.path_params["notice"]))
        _title, content = await retrieve_notice(services(), visit.scope, reference, notice_id)
    except (PortalError, ValueError):
        return _not_found()
    shown = _shown("Schreiben", reference, content)
    return _framed_if_asked(request, shown) if for_staff else shown


async def days_letters(request: Request) -> Response:
    """GET /verwaltung/druck/tagespost.pdf?schreiben=<ids>: those that still wait, as one; or
    ?versendet=<moment>: a batch that went out, once more."""
    visit = await visit_of_request(request)
    if visit.scope is None or visit.staff_id is None:
        return _not_found()
    try:
        ids = [UUID(one) for one in request.query_params.get("schreiben", "").split(",") if one]
        if posted := request.query_params.get("versendet", ""):
            at = datetime.fromisoformat(posted)
            letters = await print_again(services(), visit.scope, at.astimezone(UTC))
        else:
            letters = await print_post(services(), visit.scope, ids[:1000])
        content = await asyncio.to_thread(in_one, letters)  # some seconds for a thousand
    except (PortalError, ValueError, OverflowError):
        return _not_found()
    return _shown("Tagespost", clock.today().isoformat(), content)


async def _citizen(request: Request) -> Scope:
    """The citizen who asks. Raises NotFound for anybody else."""
    visit = await visit_of_request(request)
    if visit.scope is None or visit.citizen_id is None:
        raise NotFound
    return visit.scope


def _reference(request: Request) -> str:
    return str(request.path_params["reference"]).upper()


async def _pdf(kind: str, reference: str, write: Callable[..., bytes], *rows: object) -> Response:
    """Typesetting takes some hundredths of a second: in a thread, after the transaction.

    In the administrative language, whichever the page speaks that asks.
    """
    with speaking(GERMAN):
        content = await asyncio.to_thread(write, *rows, demo=services().demo)
    return _shown(kind, reference, content)


def _shown(kind: str, reference: str, content: bytes) -> Response:
    disposition = f'inline; filename="{kind} {reference}.pdf"'
    return Response(
        content,
        media_type="application/pdf",
        headers=HEADERS | {"content-disposition": disposition},
    )


def _framed_if_asked(request: Request, answer: Response) -> Response:
    if "ansehen" in request.query_params:
        answer.headers.update(framed_by_ourselves(HEADERS))
    return answer


def _not_found() -> Response:
    return page(
        _("Dieses Dokument gibt es nicht"),
        to_home(),
        404,
        _("Vielleicht müssen Sie sich zuerst anmelden, oder die Adresse ist nicht vollständig."),
    )


ROUTES = [
    Route("/vorgaenge/{reference}/antrag.pdf", own_copy),
    Route("/vorgaenge/{reference}/quittung.pdf", own_receipt),
    Route("/kasse/quittung/{payment}.pdf", receipt_after_paying),
    Route("/verwaltung/vorgaenge/{reference}/antrag.pdf", copy_for_staff),
    Route("/vorgaenge/{reference}/schreiben/{notice}.pdf", letter),
    Route("/verwaltung/vorgaenge/{reference}/schreiben/{notice}.pdf", letter),
    Route("/verwaltung/druck/tagespost.pdf", days_letters),
]
