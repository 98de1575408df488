"""The colours derived from a municipality's own, and the check that all can be read."""

from dataclasses import dataclass

from portal.municipalities.colours import MINIMUM_CONTRAST, contrast, mix

WHITE = "#ffffff"
LIGHT_GROUND = "#f5f7fa"
DARK_GROUND = "#14181f"
DARK_PAPER = "#1d232c"
DARK_INK = "#10141b"


@dataclass(frozen=True)
class Palette:
    """`town` for buttons and links, `ink` on it, `tint` behind it, `strong` for hover."""

    town: str
    ink: str
    tint: str
    strong: str


def light_palette(town: str) -> Palette:
    """The colours on white paper; white is written on the town's colour."""
    return Palette(town, WHITE, mix(town, WHITE, 0.9), mix(town, "#000000", 0.2))


def dark_palette(town: str) -> Palette:
    """The colours on dark paper; near-black is written on the town's colour."""
    return Palette(town, DARK_INK, mix(town, DARK_GROUND, 0.86), mix(town, WHITE, 0.25))


def unreadable_pairs(light: str, dark: str) -> list[str]:
    """Every pair of colours below 4.5:1 (WCAG 2.2, 1.4.3), in words; empty when all is well."""
    day, night = light_palette(light), dark_palette(dark)
    pairs = [
        ("white on the colour", day.ink, day.town),
        ("white on the strong colour", day.ink, day.strong),
        ("the colour on its tint", day.town, day.tint),
        ("the colour on the page's ground", day.town, LIGHT_GROUND),
        ("dark: text on the colour", night.ink, night.town),
        ("dark: text on the strong colour", night.ink, night.strong),
        ("dark: the colour on its tint", night.town, night.tint),
        ("dark: the colour on the page's ground", night.town, DARK_GROUND),
        ("dark: the colour on a card", night.town, DARK_PAPER),
    ]
    ratios = ((words, contrast(ink, ground)) for words, ink, ground in pairs)
    return [f"{words}: {ratio:.2f}:1" for words, ratio in ratios if ratio < MINIMUM_CONTRAST]
