"""The Content-Security-Policy: no unsafe-inline, no unsafe-eval, nobody but ourselves.

React Router writes a few inline scripts into each prerendered page; their hashes differ from build
to build, so they are computed from the build that is being served.
"""

import base64
import hashlib
import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


@lru_cache(maxsize=512)
def page_policy(build: Path, path: str) -> str:
    """The policy of the page at `path` of the build in `build`."""
    hashes = " ".join(sorted(_inline_script_hashes(_files_of(build, path))))
    # Staff look at PDFs of the portal without leaving a case; citizens' pages frame nothing.
    frames = ("frame-src 'self'",) if path.startswith("/verwaltung/") else ()
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {hashes}".strip(),
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            *frames,
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def framed_by_ourselves(headers: dict[str, str]) -> dict[str, str]:
    """The headers of an answer that a page of the same origin, and none else, shows in a frame."""
    policy = headers["content-security-policy"]
    ours = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    return {**headers, "content-security-policy": ours, "x-frame-options": "SAMEORIGIN"}


def _files_of(build: Path, path: str) -> list[Path]:
    """What may be answered at `path`: its prerendered page, else one of the empty shells."""
    with suppress(OSError, ValueError):  # a path that no file can have
        page = (build / path.strip("/") / "index.html").resolve()
        if page.is_relative_to(build.resolve()) and page.is_file():
            return [page]
    return sorted(build.glob("*.html"))


def _inline_script_hashes(pages: list[Path]) -> set[str]:
    hashes = set()
    for page in pages:
        for script in _INLINE_SCRIPT.findall(page.read_text(encoding="utf-8")):
            digest = hashlib.sha256(script.encode()).digest()
            hashes.add(f"'sha256-{base64.b64encode(digest).decode()}'")
    return hashes
