"""What every POST route checks first, and what it answers when something is refused."""

from html import escape
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from portal.errors import Conflict, InvalidInput, NotAllowed, NotFound, PortalError, SignInRequired
from portal.shared.language import _
from portal.web.html import page
from portal.web.tenancy import origin_of

MAX_FIELD = 4_000
MAX_FORM = 64 * 1024
LOOPBACK = frozenset({"127.0.0.1", "::1"})
_STATUS: dict[type[PortalError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    SignInRequired: 401,
    Conflict: 409,
    InvalidInput: 422,
}


def is_from_our_pages(request: Request) -> bool:
    """Whether the browser says that a page of this very host sent the request (no CSRF)."""
    origin = request.headers.get("origin")
    if origin is not None:
        return origin == origin_of(request.headers.get("host", ""))
    return request.headers.get("sec-fetch-site") in {"same-origin", "none"}


def is_this_machine(request: Request) -> bool:
    """No browser sent it (they name an origin or a site), no proxy, and it came by loopback."""
    told = ("origin", "sec-fetch-site", "forwarded", "x-forwarded-for", "x-real-ip", "via")
    by_others = any(name in request.headers for name in told)
    return not by_others and request.client is not None and request.client.host in LOOPBACK


async def read_fields(request: Request, *names: str) -> dict[str, str]:
    """The named fields of a submitted form; missing ones are empty.

    Raises HTTPException (413) for a body no form of ours has.
    """
    try:
        body = await read_body(request, MAX_FORM)
        sent = parse_qs(body.decode("latin-1"), errors="replace", max_num_fields=50)
    except ValueError:
        raise HTTPException(413) from None
    texts = {name: sent.get(name, [""])[0] for name in names}
    # No database can hold a NUL.
    return {name: text.replace("\x00", "")[:MAX_FIELD] for name, text in texts.items()}


async def read_body(request: Request, most: int) -> bytes:
    """The body, of at most `most` bytes. Raises ValueError beyond, before reading more."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise ValueError("too large")
    return bytes(body)


def see_other(path: str) -> RedirectResponse:
    """Lead the browser to `path` with a GET."""
    return RedirectResponse(path, 303)


def leave_for(address: str, title: str, lead: str) -> Response:
    """Lead the browser to another host. Not by a redirect: browsers hold a form's redirects
    against the page's policy, and who is there may send on to hosts that nobody here knows."""
    link = f'<p><a href="{escape(address)}">{escape(title)}</a></p>'
    response = page(title, link, lead=lead)
    response.headers["refresh"] = f"0; url={address}"
    return response


def refused(fault: PortalError) -> Response:
    """The fault's words as JSON, with the status that fits its family."""
    status = next((code for kind, code in _STATUS.items() if isinstance(fault, kind)), 400)
    return JSONResponse({"message": fault.message}, status)


def foreign_origin() -> Response:
    """The answer to a request that no page of ours sent."""
    return JSONResponse({"message": _("Diese Anfrage kam nicht von unserer Seite.")}, 403)
