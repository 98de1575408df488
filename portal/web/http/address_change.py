"""Changing the address one signs in with: the wish, the link in the new mailbox, the way back."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.errors import PortalError, SignInRequired
from portal.identity import RecentSignInRequired
from portal.settings import load_settings
from portal.web.cookies import drop_link_cookie, link_cookie_name, set_link_cookie
from portal.web.http.accounts import back_to
from portal.web.http.confirm_identity import PATH as PROVE_PATH
from portal.web.http.forms import foreign_origin, is_from_our_pages, read_fields, see_other
from portal.web.http.passwords import WithCode
from portal.web.language import localized
from portal.web.services import services
from portal.web.session import session_host
from portal.web.sessions import visit_of_request
from portal.workflow import address_change
from portal.workflow.address_change import CONFIRM_PATH, UNDO_PATH
from portal.workflow.passwords import NEW_PATH

PATH = "/konto/adresse/"
SECURITY_PATH = "/konto/sicherheit/"


async def ask(request: Request) -> Response:
    """POST /konto/adresse/: the same answer for a free address and a taken one."""
    if not is_from_our_pages(request):
        return foreign_origin()
    fields = await read_fields(request, "email")
    visit, page = await visit_of_request(request), localized(PATH)
    host = session_host(visit.host, visit.municipality)
    try:
        await address_change.ask_for_new_address(services(), fields["email"], visit.session, host)
    except SignInRequired:
        return see_other(f"{localized('/anmelden/')}?weiter={quote(page)}")
    except RecentSignInRequired:
        return see_other(f"{localized(PROVE_PATH)}?weiter={quote(page)}")
    except PortalError as fault:
        return await back_to(visit, page, "", fields, {"email": fault.message})
    return see_other(f"{page}?gesendet=1")


async def confirm(request: Request) -> Response:
    """GET /konto/adresse/bestaetigen/?code=…: counts where the owner is signed in, so that a
    scanner of mails that follows links confirms nothing."""
    code = request.query_params.get("code", "")[:200]
    visit = await visit_of_request(request)
    try:
        await address_change.confirm_new_address(services(), code, visit.session)
    except SignInRequired:
        here = quote(f"{CONFIRM_PATH}?code={code}", safe="/")
        return see_other(f"{localized('/anmelden/')}?weiter={here}")
    except PortalError as fault:
        return await back_to(visit, localized(SECURITY_PATH), "", {}, {"form": fault.message})
    return see_other(f"{localized(SECURITY_PATH)}?geaendert=adresse")


async def open_way_back(request: Request) -> Response:
    """GET /konto/adresse/zurueck/?code=…: shows the button; the code goes into a cookie."""
    code = request.query_params.get("code", "")[:200]
    visit = await visit_of_request(request)
    try:
        await address_change.check_way_back(services(), code)
    except PortalError as fault:
        return await back_to(visit, localized("/anmelden/"), "", {}, {"form": fault.message})
    response = see_other(localized(UNDO_PATH))
    set_link_cookie(response, load_settings(), UNDO_PATH, code)
    return response


async def go_back(request: Request) -> Response:
    """POST /konto/adresse/zurueck/: the account is its owner's again; now a new password."""
    if not is_from_our_pages(request):
        return foreign_origin()
    settings = load_settings()
    code = request.cookies.get(link_cookie_name(settings), "")[:200]
    try:
        reset_code = await address_change.take_address_back(services(), code)
    except PortalError as fault:
        visit = await visit_of_request(request)
        return await back_to(visit, localized("/anmelden/"), "", {}, {"form": fault.message})
    response = see_other(localized(NEW_PATH))
    drop_link_cookie(response, settings, UNDO_PATH)
    set_link_cookie(response, settings, NEW_PATH, reset_code)
    return response


ROUTES = [
    Route(PATH, ask, methods=["POST"]),
    WithCode(CONFIRM_PATH, confirm, methods=["GET"]),
    WithCode(UNDO_PATH, open_way_back, methods=["GET"]),
    Route(UNDO_PATH, go_back, methods=["POST"]),
]
