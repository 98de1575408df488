"""Passkeys: off to the sign-in host, its page, the device's answer, and back (record 0031)."""

import json
import logging
from html import escape
from typing import Any, cast
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from portal.errors import PortalError, SignInRequired
from portal.identity import RecentSignInRequired, path_within_portal
from portal.identity.passkey_ceremony import OpenCeremony, PasskeyErrand, Purpose
from portal.identity.passkey_proofs import RelyingParty
from portal.identity.passkeys import clean_passkey_name
from portal.settings import load_settings
from portal.shared.devices import device_words
from portal.shared.language import N_, _, speaking
from portal.web.cookies import set_session_cookie
from portal.web.html import page
from portal.web.http.forms import (
    MAX_FORM,
    foreign_origin,
    is_from_our_pages,
    leave_for,
    read_body,
    read_fields,
    refused,
    see_other,
)
from portal.web.language import language_of, localized
from portal.web.services import services
from portal.web.sessions import arrival_of, visit_or_new, welcome
from portal.web.static_files import versioned
from portal.web.tenancy import is_bare_host, origin_of
from portal.workflow import passkeys

log = logging.getLogger("portal.passkeys")
START_PATH = "/anmelden/passkey/"
RETURN_PATH = "/anmelden/passkey/zurueck/"
CEREMONY_PATH = "/passkey/"
_TITLES: dict[str, str] = {
    "sign_in": N_("Mit Passkey anmelden"),
    "confirm": N_("Mit Passkey bestätigen"),
    "second_factor": N_("Mit Passkey bestätigen"),
    "register": N_("Passkey einrichten"),
}
_LEADS: dict[str, str] = {
    "sign_in": N_("Ihr Gerät fragt Sie gleich nach Fingerabdruck, Gesicht oder PIN."),
    "register": N_(
        "Ihr Gerät fragt Sie gleich nach Fingerabdruck, Gesicht oder PIN und merkt sich den "
        "Passkey. Uns verrät es beides nicht."
    ),
}


async def start(request: Request) -> Response:
    """POST /anmelden/passkey/: off to the sign-in host.

    Fields: `zweck` (sign_in, confirm, register, second_factor), `weiter` and, for a new one, the
    `name` its owner gives it.
    """
    if not is_from_our_pages(request):
        return foreign_origin()
    settings = load_settings()
    fields = await read_fields(request, "zweck", "weiter", "name")
    visit, token = await visit_or_new(request)
    if visit.session is None or not settings.offers_passkeys:
        return _over()
    errand = _errand(request, fields, visit.session.id)
    try:
        ticket = await passkeys.set_out(services(), visit.session, errand)
    except PortalError as fault:
        return _refused(fault, errand.continue_to)
    title = _(_TITLES[errand.purpose])
    response = leave_for(f"{settings.public_origin}{CEREMONY_PATH}{ticket}/", title, "")
    if token:
        set_session_cookie(response, settings, token)
    return response


async def show(request: Request) -> Response:
    """GET /passkey/<ticket>/ on the sign-in host: the page that asks the device."""
    party = _relying_party()
    if not is_bare_host(request.headers.get("host", ""), load_settings()):
        return _over()
    try:
        ceremony = await passkeys.open_ceremony(services(), request.path_params["ticket"], party)
    except PortalError:
        return _over()
    with speaking(language_of(ceremony.continue_to)):
        response = _ceremony_page(ceremony)
    response.headers["cache-control"] = "no-store"
    return response


async def answer(request: Request) -> Response:
    """POST /passkey/<ticket>/: what the device says, as JSON; where to go on, as JSON."""
    settings = load_settings()
    on_sign_in_host = is_bare_host(request.headers.get("host", ""), settings)
    if not is_from_our_pages(request) or not on_sign_in_host:
        return foreign_origin()
    try:
        content: Any = json.loads(await read_body(request, MAX_FORM))
    except (ValueError, RecursionError):
        content = None
    try:
        way = await passkeys.answer_ceremony(
            services(),
            request.path_params["ticket"],
            content if isinstance(content, dict) else {},
            _relying_party(),
        )
    except PortalError as fault:
        return refused(fault)
    back = f"{way.return_origin}{RETURN_PATH}?{urlencode({'code': way.code})}"
    return JSONResponse({"next": back})


async def come_back(request: Request) -> Response:
    """GET /anmelden/passkey/zurueck/: the code of the sign-in host, redeemed by who set out."""
    visit, _token = await visit_or_new(request)
    code = request.query_params.get("code", "")[:200]
    try:
        signed_in = await passkeys.come_back(services(), arrival_of(request, visit), code)
    except PortalError as fault:
        log.warning("refused return: %s", type(fault).__name__)
        return _refused(fault, localized("/konto/sicherheit/"))
    response = see_other(signed_in.continue_to)
    await welcome(request, response, signed_in)
    return response


def _errand(request: Request, fields: dict[str, str], session_id: Any) -> PasskeyErrand:
    purpose = fields["zweck"] if fields["zweck"] in passkeys.PURPOSES else "sign_in"
    otherwise = localized("/konto/" if purpose == "sign_in" else "/konto/sicherheit/")
    return PasskeyErrand(
        purpose=cast(Purpose, purpose),
        session_id=session_id,
        account_id=None,
        return_origin=origin_of(request.headers.get("host", "")),
        continue_to=path_within_portal(fields["weiter"] or otherwise),
        name=clean_passkey_name(
            fields["name"], device_words(request.headers.get("user-agent", ""))
        ),
    )


def _relying_party() -> RelyingParty:
    settings = load_settings()
    return RelyingParty(settings.base_domain, "Digitales Rathaus", settings.public_origin)


def _ceremony_page(ceremony: OpenCeremony) -> Response:
    purpose = ceremony.purpose
    back = f"{ceremony.return_origin}{ceremony.continue_to}"
    words = {
        "canceled": _("Es wurde nichts bestätigt. Sie können es noch einmal versuchen."),
        "unable": _("Dieser Browser kennt keine Passkeys. Bitte nehmen Sie einen anderen Weg."),
        "known": _("Auf diesem Gerät gibt es schon einen Passkey für Ihr Konto."),
        "trouble": _("Das hat nicht geklappt. Bitte versuchen Sie es noch einmal."),
    }
    body = f"""<div role="alert" data-told></div>
<div class="bar"><button type="button" class="kern-btn kern-btn--primary"
data-passkey="{"create" if purpose == "register" else "get"}"
data-options="{escape(ceremony.options)}" data-words="{escape(json.dumps(words))}">
<span class="kern-label">{
        escape(_("Passkey verwenden") if purpose != "register" else _("Passkey einrichten"))
    }</span></button>
<a href="{escape(back)}">{escape(_("Abbrechen"))}</a></div>
<noscript><p>{escape(words["unable"])}</p></noscript>
<script src="{versioned("/js/passkeys.js")}" defer></script>"""
    return page(_(_TITLES[purpose]), body, lead=_(_LEADS.get(purpose, _LEADS["sign_in"])))


def _refused(fault: PortalError, continue_to: str) -> Response:
    staff = continue_to.startswith("/verwaltung/")
    going_on = f"?weiter={quote(continue_to, safe='/')}"
    if isinstance(fault, RecentSignInRequired) and not staff:
        return see_other(f"{localized('/anmelden/bestaetigen/')}{going_on}")
    if isinstance(fault, SignInRequired | RecentSignInRequired):
        sign_in = "/verwaltung/anmelden/" if staff else localized("/anmelden/")
        return see_other(f"{sign_in}{going_on}")
    return page(
        _("Das hat mit dem Passkey nicht geklappt"),
        f'<p><a href="{escape(continue_to)}">{escape(_("Zurück zum Portal"))}</a></p>',
        400,
        fault.message,
    )


def _over() -> Response:
    return _refused(passkeys.CeremonyOver(), localized("/"))


ROUTES = [
    Route(START_PATH, start, methods=["POST"]),
    Route(RETURN_PATH, come_back, methods=["GET"]),
    Route(CEREMONY_PATH + "{ticket}/", show, methods=["GET"]),
    Route(CEREMONY_PATH + "{ticket}/", answer, methods=["POST"]),
]
