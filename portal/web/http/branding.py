"""What each host shows of its municipality before any script runs: colours, arms, manifest."""

from html import escape

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from portal.municipalities import (
    Municipality,
    arms_svg,
    manifest,
    opening_hours_in_words,
    stylesheet,
)
from portal.settings import load_settings
from portal.shared.language import _
from portal.web.cookies import MUNICIPALITY_COOKIE
from portal.web.html import page
from portal.web.language import localized
from portal.web.tenancy import known_municipality, municipality_of

_TEN_MINUTES = {"cache-control": "public, max-age=600", "vary": "Host, Cookie"}


def _here(request: Request) -> Municipality | None:
    headers = request.headers
    return municipality_of(headers.get("host", ""), headers.get("cookie", ""))


async def kommune_css(request: Request) -> Response:
    """The municipality's colours; empty where none is chosen, the portal's own then hold."""
    here = _here(request)
    text = stylesheet(here) if here else ""
    return Response(text, media_type="text/css", headers=_TEN_MINUTES)


async def arms(request: Request) -> Response:
    """Our own neutral drawing that stands for the municipality's coat of arms."""
    here = _here(request)
    if here is None:
        return RedirectResponse("/icons/favicon.svg", 302)
    return Response(arms_svg(here), media_type="image/svg+xml", headers=_TEN_MINUTES)


async def web_manifest(request: Request) -> Response:
    """Makes the portal installable under the municipality's name."""
    here = _here(request)
    if here is None:
        return JSONResponse({"name": "Schalter", "start_url": "/kommunen/", "display": "browser"})
    return JSONResponse(
        manifest(here), media_type="application/manifest+json", headers=_TEN_MINUTES
    )


async def offline(request: Request) -> Response:
    """What the service worker shows without a connection: how to reach the town hall anyway."""
    here = _here(request)
    if here is None:
        return page(
            _("Keine Verbindung"), "", lead=_("Sie sind gerade nicht mit dem Internet verbunden.")
        )
    hours = escape(opening_hours_in_words(here.opening_hours))
    address = here.address
    return page(
        _("Keine Verbindung"),
        f"""<p>Was Sie bisher eingegeben haben, ist gespeichert. Sobald Sie wieder online sind,
        geht es genau dort weiter.</p>
        <p><a class="kern-btn kern-btn--primary" href="/"><span class="kern-label">Noch einmal
        versuchen</span></a></p>
        <section class="box"><h2>{escape(here.full_name)}</h2>
        <p>{escape(address.street)}<br>{escape(address.postcode)} {escape(address.city)}</p>
        <p>Telefon <a href="tel:{escape(here.phone)}">{escape(here.phone)}</a><br>
        E-Mail <a href="mailto:{escape(here.email)}">{escape(here.email)}</a></p>
        <h3>Öffnungszeiten</h3><p>{hours}</p></section>""",
        lead=_("Sie sind gerade nicht mit dem Internet verbunden."),
    )


async def choose(request: Request) -> Response:
    """Remember the municipality chosen on the bare host, for clients without `*.localhost`."""
    chosen = known_municipality(request.path_params["slug"])
    if chosen is None:
        return RedirectResponse(localized("/kommunen/"), 303)
    response = RedirectResponse(localized("/"), 303)
    response.set_cookie(
        MUNICIPALITY_COOKIE, chosen.slug, path="/", httponly=True, samesite="lax",
        secure=load_settings().https, max_age=365 * 24 * 3600,
    )  # fmt: skip
    return response


ROUTES = [
    Route("/kommune.css", kommune_css),
    Route("/kommune/wappen.svg", arms),
    Route("/manifest.webmanifest", web_manifest),
    Route("/offline/", offline),
    Route("/kommunen/{slug}/", choose),
]
