"""Colour arithmetic: mixing and the contrast ratio of WCAG 2.2 (success criterion 1.4.3)."""

MINIMUM_CONTRAST = 4.5
"""WCAG 2.2 level AA for text of normal size."""

_Channels = tuple[float, float, float]


def contrast(first: str, second: str) -> float:
    """The ratio of two '#rrggbb' colours, 1 (equal) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with `share` (0 to 1) of `other` in it, in sRGB."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    mixed = (round((a + (b - a) * share) * 255) for a, b in pairs)
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> _Channels:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue
