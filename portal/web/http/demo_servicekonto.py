"""The demo's Servicekonto over HTTP, at /demo/servicekonto/: a real OpenID provider. Else 404."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from portal import wiring
from portal.settings import load_settings
from portal.web.cookies import read_cookie
from portal.web.html import page
from portal.web.http.demo import only_in_demo
from portal.web.http.demo_servicekonto_page import ask_page, home_page, read_choice
from portal.web.http.forms import (
    MAX_FORM,
    foreign_origin,
    is_from_our_pages,
    read_body,
    read_fields,
    see_other,
)
from portal.web.services import services
from portal.wiring import CannotAnswer, DemoServicekonto, Reply

HOME = "/demo/servicekonto/"
MOST_PARAMETERS = 50
FIELDS = ("entscheidung", "niveau", "person", "given_name", "family_name", "birthdate",
          "birth_name", "street_address", "postal_code", "locality", "email")  # fmt: skip


async def discovery(request: Request) -> Response:
    """GET .well-known/openid-configuration: what the provider can do."""
    return JSONResponse(_provider().describe())


async def jwks(request: Request) -> Response:
    """GET jwks: its public keys."""
    return JSONResponse(await _provider().keys())


async def sign_in(request: Request) -> Response:
    """GET anmelden: the authorization endpoint; asks a person who to be, and how surely."""
    try:
        asked = await _provider().ask(_query(request), _token(request))
    except CannotAnswer as fault:
        return _cannot_answer(fault)
    return _reply(asked) if isinstance(asked, Reply) else ask_page(asked, str(request.url.query))


async def decide(request: Request) -> Response:
    """POST anmelden: what the person chose; back to the portal with a code, or with an error."""
    if not is_from_our_pages(request):
        return foreign_origin()
    fields = await read_fields(request, *FIELDS)
    choice, faults = read_choice(fields)
    try:
        if faults:
            asked = await _provider().ask(_query(request), _token(request))
            if not isinstance(asked, Reply):
                return ask_page(asked, str(request.url.query), fields, faults)
        reply, token = await _provider().decide(_query(request), _token(request), choice)
    except CannotAnswer as fault:
        return _cannot_answer(fault)
    return _with_token(_reply(reply), token)


async def token(request: Request) -> Response:
    """POST token: a code for tokens, server to server."""
    form = await _form(request)
    return _reply(await _provider().redeem(form, request.headers))


async def userinfo(request: Request) -> Response:
    """GET, POST userinfo: the claims for an access token, server to server."""
    return _reply(await _provider().userinfo(request.headers))


async def sign_out(request: Request) -> Response:
    """GET, POST abmelden: the portal sends a browser here, or a person presses the button."""
    is_post = request.method == "POST"
    asked = await _form(request) if is_post else _query(request)
    if is_post and not asked:
        if not is_from_our_pages(request):
            return foreign_origin()
        await _provider().sign_out(_token(request))
        return see_other(f"{HOME}?abgemeldet=ja")
    try:
        reply = await _provider().sign_out_for_portal(asked)
    except CannotAnswer as fault:
        return _cannot_answer(fault)
    return _reply(reply) if reply else see_other(HOME)


async def home(request: Request) -> Response:
    """GET /demo/servicekonto/: who is signed in here, and the way out."""
    bare = load_settings().public_origin
    if f"{request.url.scheme}://{request.headers.get('host', '')}" != bare:
        return see_other(f"{bare}{HOME}")
    signed_in = await _provider().signed_in(_token(request))
    return home_page(signed_in, just_left=request.query_params.get("abgemeldet") == "ja")


def _provider() -> DemoServicekonto:
    return wiring.demo_servicekonto(load_settings(), services())


def _query(request: Request) -> Sequence[tuple[str, str]]:
    return list(request.query_params.multi_items())


async def _form(request: Request) -> Sequence[tuple[str, str]]:
    """The parameters of a body. Raises HTTPException (413) for what no portal sends."""
    try:
        body = await read_body(request, MAX_FORM)
        return parse_qsl(
            body.decode("latin-1"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError:
        raise HTTPException(413) from None


def _reply(reply: Reply) -> Response:
    if reply.location:
        return RedirectResponse(reply.location, 303)
    headers = {**reply.headers, "Cache-Control": "no-store"}
    headers.pop("Content-Type", None)
    return JSONResponse(reply.body or {}, reply.status, headers)


def _cookie_name() -> str:
    """On localhost all ports share cookies."""
    return f"demo-servicekonto-{load_settings().port}"


def _token(request: Request) -> str:
    return read_cookie(request.headers.get("cookie", ""), _cookie_name())


def _with_token(response: Response, token: str) -> Response:
    if token:
        response.set_cookie(
            _cookie_name(),
            token,
            path=HOME,
            secure=load_settings().https,
            httponly=True,
            samesite="lax",
        )
    return response


def _cannot_answer(fault: CannotAnswer) -> Response:
    return page("Demo-Servicekonto", '<p><a href="/">Zum Portal</a></p>', 400, fault.message)


ROUTES = [
    Route(HOME, only_in_demo(home)),
    Route(f"{HOME}.well-known/openid-configuration", only_in_demo(discovery)),
    Route(f"{HOME}jwks", only_in_demo(jwks)),
    Route(f"{HOME}anmelden", only_in_demo(sign_in)),
    Route(f"{HOME}anmelden", only_in_demo(decide), methods=["POST"]),
    Route(f"{HOME}token", only_in_demo(token), methods=["POST"]),
    Route(f"{HOME}userinfo", only_in_demo(userinfo), methods=["GET", "POST"]),
    Route(f"{HOME}abmelden", only_in_demo(sign_out), methods=["GET", "POST"]),
]
