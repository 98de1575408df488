"""Which municipality a request is for: by host; on the bare host by the visitor's choice."""

import re

from portal.errors import NotFound
from portal.municipalities import Municipality, municipality_by_host, municipality_by_slug
from portal.settings import Settings, load_settings
from portal.web.cookies import MUNICIPALITY_COOKIE, read_cookie

# A name or an address and perhaps a port: what stands in a Host header of a browser (RFC 9110).
_HOST = re.compile(r"[a-z0-9.-]{1,253}(:[0-9]{1,5})?", re.IGNORECASE)


def is_bare_host(host: str, settings: Settings) -> bool:
    """Whether this is the installation's own host rather than a municipality's."""
    name = host.rsplit(":", 1)[0].lower()
    return name in {settings.base_domain, "127.0.0.1", "localhost"}


def municipality_of(host: str, cookie_header: str) -> Municipality | None:
    """The municipality served at `host`, or None: unknown host, or none chosen on the bare host."""
    settings = load_settings()
    if not _HOST.fullmatch(host):
        return None
    if settings.lan_municipality:
        return municipality_by_slug(settings.lan_municipality)
    if is_bare_host(host, settings):
        chosen = read_cookie(cookie_header, MUNICIPALITY_COOKIE)
        return known_municipality(chosen)
    return municipality_by_host(host, settings.base_domain)


def known_municipality(slug: str) -> Municipality | None:
    """The municipality with this slug, None where there is none."""
    try:
        return municipality_by_slug(slug)
    except NotFound:
        return None


def public_address(municipality: Municipality, host: str) -> str:
    """Where everybody finds the municipality's portal: 'https://papenburg.example/'.

    The host asked, which is known to be hers; on the bare host, where a cookie chose her, her own
    below the base domain, as nobody else has that cookie.
    """
    settings = load_settings()
    if settings.lan_municipality or not is_bare_host(host, settings):
        return f"{origin_of(host)}/"
    scheme, _, rest = settings.public_origin.partition("://")
    return f"{scheme}://{municipality.slug}.{rest}/"


def origin_of(host: str) -> str:
    """Scheme and host as the visitor's browser knows them."""
    return f"{'https' if load_settings().https else 'http'}://{host}"
