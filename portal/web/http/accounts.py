"""Signing in and out and registering: plain forms, so that the cookie is set by a page load.

Each works without scripts. What was wrong is kept in the session for the page that follows.
"""

from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.errors import PortalError
from portal.identity import Registration, TokenUsed, path_within_portal, put_flash, start_session
from portal.persistence.database import system_scope
from portal.settings import load_settings
from portal.shared.language import N_, _
from portal.web.cookies import drop_session_cookie, set_session_cookie
from portal.web.http.forms import foreign_origin, is_from_our_pages, read_fields, see_other
from portal.web.http.servicekonto import offer_sign_out_there, sign_out_address
from portal.web.language import localized
from portal.web.services import services
from portal.web.session import Visit, session_host
from portal.web.sessions import arrival_of, network_of, visit_of_request, welcome
from portal.workflow import accounts
from portal.workflow.federated import SignOutThere, way_out

SECOND_FACTOR_PATH = "/verwaltung/sicherheitscode/"
_SIGN_IN_HERE = N_(
    "Bitte melden Sie sich jetzt mit Ihrem Passwort an. Damit ist Ihre E-Mail-Adresse bestätigt."
)


async def sign_in(request: Request) -> Response:
    """POST /anmelden/: a citizen's address and password."""
    return await _sign_in(request, localized("/anmelden/"), localized("/konto/"))


async def sign_in_staff(request: Request) -> Response:
    """POST /verwaltung/anmelden/: the same for staff."""
    return await _sign_in(request, "/verwaltung/anmelden/", "/verwaltung/")


async def _sign_in(request: Request, page: str, otherwise: str) -> Response:
    if not is_from_our_pages(request):
        return foreign_origin()
    fields = await read_fields(request, "email", "password", "weiter", "bestaetigung")
    fields["bestaetigung"] = (fields["bestaetigung"] or asked_for(request, "bestaetigung"))[:200]
    continue_to = path_within_portal(fields["weiter"] or asked_for(request) or otherwise)
    visit = await visit_of_request(request)
    if not fields["email"].strip() or not fields["password"]:
        return await back_to(visit, page, continue_to, fields, _missing(fields))
    try:
        signed_in = await _begin_session(request, visit, page, fields, continue_to)
    except PortalError as fault:
        return await back_to(visit, page, continue_to, fields, {"form": fault.message})
    response = see_other(_next_page(page, signed_in.continue_to))
    await welcome(request, response, signed_in)
    return response


def _next_page(page: str, continue_to: str) -> str:
    """Staff give their second factor first."""
    if not page.startswith("/verwaltung/"):
        return continue_to
    return f"{SECOND_FACTOR_PATH}?{urlencode({'weiter': continue_to}, safe='/')}"


async def give_code(request: Request) -> Response:
    """POST /verwaltung/sicherheitscode/: the second factor of staff whose password was right."""
    if not is_from_our_pages(request):
        return foreign_origin()
    fields = await read_fields(request, "code", "weiter")
    continue_to = path_within_portal(fields["weiter"] or asked_for(request) or "/verwaltung/")
    visit = await visit_of_request(request)
    if visit.session is None or visit.session.waiting_account_id is None:
        return see_other("/verwaltung/anmelden/")
    settings = load_settings()
    try:
        signed_in = await accounts.pass_second_factor(
            services().database,
            settings.secret_key,
            arrival_of(request, visit),
            fields["code"],
            continue_to=continue_to,
            single_use=not settings.demo,
        )
    except PortalError as fault:
        return await back_to(visit, SECOND_FACTOR_PATH, continue_to, {}, {"form": fault.message})
    response = see_other(signed_in.continue_to)
    await welcome(request, response, signed_in)
    return response


async def _begin_session(
    request: Request, visit: Visit, page: str, fields: dict[str, str], continue_to: str
) -> accounts.SignedIn:
    common: dict[str, Any] = {
        "email": fields["email"],
        "password": fields["password"],
        "arrival": arrival_of(request, visit),
        "continue_to": continue_to,
    }
    if page.startswith("/verwaltung/"):
        return await accounts.sign_in_staff(services().database, **common)
    mails = services().outbox
    return await accounts.sign_in_citizen(
        services().database, mails, link_code=fields["bestaetigung"], **common
    )


async def register(request: Request) -> Response:
    """POST /registrieren/: make an account; the link to confirm it comes by e-mail."""
    if not is_from_our_pages(request):
        return foreign_origin()
    fields = await read_fields(request, "email", "display_name", "password", "weiter")
    continue_to = path_within_portal(fields["weiter"] or asked_for(request) or localized("/konto/"))
    visit = await visit_of_request(request)
    registration = Registration(
        email=fields["email"],
        display_name=fields["display_name"],
        password=fields["password"],
        visitor_id=visit.session.visitor_id if visit.session else None,
        continue_to=continue_to,
        host_municipality=session_host(visit.host, visit.municipality),
        network=network_of(request),
    )
    faults = registration.faults()
    if faults:
        return await back_to(visit, localized("/registrieren/"), continue_to, fields, faults)
    try:
        await accounts.register_citizen(services().database, services().outbox, registration)
    except PortalError as fault:
        faults = {"email": fault.message}
        return await back_to(visit, localized("/registrieren/"), continue_to, fields, faults)
    return see_other(
        f"{localized('/registrieren/')}?gesendet=1&weiter={quote(continue_to, safe='/')}"
    )


async def confirm(request: Request) -> Response:
    """GET /registrieren/bestaetigen/?code=…: the link of the e-mail."""
    visit = await visit_of_request(request)
    token = request.query_params.get("code", "")[:200]
    try:
        done = await accounts.open_link(services().database, token, arrival_of(request, visit))
    except TokenUsed as fault:
        return await back_to(
            visit, localized("/anmelden/"), _account(), {}, {"notice": fault.message}
        )
    except PortalError as fault:
        return await back_to(
            visit, localized("/anmelden/"), _account(), {}, {"form": fault.message}
        )
    if done.signed_in is None:
        fields = {"bestaetigung": token}
        page, notice = localized("/anmelden/"), {"notice": _(_SIGN_IN_HERE)}
        return await back_to(visit, page, done.continue_to, fields, notice)
    response = see_other(done.signed_in.continue_to)
    await welcome(request, response, done.signed_in)
    return response


async def sign_out(request: Request) -> Response:
    """POST /abmelden/ and /verwaltung/abmelden/: this browser's session ends."""
    if not is_from_our_pages(request):
        return foreign_origin()
    visit = await visit_of_request(request)
    there = await _way_out(request, visit)
    if visit.session is not None:
        await accounts.sign_out(services().database, visit.session)
    staff = request.url.path.startswith("/verwaltung/")
    response: Response = see_other("/verwaltung/anmelden/" if staff else localized("/"))
    if there is not None:
        response = offer_sign_out_there(there)
    drop_session_cookie(response, load_settings())
    return response


async def _way_out(request: Request, visit: Visit) -> SignOutThere | None:
    """Who came by a service account can sign out there too."""
    if visit.session is None or visit.citizen_id is None:
        return None
    return await way_out(services(), visit.session, sign_out_address(request))


async def back_to(
    visit: Visit, page: str, continue_to: str, fields: dict[str, str], faults: dict[str, str]
) -> Response:
    """To the page again, with what was wrong and what had been typed, but never a password."""
    typed = {name: fields.get(name, "")[:254] for name in ("email", "display_name")}
    query = {"weiter": continue_to} if continue_to else {}
    if code := fields.get("bestaetigung", ""):
        query["bestaetigung"] = code[:200]
    asked = f"?{urlencode(query, safe='/')}" if query else ""
    response = see_other(f"{page}{asked}")
    async with services().database.transaction(system_scope()) as session:
        if visit.session is not None:
            session_id = visit.session.id
        else:
            begun = await start_session(session, session_host(visit.host, visit.municipality))
            session_id = begun.id
            set_session_cookie(response, load_settings(), begun.token)
        await put_flash(session, session_id, {"faults": faults, "typed": typed})
    return response


def _account() -> str:
    return localized("/konto/")


def asked_for(request: Request, name: str = "weiter") -> str:
    """From the address of the page the form was on: who is quicker than the script has it too."""
    query = parse_qs(urlsplit(request.headers.get("referer", "")).query)
    return query.get(name, [""])[0]


def _missing(fields: dict[str, str]) -> dict[str, str]:
    faults = {}
    if not fields["email"].strip():
        faults["email"] = _("Bitte geben Sie Ihre E-Mail-Adresse ein.")
    if not fields["password"]:
        faults["password"] = _("Bitte geben Sie Ihr Passwort ein.")
    return faults


ROUTES = [
    Route("/anmelden/", sign_in, methods=["POST"]),
    Route("/verwaltung/anmelden/", sign_in_staff, methods=["POST"]),
    Route(SECOND_FACTOR_PATH, give_code, methods=["POST"]),
    Route("/registrieren/", register, methods=["POST"]),
    Route("/registrieren/bestaetigen/", confirm, methods=["GET"]),
    Route("/abmelden/", sign_out, methods=["POST"]),
    Route("/verwaltung/abmelden/", sign_out, methods=["POST"]),
]
