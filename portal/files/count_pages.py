"""Counts the pages of the PDF on standard input: a process of its own, with little power.

A PDF is a program for its reader, and a hostile one may loop or unfold. Here it can neither use
up the portal's memory and time nor write anything. Called as `count_pages.py MOST`, prints one
JSON object: {"pages": int, "locked": bool, "dynamic": bool}; `pages` is MOST + 1 for any more.
"""

import json
import logging
import resource
import sys
from io import BytesIO

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 10


def main() -> None:
    """Read, count, print. Ends with a fault for what cannot be read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()
    print(json.dumps(look_at(sys.stdin.buffer.read(), int(sys.argv[1]))))


def look_at(content: bytes, most: int) -> dict[str, int]:
    """What main prints."""
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(content))
    # Many are encrypted with no password for reading, only against changes.
    if reader.is_encrypted and not reader.decrypt(""):
        return {"pages": 0, "locked": True, "dynamic": False}
    root = reader.root_object
    # ISO 32000-2, 7.7.2: what is seen is made by the XFA form in it, by few readers alone.
    dynamic = bool(root.get("/NeedsRendering"))
    return {"pages": _count(root["/Pages"], most), "locked": False, "dynamic": dynamic}


def _count(tree: object, most: int) -> int:
    """The leaves of the page tree, whatever its /Count says; no more than `most` + 1."""
    waiting, seen, pages = [tree], set(), 0
    while waiting and pages <= most:
        node = waiting.pop().get_object()  # type: ignore[attr-defined]
        if id(node) in seen:
            raise ValueError("the page tree has a loop")
        seen.add(id(node))
        if "/Kids" in node:
            waiting.extend(node["/Kids"])
        else:
            pages += 1
    return pages


if __name__ == "__main__":
    main()
