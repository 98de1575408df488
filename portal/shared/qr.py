"""QR codes (ISO/IEC 18004) as drawings."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import segno

QUIET_ZONE = 4


@dataclass(frozen=True)
class QrDrawing:
    """The dark modules as the path of an SVG, one unit a module, quiet zone included in `size`."""

    path: str
    size: int

    @property
    def view_box(self) -> str:
        """The drawing's `viewBox`."""
        return f"0 0 {self.size} {self.size}"


def draw_qr(text: str, correction: Literal["m", "q"] = "m", exact: bool = False) -> QrDrawing:
    """The code of `text`; `correction` q may be a quarter torn or dirty, m a seventh.

    `exact`: in UTF-8 with this very correction, as EPC069-12 asks for; else more where it fits.
    """
    code = segno.make(
        text,
        error=correction,
        micro=False,
        boost_error=not exact,
        encoding="utf-8" if exact else None,
    )
    rows = [list(row) for row in code.matrix]
    bars = " ".join(bar for y, row in enumerate(rows) for bar in _bars(y + QUIET_ZONE, row))
    return QrDrawing(bars, len(rows) + 2 * QUIET_ZONE)


def _bars(y: int, row: list[int]) -> Iterator[str]:
    """The dark modules of a row, those side by side as one bar."""
    x = QUIET_ZONE
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            yield f"M{x} {y}h{width}v1h-{width}z"
        x += width
