"""POST /anmelden/bestaetigen/: who has signed in proves once more who they are."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.errors import PortalError, SignInRequired
from portal.identity import path_within_portal
from portal.settings import load_settings
from portal.web.cookies import set_session_cookie
from portal.web.http.accounts import asked_for, back_to
from portal.web.http.forms import foreign_origin, is_from_our_pages, read_fields, see_other
from portal.web.language import localized
from portal.web.services import services
from portal.web.sessions import arrival_of, visit_of_request
from portal.workflow.accounts import confirm_password

PATH = "/anmelden/bestaetigen/"


async def confirm(request: Request) -> Response:
    """The password again; the session goes on under a new id, at `weiter`."""
    if not is_from_our_pages(request):
        return foreign_origin()
    fields = await read_fields(request, "password", "weiter")
    continue_to = path_within_portal(
        fields["weiter"] or asked_for(request) or localized("/konto/sicherheit/")
    )
    visit = await visit_of_request(request)
    try:
        renewed = await confirm_password(
            services().database, arrival_of(request, visit), fields["password"]
        )
    except SignInRequired:
        return see_other(localized("/anmelden/"))
    except PortalError as fault:
        return await back_to(visit, localized(PATH), continue_to, {}, {"form": fault.message})
    response = see_other(continue_to)
    set_session_cookie(response, load_settings(), renewed.token)
    return response


ROUTES = [Route(PATH, confirm, methods=["POST"])]
