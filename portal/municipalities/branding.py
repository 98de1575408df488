"""How a municipality looks: its stylesheet, coat-of-arms placeholder and app manifest."""

from typing import Any

from portal.municipalities.arms import drawing_svg
from portal.municipalities.municipality import Municipality
from portal.municipalities.palette import Palette, dark_palette, light_palette


def stylesheet(municipality: Municipality) -> str:
    """What /kommune.css answers: the town's colours as variables, for light and for dark."""
    light = _declarations(light_palette(municipality.colour.light))
    dark = _declarations(dark_palette(municipality.colour.dark))
    return f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def arms_svg(municipality: Municipality) -> str:
    """A standalone SVG in the town's colour: a drawing of our own, never a real coat of arms."""
    return drawing_svg(municipality.arms, municipality.colour.light)


def manifest(municipality: Municipality) -> dict[str, Any]:
    """The web app manifest (W3C Application Manifest) of the municipality's portal."""
    return {
        "id": "/",
        "name": f"{municipality.full_name} – Digitales Rathaus",
        "short_name": municipality.name,
        "description": f"Leistungen der Verwaltung online: {municipality.full_name}",
        "lang": "de",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": municipality.colour.light,
        "background_color": "#ffffff",
        "icons": [
            _icon("/icons/icon-192.png", 192),
            _icon("/icons/icon-512.png", 512),
            _icon("/icons/maskable-512.png", 512) | {"purpose": "maskable"},
        ],
    }


def _declarations(palette: Palette) -> str:
    return (
        f"--town:{palette.town};--town-ink:{palette.ink};"
        f"--town-tint:{palette.tint};--town-strong:{palette.strong}"
    )


def _icon(source: str, size: int) -> dict[str, str]:
    return {"src": source, "sizes": f"{size}x{size}", "type": "image/png"}
