"""Signing in by a service account (BundID, state accounts): there, back, and signing out both ways.

Every failure is a page that says what happened and what to do; the log gets one line without
personal data.
"""

import logging
from html import escape
from typing import cast
from urllib.parse import parse_qs, quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from portal.catalogue import service_by_slug
from portal.errors import NotFound, PortalError, SignInRequired
from portal.identity import RecentSignInRequired, path_within_portal
from portal.identity.federated_ways import Purpose
from portal.identity.provider import (
    AddressTaken,
    ProviderDown,
    ServiceAccountFault,
    SignInCancelled,
)
from portal.settings import load_settings
from portal.shared.language import _
from portal.shared.trust import TrustLevel
from portal.web.cookies import set_session_cookie
from portal.web.html import page
from portal.web.http.forms import (
    MAX_FORM,
    foreign_origin,
    is_from_our_pages,
    leave_for,
    read_body,
    read_fields,
    see_other,
)
from portal.web.language import german_path, localized
from portal.web.services import services
from portal.web.session import Visit
from portal.web.sessions import arrival_of, visit_of_request, visit_or_new, welcome
from portal.web.tenancy import origin_of
from portal.workflow import federated
from portal.workflow.federated import PURPOSES, Errand, SignOutThere

log = logging.getLogger("portal.servicekonto")
START_PATH = "/anmelden/servicekonto/"
RETURN_PATH = "/anmelden/servicekonto/zurueck/"
LOGOUT_PATH = "/anmelden/servicekonto/abmeldung/"
SIGNED_OUT_PATH = "/anmelden/servicekonto/abgemeldet/"
SECURITY_PATH = "/konto/sicherheit/"
CONFIRM_PATH = "/anmelden/bestaetigen/"
# The provider may send the browser on to others that a form's target would have to name.
_LEAVING = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


async def start(request: Request) -> Response:
    """POST /anmelden/servicekonto/: off to the provider, with what to come back for.

    Fields: `anbieter` (the provider's id), `zweck` (sign_in, link, step_up, reauth), `niveau`
    (the level wanted) and `weiter`.
    """
    if not is_from_our_pages(request):
        return foreign_origin()
    fields = await read_fields(request, "anbieter", "zweck", "niveau", "weiter")
    errand = _errand(request, fields)
    visit, token = await visit_or_new(request)
    if visit.session is None:
        return _trouble(ServiceAccountFault(), visit)
    try:
        address = await federated.set_out(services(), visit.session, errand)
    except PortalError as fault:
        return _refused_start(fault, visit, errand)
    response = leave_for(
        address,
        _("Weiter zum Servicekonto"),
        _("Sie werden jetzt zum Servicekonto weitergeleitet."),
    )
    if token:
        set_session_cookie(response, load_settings(), token)
    return response


async def come_back(request: Request) -> Response:
    """GET /anmelden/servicekonto/zurueck/: the provider sends the browser back with its answer."""
    visit = await visit_of_request(request)
    try:
        arrival = arrival_of(request, visit)
        signed_in = await federated.come_back(services(), arrival, _answer(request))
    except ServiceAccountFault as fault:
        return _trouble(fault, visit)
    except PortalError as fault:
        log.warning("refused return: %s", type(fault).__name__)
        return _trouble(ServiceAccountFault(fault.message), visit)
    response = see_other(signed_in.continue_to)
    await welcome(request, response, signed_in)
    return response


async def back_channel(request: Request) -> Response:
    """POST /anmelden/servicekonto/abmeldung/<provider>/: the provider ends its sessions here.

    Not sent by a browser: what proves the sender is the signature of the logout token (OpenID
    Connect Back-Channel Logout 1.0, 2.5 to 2.8).
    """
    token = await _logout_token(request)
    provider_id = request.path_params.get("provider", "")
    try:
        await federated.end_sessions(services(), provider_id, token)
    except NotFound:
        return _logout_answer(404, "invalid_request")
    except ProviderDown as fault:
        log.warning("back-channel logout of %s: %s", provider_id, fault.reason)
        return _logout_answer(503, "temporarily_unavailable")
    except ServiceAccountFault as fault:
        log.warning("back-channel logout of %s: %s", provider_id, fault.reason)
        return _logout_answer(400, "invalid_request")
    return _logout_answer(200, "")


async def signed_out(request: Request) -> Response:
    """GET /anmelden/servicekonto/abgemeldet/: back from signing out at the provider."""
    return page(
        _("Sie sind abgemeldet"),
        f'<p><a href="{localized("/")}">{_("Zur Startseite")}</a></p>',
        lead=_("Sie sind hier und im Servicekonto abgemeldet."),
    )


def sign_out_address(request: Request) -> str:
    """Where the provider sends the browser after signing out there."""
    return f"{origin_of(request.headers.get('host', ''))}{SIGNED_OUT_PATH}"


def offer_sign_out_there(there: SignOutThere) -> Response:
    """After signing out here: the session at the provider may go on, and how to end it.

    A form, so that the ID token stands in no address (RP-Initiated Logout 1.0, 2).
    """
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in there.fields.items()
    )
    button = _("Auch bei {provider} abmelden").format(provider=there.label)
    body = f"""<form method="post" action="{escape(there.address)}">{fields}<div class="bar">
<button type="submit" class="kern-btn kern-btn--primary"><span class="kern-label">{escape(button)}
</span></button> <a href="{localized("/")}">{_("Zur Startseite")}</a></div></form>"""
    response = page(
        _("Sie sind abgemeldet"),
        body,
        lead=_(
            "In diesem Portal sind Sie abgemeldet. Bei {provider} sind Sie vielleicht noch "
            "angemeldet. An einem fremden Gerät melden Sie sich bitte auch dort ab."
        ).format(provider=there.label),
    )
    response.headers["content-security-policy"] = _LEAVING
    return response


def _errand(request: Request, fields: dict[str, str]) -> Errand:
    purpose = fields["zweck"] if fields["zweck"] in PURPOSES else "sign_in"
    otherwise = "/konto/" if purpose == "sign_in" else SECURITY_PATH
    continue_to = path_within_portal(fields["weiter"] or localized(otherwise))
    return Errand(
        provider=fields["anbieter"][:40],
        purpose=cast(Purpose, purpose),
        wanted=_wanted(fields["niveau"], continue_to),
        continue_to=continue_to,
        redirect_uri=f"{origin_of(request.headers.get('host', ''))}{RETURN_PATH}",
    )


def _wanted(named: str, continue_to: str) -> TrustLevel:
    """The level named, else the one that the form needs to which the citizen returns."""
    if named in set(TrustLevel):
        return TrustLevel(named)
    parts = german_path(continue_to).split("/")
    if len(parts) < 3 or parts[1] != "antrag":
        return TrustLevel.BASIC
    try:
        return service_by_slug(parts[2]).trust_level.or_higher(TrustLevel.BASIC)
    except NotFound:
        return TrustLevel.BASIC


def _answer(request: Request) -> dict[str, str]:
    """The redirect's query; what stands there twice counts as missing (RFC 6749, 3.1)."""
    pairs = request.query_params.multi_items()
    names = [name for name, _value in pairs]
    return {name: value for name, value in pairs if names.count(name) == 1 and len(value) <= 4096}


def _refused_start(fault: PortalError, visit: Visit, errand: Errand) -> Response:
    if isinstance(fault, SignInRequired):
        return see_other(f"{localized('/anmelden/')}?weiter={quote(errand.continue_to)}")
    if isinstance(fault, RecentSignInRequired):
        return see_other(f"{localized(CONFIRM_PATH)}?weiter={quote(errand.continue_to)}")
    if isinstance(fault, NotFound):
        return _trouble(
            ServiceAccountFault(_("Dieses Servicekonto gibt es in diesem Portal nicht.")), visit
        )
    if isinstance(fault, ServiceAccountFault):
        fault.continue_to = errand.continue_to
        return _trouble(fault, visit)
    raise fault


def _trouble(fault: ServiceAccountFault, visit: Visit) -> Response:
    """What happened and what to do; nothing that was typed is lost."""
    log.warning("service account: %s", fault.reason)
    status = 503 if isinstance(fault, ProviderDown) else 400
    return page(
        _title(fault),
        _ways_on(fault, visit),
        200 if isinstance(fault, SignInCancelled) else status,
        _(fault.message),
    )


def _title(fault: ServiceAccountFault) -> str:
    if isinstance(fault, SignInCancelled):
        return _("Anmeldung abgebrochen")
    if isinstance(fault, ProviderDown):
        return _("Das Servicekonto antwortet nicht")
    return _("Das hat mit dem Servicekonto nicht geklappt")


def _ways_on(fault: ServiceAccountFault, visit: Visit) -> str:
    """Back to where they were; who has not signed in gets there by the sign-in page."""
    back = fault.continue_to or localized("/konto/")
    if isinstance(fault, AddressTaken):
        back = localized(SECURITY_PATH)
    if visit.citizen_id:
        return f'<p><a href="{escape(back)}">{_("Zurück zum Portal")}</a></p>'
    sign_in = f"{localized('/anmelden/')}?weiter={quote(back, safe='/')}"
    return f'<p><a href="{escape(sign_in)}">{_("Zur Anmeldung")}</a></p>'


async def _logout_token(request: Request) -> str:
    """The form's one field; "" for a body that is none. Longer than a field of our own forms."""
    try:
        body = await read_body(request, MAX_FORM)
        sent = parse_qs(body.decode("ascii"), max_num_fields=10)
    except ValueError:
        return ""
    tokens = sent.get("logout_token", [])
    return tokens[0] if len(tokens) == 1 else ""


def _logout_answer(status: int, error: str) -> Response:
    headers = {"cache-control": "no-store"}
    return JSONResponse({"error": error} if error else {}, status, headers)


ROUTES = [
    Route(START_PATH, start, methods=["POST"]),
    Route(RETURN_PATH, come_back, methods=["GET"]),
    Route(SIGNED_OUT_PATH, signed_out, methods=["GET"]),
    Route(LOGOUT_PATH, back_channel, methods=["POST"]),
    Route(LOGOUT_PATH + "{provider}/", back_channel, methods=["POST"]),
]
