"""The portal's cookies: the session, and on the bare host the chosen municipality.

Both are strictly necessary (TDDDG § 25 (2)), so no banner asks for them.
"""

from http.cookies import CookieError, SimpleCookie

from starlette.responses import Response

from portal.settings import Settings

MUNICIPALITY_COOKIE = "kommune"


def session_cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to one host over HTTPS; on localhost all ports share cookies."""
    return "__Host-schalter" if settings.https else f"schalter-{settings.port}"


def read_cookie(header: str, name: str) -> str:
    """The value of one cookie in a Cookie header, empty when missing or malformed."""
    try:
        cookies: SimpleCookie = SimpleCookie(header)
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


def set_session_cookie(response: Response, settings: Settings, token: str) -> None:
    """Hand the session's token to the browser: HttpOnly, Lax, Secure wherever there is HTTPS."""
    response.set_cookie(
        session_cookie_name(settings),
        token,
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
        max_age=30 * 24 * 3600,
    )


def device_cookie_name(settings: Settings) -> str:
    """Tells a browser an account was used in from one it never was."""
    return "__Host-schalter-geraet" if settings.https else f"schalter-geraet-{settings.port}"


def set_device_cookie(response: Response, settings: Settings, secret: str) -> None:
    """For 400 days, the longest that browsers keep a cookie; it opens nothing."""
    response.set_cookie(
        device_cookie_name(settings),
        secret,
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
        max_age=400 * 24 * 3600,
    )


def link_cookie_name(settings: Settings) -> str:
    """Holds the code of a link from a mail while its form is open."""
    return f"schalter-link-{settings.port}"


def set_link_cookie(response: Response, settings: Settings, path: str, code: str) -> None:
    """Keep the code for the form at `path` alone, for an hour."""
    response.set_cookie(
        link_cookie_name(settings),
        code,
        path=path,
        secure=settings.https,
        httponly=True,
        samesite="strict",
        max_age=3600,
    )


def drop_link_cookie(response: Response, settings: Settings, path: str) -> None:
    """The link has done its work."""
    response.delete_cookie(
        link_cookie_name(settings), path=path, secure=settings.https, httponly=True
    )


def drop_session_cookie(response: Response, settings: Settings) -> None:
    """Forget the session in the browser."""
    response.delete_cookie(
        session_cookie_name(settings), path="/", secure=settings.https, httponly=True
    )
