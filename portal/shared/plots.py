"""Plots as SVG: bars whose lengths are shares of the width, so that words keep their size.

No style, no script, no colour: classes that portal.css fills, in light and in dark. Each is one
image with a name; the numbers stand in a table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_ROW, _BAR, _HEIGHT, _FOOT, _HEAD = 52, 14, 180, 26, 18
_MOST_LABELS = 6


@dataclass(frozen=True)
class Bar:
    """One line of `lying_bars`: its label, and for each series a value and its words."""

    label: str
    values: tuple[float, ...]
    words: str


@dataclass(frozen=True)
class Column:
    """One place of `columns`: its label and a value for each series."""

    label: str
    values: tuple[float, ...]


def lying_bars(name: str, bars: Sequence[Bar]) -> str:
    """Each bar below its label, as long as its share of the longest. "" where there is none."""
    longest = max((value for bar in bars for value in bar.values), default=0)
    thickest = max((len(bar.values) for bar in bars), default=0)
    row = _ROW + (thickest - 1) * (_BAR + 2)
    drawn = [_lying(bar, number * row, longest) for number, bar in enumerate(bars)]
    return _image(name, len(bars) * row, drawn)


def columns(name: str, places: Sequence[Column]) -> str:
    """Columns side by side, the highest as high as the plot; its value stands above it."""
    highest = max((value for place in places for value in place.values), default=0)
    every = -(-len(places) // _MOST_LABELS) or 1
    width = 100 / len(places) if places else 0
    drawn = [_axis()]
    for number, place in enumerate(places):
        left = number * width
        each = width * 0.8 / len(place.values)
        for series, value in enumerate(place.values):
            height = _HEIGHT * value / highest if highest else 0
            x, y = left + width * 0.1 + series * each, _HEAD + _HEIGHT - height
            drawn.append(_box(x, y, each * 0.92, height, series))
            if 0 < value == highest:
                at = min(max(x + each / 2, 3), 97)
                drawn.append(_text(at, y - 5, f"{value:g}", "middle", "plot-value"))
        if number % every == 0:
            drawn.append(_text(left + width / 2, _HEAD + _HEIGHT + 18, place.label, "middle"))
    return _image(name, _HEAD + _HEIGHT + _FOOT, drawn) if places else ""


def _lying(bar: Bar, top: int, longest: float) -> str:
    label = _text(0, top + 16, bar.label, "start")
    words = _text(100, top + 16, bar.words, "end", "plot-value")
    boxes = [
        _box(0, top + 24 + series * (_BAR + 2), _share(value, longest), _BAR, series)
        for series, value in enumerate(bar.values)
    ]
    return label + words + "".join(boxes)


def _share(value: float, longest: float) -> float:
    return 100 * value / longest if longest else 0


def _axis() -> str:
    y = _HEAD + _HEIGHT
    return f'<line class="plot-axis" x1="0" x2="100%" y1="{y}" y2="{y}"/>'


def _box(x: float, y: float, width: float, height: float, series: int) -> str:
    return (
        f'<rect class="plot-{series}" x="{x:.2f}%" y="{y:.1f}" width="{width:.2f}%"'
        f' height="{height:.1f}"/>'
    )


def _text(x: float, y: float, words: str, anchor: str, kind: str = "plot-label") -> str:
    return (
        f'<text class="{kind}" x="{x:.2f}%" y="{y:.1f}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )


def _image(name: str, height: int, drawn: Sequence[str]) -> str:
    if not drawn:
        return ""
    return (
        f'<svg class="plot" role="img" aria-label="{escape(name, quote=True)}" width="100%"'
        f' height="{height}" focusable="false">{"".join(drawn)}</svg>'
    )
