"""Counts the pages of the PDF on standard input: a process of its own, with little power.

A PDF is a program for its reader, and a hostile one may loop or unfold. Here it can neither use
up the portal's memory and time nor write anything. Called as `count_pages.py MOST`, prints one
JSON object: {"pages": int, "locked": bool, "dynamic": bool, "launches": bool}; `pages` is MOST + 1
for any more.
"""

import json
import logging
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 10
MOST_ACTIONS = 5_000


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
        return {"pages": 0, "locked": True, "dynamic": False, "launches": False}
    root = reader.root_object
    # ISO 32000-2, 7.7.2: what is seen is made by the XFA form in it, by few readers alone.
    dynamic = bool(root.get("/NeedsRendering"))
    pages = _pages(root["/Pages"], most)
    launches = any(_launches(holder) for holder in (root, *pages))
    return {"pages": len(pages), "locked": False, "dynamic": dynamic, "launches": launches}


def _pages(tree: object, most: int) -> list[object]:
    """The leaves of the page tree, whatever its /Count says; no more than `most` + 1."""
    waiting, seen = [tree], set()
    pages: list[object] = []
    while waiting and len(pages) <= most:
        node = waiting.pop().get_object()  # type: ignore[attr-defined]
        if id(node) in seen:
            raise ValueError("the page tree has a loop")
        seen.add(id(node))
        if "/Kids" in node:
            waiting.extend(node["/Kids"])
        else:
            pages.append(node)
    return pages


def _launches(holder: object) -> bool:
    """Whether the document or one of its pages starts a program (ISO 32000-2, 12.6.4.6). What does
    not read as an action is none."""
    with suppress(KeyError, TypeError, AttributeError, ValueError):
        return any(action.get("/S") == "/Launch" for action in _actions(holder))
    return False


def _actions(holder: object) -> Iterator[dict[str, object]]:
    """What happens when it is opened, shown, clicked or left, and what comes after that."""
    waiting, looked_at = [holder], 0
    while waiting and looked_at < MOST_ACTIONS:
        found = waiting.pop().get_object()  # type: ignore[attr-defined]
        looked_at += 1
        if isinstance(found, list):
            waiting.extend(found)
        elif isinstance(found, dict):
            if "/S" in found:
                yield found
            waiting.extend(found[key] for key in _LEADS_ON if key in found)
            triggered = found.get("/AA")
            waiting.extend(triggered.values() if isinstance(triggered, dict) else ())


_LEADS_ON = ("/OpenAction", "/A", "/Next", "/Annots")


if __name__ == "__main__":
    main()
