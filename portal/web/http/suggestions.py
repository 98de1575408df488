"""Suggestions while somebody types into a search box.

What is typed may be personal ("wo wohnt …"): it is neither stored nor logged, and no cache that
several share keeps the answer.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from portal.catalogue import load_catalogue, service_by_slug
from portal.catalogue.search import Hit
from portal.shared.language import LANGUAGES, _, ngettext
from portal.web.catalogue_search import found_at
from portal.web.citizen.translation import in_our_words
from portal.web.language import localized, offer_in_every_language
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
    known = {service.slug for service in load_catalogue().services}
    found = [_as_json(hit) for hit in hits if hit.slug in known]
    return JSONResponse({"found": found, "status": _status(len(found))}, headers=_HEADERS)


def _as_json(hit: Hit) -> dict[str, str]:
    return {
        "name": in_our_words(service_by_slug(hit.slug)).name,
        "who": _who(hit),
        "href": localized(f"/leistungen/{hit.slug}/"),
    }


def _who(hit: Hit) -> str:
    if hit.is_own:
        return ""
    return hit.offered_by[0] if len(hit.offered_by) == 1 else _("mehrere Kommunen")


def _status(count: int) -> str:
    if not count:
        return _("Keine Vorschläge.")
    number = ngettext("1 Vorschlag.", "{number} Vorschläge.", count).format(number=count)
    how = _("Wählen Sie mit den Pfeiltasten und der Eingabetaste.")
    return f"{number} {how}"


_PATH = "/leistungen/vorschlaege/"
offer_in_every_language(_PATH)
ROUTES = [Route(localized(_PATH, language), suggestions) for language in LANGUAGES]
