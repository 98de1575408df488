"""A new password: asked for by who has forgotten it, or by who is signed in. Plain forms.

The code of a mailed link goes from the address into a cookie that only this form sends: it stands
in no page, no history entry that is shared, no referrer.
"""

from urllib.parse import urlencode

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

from portal.errors import PortalError, SignInRequired
from portal.identity import LinkOver, RecentSignInRequired
from portal.settings import load_settings
from portal.shared.language import N_, _
from portal.web.cookies import (
    drop_link_cookie,
    link_cookie_name,
    set_link_cookie,
    set_session_cookie,
)
from portal.web.http.accounts import back_to
from portal.web.http.confirm_identity import PATH as CONFIRM_PATH
from portal.web.http.forms import foreign_origin, is_from_our_pages, read_fields, see_other
from portal.web.language import localized
from portal.web.services import services
from portal.web.sessions import arrival_of, visit_of_request, welcome
from portal.workflow import passwords
from portal.workflow.passwords import FORGOTTEN_PATH, NEW_PATH

CHANGE_PATH = "/konto/passwort/"
_SIGN_IN_NOW = N_("Ihr neues Passwort gilt. Bitte melden Sie sich damit an.")


class WithCode(Route):
    """A link with a code in its query; without one the page of the same path answers."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As a route does, where there is a code."""
        if b"code=" not in scope.get("query_string", b""):
            return Match.NONE, {}
        return super().matches(scope)


async def forgotten(request: Request) -> Response:
    """POST /passwort/vergessen/: the same answer, as fast, whether there is an account or not."""
    if not is_from_our_pages(request):
        return foreign_origin()
    email = (await read_fields(request, "email"))["email"].strip()[:254]
    visit, page = await visit_of_request(request), localized(FORGOTTEN_PATH)
    if not email:
        fault = {"email": _("Bitte geben Sie Ihre E-Mail-Adresse ein.")}
        return await back_to(visit, page, "", {}, fault)
    arrival = arrival_of(request, visit)
    try:
        await passwords.ask_for_reset(services(), email, arrival)
    except PortalError as fault:
        return await back_to(visit, page, "", {"email": email}, {"email": fault.message})
    response = see_other(f"{page}?gesendet=1")
    response.background = BackgroundTask(
        passwords.send_reset_link, services(), email, arrival.host_municipality
    )
    return response


async def open_link(request: Request) -> Response:
    """GET /passwort/neu/?code=…: nothing is used up, as mail scanners follow links, too."""
    code = request.query_params.get("code", "")[:200]
    try:
        await passwords.check_reset_link(services(), code)
    except LinkOver as fault:
        return await _ask_again(request, fault)
    response = see_other(localized(NEW_PATH))
    set_link_cookie(response, load_settings(), NEW_PATH, code)
    return response


async def set_new(request: Request) -> Response:
    """POST /passwort/neu/: the password of the link's account."""
    if not is_from_our_pages(request):
        return foreign_origin()
    password = (await read_fields(request, "password"))["password"]
    visit = await visit_of_request(request)
    code = request.cookies.get(link_cookie_name(load_settings()), "")[:200]
    try:
        signed_in = await passwords.set_forgotten_password(
            services(), code, password, arrival_of(request, visit)
        )
    except LinkOver as fault:
        return await _ask_again(request, fault)
    except PortalError as fault:
        page = localized(NEW_PATH)
        return await back_to(visit, page, "", {}, {"password": fault.message})
    if signed_in is None:
        notice = {"notice": _(_SIGN_IN_NOW)}
        response = await back_to(visit, "/verwaltung/anmelden/", "/verwaltung/", {}, notice)
    else:
        response = _changed()
        await welcome(request, response, signed_in)
    drop_link_cookie(response, load_settings(), NEW_PATH)
    return response


async def change(request: Request) -> Response:
    """POST /konto/passwort/: another password for who has just proved who they are."""
    if not is_from_our_pages(request):
        return foreign_origin()
    password = (await read_fields(request, "password"))["password"]
    visit, page = await visit_of_request(request), localized(CHANGE_PATH)
    arrival = arrival_of(request, visit)
    try:
        renewed = await passwords.set_own_password(services(), password, arrival)
    except SignInRequired:
        return see_other(f"{localized('/anmelden/')}?{urlencode({'weiter': page}, safe='/')}")
    except RecentSignInRequired:
        return see_other(f"{localized(CONFIRM_PATH)}?{urlencode({'weiter': page}, safe='/')}")
    except PortalError as fault:
        return await back_to(visit, page, "", {}, {"password": fault.message})
    response = _changed()
    set_session_cookie(response, load_settings(), renewed.token)
    return response


def _changed() -> Response:
    return see_other(f"{localized('/konto/sicherheit/')}?geaendert=passwort")


async def _ask_again(request: Request, fault: LinkOver) -> Response:
    visit = await visit_of_request(request)
    return await back_to(visit, localized(FORGOTTEN_PATH), "", {}, {"form": fault.message})


ROUTES = [
    Route(FORGOTTEN_PATH, forgotten, methods=["POST"]),
    WithCode(NEW_PATH, open_link, methods=["GET"]),
    Route(NEW_PATH, set_new, methods=["POST"]),
    Route(CHANGE_PATH, change, methods=["POST"]),
]
