"""What every POST route checks first, and what it answers when something is refused."""

from urllib.parse import urlsplit

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from portal.errors import Conflict, InvalidInput, NotAllowed, NotFound, PortalError, SignInRequired
from portal.web.tenancy import origin_of

MAX_FIELD = 4_000
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


async def read_fields(request: Request, *names: str) -> dict[str, str]:
    """The named text fields of a submitted form; missing ones are empty, files ignored."""
    form = await request.form(max_files=0, max_fields=50, max_part_size=64 * 1024)
    values = {name: form.get(name) for name in names}
    return {
        name: "" if value is None or isinstance(value, UploadFile) else value[:MAX_FIELD]
        for name, value in values.items()
    }


def safe_path(path: str, otherwise: str = "/") -> str:
    """`path` when it leads to a page of this host, else `otherwise` (no open redirect)."""
    parts = urlsplit(path)
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc
    clean = is_local and not any(ord(letter) < 32 or letter == "\\" for letter in path)
    return path if clean and len(path) < 500 else otherwise


def see_other(path: str) -> RedirectResponse:
    """Lead the browser to `path` with a GET."""
    return RedirectResponse(path, 303)


def refused(fault: PortalError) -> Response:
    """The fault's words as JSON, with the status that fits its family."""
    status = next((code for kind, code in _STATUS.items() if isinstance(fault, kind)), 400)
    return JSONResponse({"message": fault.message}, status)


def foreign_origin() -> Response:
    """The answer to a request that no page of ours sent."""
    return JSONResponse({"message": "Diese Anfrage kam nicht von unserer Seite."}, 403)
