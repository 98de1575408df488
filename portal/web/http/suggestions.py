"""Suggestions while somebody types into a search box.

What is typed may be personal ("wo wohnt …"): it is neither stored nor logged, and no cache that
several share keeps the answer.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from portal.catalogue.search import Hit
from portal.web.catalogue_search import found_at
from portal.web.tenancy import municipality_of

_LONGEST = 100
_SHORTEST = 2
_MOST = 6
_HEADERS = {"cache-control": "private, max-age=300", "vary": "Host, Cookie"}


async def suggestions(request: Request) -> Response:
    """The best hits for `q` at this host's municipality: name, address, and who is responsible
    where it is not the municipality itself; `status` is for those who listen."""
    headers = request.headers
    here = municipality_of(headers.get("host", ""), headers.get("cookie", ""))
    typed = request.query_params.get("q", "")[:_LONGEST].strip()
    hits: tuple[Hit, ...] = ()
    if here is not None and len(typed) >= _SHORTEST:
        hits = await found_at(here, typed, is_typing=True, limit=_MOST)
    found = [_as_json(hit) for hit in hits]
    return JSONResponse({"found": found, "status": _status(len(found))}, headers=_HEADERS)


def _as_json(hit: Hit) -> dict[str, str]:
    return {"name": hit.name, "who": _who(hit), "href": f"/leistungen/{hit.slug}/"}


def _who(hit: Hit) -> str:
    if hit.is_own:
        return ""
    return hit.offered_by[0] if len(hit.offered_by) == 1 else "mehrere Kommunen"


def _status(count: int) -> str:
    if not count:
        return "Keine Vorschläge."
    number = "1 Vorschlag" if count == 1 else f"{count} Vorschläge"
    return f"{number}. Wählen Sie mit den Pfeiltasten und der Eingabetaste."


ROUTES = [Route("/leistungen/vorschlaege/", suggestions)]
