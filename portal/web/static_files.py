"""How long a browser may keep which file, and names that change with their content.

Cache-Control as of RFC 9111; `immutable` as of RFC 8246.
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs

ASSETS = Path(__file__).resolve().parents[2] / "assets"
IMMUTABLE = "public, max-age=31536000, immutable"
# Renamed when they change (tools/assets); asked about again by their ETag after a month.
MONTH = "public, max-age=2592000"
SHORT = "public, max-age=300"
# Asked about at each use (304 while nothing has changed), and kept by no cache that several share:
# a page may bring its visitor's cookie.
ALWAYS_ASK = "private, no-cache"


def versioned(path: str) -> str:
    """The address of a file in assets/ that is another one when the content is another."""
    return f"{path}?v={_version(path)}"


def cache_control(path: str, query: bytes = b"") -> str:
    """The policy of a path that says nothing itself; pages are never kept unasked."""
    if path.startswith("/assets/"):
        return IMMUTABLE
    if path.startswith("/fonts/"):
        return MONTH
    if path.startswith(("/js/", "/hilfe/")):
        asked = parse_qs(query.decode("latin-1")).get("v")
        return IMMUTABLE if asked == [_version(path)] else ALWAYS_ASK
    if path.startswith(("/icons/", "/kern/")) or path in {"/portal.css", "/favicon.ico"}:
        return SHORT
    return ALWAYS_ASK


@lru_cache(maxsize=64)
def _version(path: str) -> str:
    """Of a file in assets/; empty where there is none."""
    file = (ASSETS / path.lstrip("/")).resolve()
    if not file.is_relative_to(ASSETS) or not file.is_file():
        return ""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]
