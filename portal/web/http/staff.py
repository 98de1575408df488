"""Accepting an invitation to work here: a plain form, because its answer sets the cookie."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.errors import PortalError
from portal.personnel import faults_of_newcomer
from portal.settings import load_settings
from portal.web.cookies import set_session_cookie
from portal.web.http.accounts import SECOND_FACTOR_PATH, asked_for, back_to
from portal.web.http.forms import foreign_origin, is_from_our_pages, read_fields, see_other
from portal.web.services import services
from portal.web.session import Visit
from portal.web.sessions import arrival_of, visit_of_request
from portal.workflow import personnel
from portal.workflow.personnel import INVITATION_PATH


async def accept(request: Request) -> Response:
    """POST /verwaltung/einladung/: with a password of one's own, or as who has signed in."""
    if not is_from_our_pages(request):
        return foreign_origin()
    fields = await read_fields(request, "code", "display_name", "password", "als")
    code = (fields["code"] or asked_for(request, "code"))[:200]
    visit = await visit_of_request(request)
    if fields["als"] == "konto":
        return await _accept_signed_in(visit, code)
    return await _accept_new(request, visit, code, fields)


async def _accept_signed_in(visit: Visit, code: str) -> Response:
    if visit.staff_id is None:
        return see_other("/verwaltung/anmelden/")
    try:
        await personnel.accept_as_colleague(services(), code, visit.staff_id)
    except PortalError as fault:
        return await _back(visit, code, {}, {"form": fault.message})
    return see_other(INVITATION_PATH)


async def _accept_new(
    request: Request, visit: Visit, code: str, fields: dict[str, str]
) -> Response:
    name, password = fields["display_name"], fields["password"]
    try:
        invitation = await personnel.read_invitation(services(), code)
        faults = faults_of_newcomer(invitation.email, name, password)
        if faults:
            return await _back(visit, code, fields, faults)
        begun = await personnel.accept_as_newcomer(
            services(), arrival_of(request, visit), code, name, password
        )
    except PortalError as fault:
        return await _back(visit, code, fields, {"form": fault.message})
    query = urlencode({"weiter": INVITATION_PATH}, safe="/")
    response = see_other(f"{SECOND_FACTOR_PATH}?{query}")
    set_session_cookie(response, load_settings(), begun.token)
    return response


async def _back(
    visit: Visit, code: str, fields: dict[str, str], faults: dict[str, str]
) -> Response:
    """To the link again, with what was wrong: it still holds."""
    return await back_to(visit, INVITATION_PATH, "", fields | {"bestaetigung": code}, faults)


ROUTES = [Route(INVITATION_PATH, accept, methods=["POST"])]
