"""Which language a page speaks: German at its own path, others below a prefix (`/en/…`).

Every path in the code is the German page's; `localized` leads to the page in the language spoken
where there is one, so that links, redirects and breadcrumbs stay within a language.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlsplit

from portal.shared.language import GERMAN, LANGUAGES, speaking, spoken

_PREFIXES = {f"/{language}": language for language in LANGUAGES if language != GERMAN}
# The German paths of the pages that exist in every language; filled as pages are added.
_routes: set[str] = set()


_drawn: ContextVar[str] = ContextVar("drawn", default="/")


@contextmanager
def drawing(route: str, language: str) -> Iterator[None]:
    """Within this block the page at `route` (German) is drawn in `language`."""
    token = _drawn.set(f"/{route.strip('/').partition('[')[0]}".rstrip("/") + "/")
    try:
        with speaking(language):
            yield
    finally:
        _drawn.reset(token)


def page_being_drawn() -> str:
    """The German path of the page being drawn; of a page with parameters, what comes before."""
    return _drawn.get()


def offer_in_every_language(route: str) -> None:
    """From now on `localized` knows this page; `[name]` stands for one part of a path."""
    _routes.add(re.sub(r"\\\[\w+\\\]", "[^/]+", re.escape(route.strip("/"))))


def language_of(path: str) -> str:
    """The language of the page at `path`."""
    return _PREFIXES.get("/" + path.lstrip("/").partition("/")[0], GERMAN)


def german_path(path: str) -> str:
    """The German page's path: '/en/leistungen/' -> '/leistungen/'."""
    language = language_of(path)
    return path if language == GERMAN else "/" + path.lstrip("/")[len(language) :].lstrip("/")


def localized(path: str, language: str = "") -> str:
    """The same page in the language spoken (or in `language`); query and fragment stay.

    What exists in German only, such as a download or a page for staff, keeps its path.
    """
    wanted = language or spoken()
    if not path.startswith("/") or path.startswith("//"):
        return path
    german = german_path(path)
    if wanted == GERMAN or not _is_page(urlsplit(german).path):
        return german
    return f"/{wanted}{german}"


def language_of_referer(referer: str, host: str) -> str:
    """The language of the page a request comes from; German unless it is one of this host."""
    came_from = urlsplit(referer)
    return language_of(came_from.path) if came_from.netloc == host else GERMAN


def _is_page(path: str) -> bool:
    return any(re.fullmatch(route, path.strip("/")) for route in _routes)
