"""Typesetting: our templates, somebody's words, one PDF (decision record 0013)."""

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst

from portal.documents.letters import FONTS, MISSING, font_families, printable
from portal.shared import clock

TEMPLATES = Path(__file__).parent / "templates"
PDF_UA: Final = "ua-1"  # ISO 14289-1: tagged, with title and language


def render(template: str, content: dict[str, Any], at: datetime) -> bytes:
    """The PDF/UA-1 document of `template` dated `at`: the same input gives the same bytes.

    `content` reaches the template as data; nothing in it is read as markup.
    """
    printed = _printable(content)
    is_incomplete = MISSING in json.dumps(printed, ensure_ascii=False)
    data = printed | {
        "at": _parts(at),
        "fonts": font_families(),
        "missing": MISSING if is_incomplete else "",
    }
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=[PDF_UA],
        timestamp=int(at.timestamp()),
    )


def moment(at: datetime) -> str:
    """'20. November 2026, 21:14 Uhr': with the year, whenever it is printed."""
    return f"{clock.long_date(at.astimezone(clock.BERLIN).date())}, {clock.clock_time(at)} Uhr"


def _printable(value: Any) -> Any:
    """Every text in it, made printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    return value


def _parts(at: datetime) -> dict[str, int]:
    """As typst's datetime takes it; it knows no zones, a PDF reads it as UTC."""
    utc = at.astimezone(UTC)
    names = ("year", "month", "day", "hour", "minute", "second")
    return {name: getattr(utc, name) for name in names}


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Ours alone: what a machine happens to have installed must not change a document."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
