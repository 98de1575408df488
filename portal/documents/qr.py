"""QR codes (ISO/IEC 18004) as drawings."""

from collections.abc import Iterator
from itertools import groupby

import segno

QUIET_ZONE = 4


def qr_svg(text: str) -> str:
    """The code as a standalone SVG, black on white, with the quiet zone of four modules.

    A quarter of it may be torn or dirty (level Q): it hangs on doors and counters.
    """
    rows = [list(row) for row in segno.make(text, error="q", micro=False).matrix]
    size = len(rows) + 2 * QUIET_ZONE
    bars = " ".join(bar for y, row in enumerate(rows) for bar in _bars(y + QUIET_ZONE, row))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'width="{8 * size}" height="{8 * size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path d="{bars}"/></svg>'
    )


def _bars(y: int, row: list[int]) -> Iterator[str]:
    """The dark modules of a row, those side by side as one bar."""
    x = QUIET_ZONE
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            yield f"M{x} {y}h{width}v1h-{width}z"
        x += width
