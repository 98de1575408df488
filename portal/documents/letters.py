"""What of a citizen's text can be printed: everything our fonts hold, and a sign for the rest."""

import json
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
MISSING = "\ufffd"
_JOINERS = {"\u200c", "\u200d"}
_LONGEST_UNBROKEN = 40
_MAY_BREAK_HERE = "\u200b"


def printable(text: str) -> str:
    """The text in normal form C (DIN 91379), as our fonts can set it.

    A letter no font holds becomes U+FFFD: PDF/UA-1 (ISO 14289-1, 7.21.8) refuses undefined
    glyphs. Controls go, above all those that turn the direction of what follows (they could make
    a document read differently from what was sent). A string of more than 40 letters gets places
    to break, so that nothing runs off the paper.
    """
    printed, unbroken = [], 0
    for cluster in _clusters(_visible(text)):
        unbroken = 0 if cluster.isspace() else unbroken + 1
        if unbroken > _LONGEST_UNBROKEN:
            printed.append(_MAY_BREAK_HERE)
            unbroken = 1
        printed.append(cluster if cluster == "\n" or _one_font_holds(cluster) else MISSING)
    return "".join(printed)


def font_families() -> list[str]:
    """The families, the preferred one first."""
    return list(_coverage())


def _visible(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(
        char
        for char in composed
        if char == "\n" or char in _JOINERS or unicodedata.category(char) not in ("Cc", "Cf")
    )


def _clusters(text: str) -> Iterator[str]:
    """Each letter with the marks that follow it: they must come from the same font."""
    cluster = ""
    for char in text:
        if cluster and unicodedata.category(char)[0] != "M":
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _one_font_holds(cluster: str) -> bool:
    return any(set(cluster) <= held for held in _coverage().values())


@lru_cache(maxsize=1)
def _coverage() -> dict[str, frozenset[str]]:
    ranges: dict[str, str] = json.loads((FONTS / "coverage.json").read_text(encoding="utf-8"))
    return {family: frozenset(_characters(terms)) for family, terms in ranges.items()}


def _characters(terms: str) -> Iterator[str]:
    """The characters of ranges such as '20-7E A0'."""
    for term in terms.split():
        first, _, last = term.partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))
