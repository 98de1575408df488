"""What a municipality takes from /einbetten/ for its own website, counter and door."""

import asyncio
import csv
import io
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.catalogue import Offer, load_catalogue
from portal.documents import Paper, Poster, poster, qr_svg
from portal.errors import NotFound
from portal.municipalities import Municipality
from portal.shared import clock
from portal.web.html import page
from portal.web.http.documents import HEADERS as PDF_HEADERS
from portal.web.services import services
from portal.web.tenancy import municipality_of, public_address

_TEN_MINUTES = {
    "cache-control": "public, max-age=600",
    "vary": "Host, Cookie",
    "x-robots-tag": "noindex",
}
_PAPERS: dict[str, Paper] = {"": "a4", "a4": "a4", "a3": "a3"}


@dataclass(frozen=True)
class Target:
    """Where a code or a poster leads: the municipality's portal, or a service there."""

    municipality: Municipality
    address: str
    offer: Offer | None = None

    @property
    def name(self) -> str:
        """For the name of a file."""
        return self.offer.service.slug if self.offer else self.municipality.slug


async def qr_code(request: Request) -> Response:
    """GET /einbetten/qr.svg?leistung=<slug>: the code alone, for a municipality's own print."""
    try:
        target = _target(request)
    except NotFound:
        return _not_found()
    headers = _TEN_MINUTES | {"content-disposition": f'inline; filename="qr-{target.name}.svg"'}
    return Response(qr_svg(target.address), media_type="image/svg+xml", headers=headers)


async def poster_pdf(request: Request) -> Response:
    """GET /einbetten/plakat.pdf?leistung=<slug>&papier=a4|a3: the poster."""
    try:
        target, paper = _target(request), _paper(request)
    except NotFound:
        return _not_found()
    about = Poster(target.municipality, target.address, target.offer, paper)
    content = await asyncio.to_thread(poster, about, clock.now(), demo=services().demo)
    disposition = f'inline; filename="Plakat {target.name} {paper.upper()}.pdf"'
    headers = PDF_HEADERS | {"content-disposition": disposition, "x-robots-tag": "noindex"}
    return Response(content, media_type="application/pdf", headers=headers)


async def links_csv(request: Request) -> Response:
    """GET /einbetten/links.csv: every service's address, as spreadsheets of German offices
    expect it (semicolons, UTF-8 with its mark)."""
    try:
        home = _target(request)
    except NotFound:
        return _not_found()
    offers = load_catalogue().offers(home.municipality)
    table = io.StringIO()
    rows = csv.writer(table, delimiter=";", lineterminator="\r\n")
    rows.writerow(("Leistung", "Weg", "Adresse"))
    rows.writerows((o.name, o.tag, f"{home.address}leistungen/{o.slug}/") for o in offers)
    disposition = f'attachment; filename="links-{home.name}.csv"'
    return Response(
        table.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers=_TEN_MINUTES | {"content-disposition": disposition},
    )


def _target(request: Request) -> Target:
    """What was asked for. Raises NotFound for a service the municipality does not show."""
    host = request.headers.get("host", "")
    town = municipality_of(host, request.headers.get("cookie", ""))
    if town is None:
        raise NotFound
    address, slug = public_address(town, host), request.query_params.get("leistung", "")
    if not slug:
        return Target(town, address)
    offer = load_catalogue().offer(town, slug)
    if offer is None:
        raise NotFound
    return Target(town, f"{address}leistungen/{offer.service.slug}/", offer)


def _paper(request: Request) -> Paper:
    paper = _PAPERS.get(request.query_params.get("papier", "").lower())
    if paper is None:
        raise NotFound
    return paper


def _not_found() -> Response:
    return page(
        "Das gibt es hier nicht",
        '<p><a href="/einbetten/">Zur Seite „Auf Ihrer Website einbinden“</a></p>',
        404,
        "Diese Leistung steht nicht im Portal der Kommune, oder das Papier ist weder A4 noch A3.",
    )


ROUTES = [
    Route("/einbetten/qr.svg", qr_code),
    Route("/einbetten/plakat.pdf", poster_pdf),
    Route("/einbetten/links.csv", links_csv),
]
