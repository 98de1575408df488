"""Draw the files in assets/icons and the favicons from the portal's own drawings.

    python tools/assets/draw_icons.py

Writes the SVG sprite from `portal.web.components.icons`, the mark (a counter under a gable) as
SVG, and from it PNGs by a headless Chromium and favicon.ico. Needs playwright and a Chromium.
"""

import struct
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from portal.web.components.icons import ICONS  # noqa: E402

ASSETS = ROOT / "assets"
COLOUR = "#0f4c81"
GABLE = "M14 29 32 15l18 14"
POSTS = "M20 29v10M32 29v10M44 29v10"
COUNTER = "M13 40h38v5H13zM18 45v6M46 45v6M18 51h28"
STROKE = (
    'fill="none" stroke="#fff" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"'
)


def mark(corner: int, scale: float = 1.0) -> str:
    """The mark on a square of 64 with rounded corners; `scale` shrinks the drawing in it."""
    shift = 32 * (1 - scale)
    drawing = "".join(f'<path d="{path}"/>' for path in (GABLE, POSTS, COUNTER))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="{corner}" fill="{COLOUR}"/>'
        f'<g transform="translate({shift:g} {shift:g}) scale({scale:g})" {STROKE}>{drawing}</g>'
        "</svg>\n"
    )


def sprite() -> str:
    symbols = "\n".join(
        f'<symbol id="{name}" viewBox="0 0 24 24"><path d="{path}"/></symbol>'
        for name, path in ICONS.items()
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def main() -> None:
    icons = ASSETS / "icons"
    icons.mkdir(exist_ok=True)
    (icons / "sprite.svg").write_text(sprite())
    (icons / "favicon.svg").write_text(mark(14))
    with sync_playwright() as playwright:
        browser = open_chromium(playwright)
        for size in (192, 512):
            (icons / f"icon-{size}.png").write_bytes(png(browser, mark(14), size))
        # Maskable: the drawing lies in the inner 80 % (W3C manifest, safe zone). Apple rounds.
        (icons / "maskable-512.png").write_bytes(png(browser, mark(0, 0.78), 512))
        (icons / "apple-touch-180.png").write_bytes(png(browser, mark(0, 0.9), 180))
        (ASSETS / "favicon.ico").write_bytes(ico(png(browser, mark(14), 32), 32))
        browser.close()


def open_chromium(playwright: object) -> Browser:
    debian = Path("/usr/bin/chromium")
    path = str(debian) if debian.exists() else None
    return playwright.chromium.launch(  # type: ignore[attr-defined, no-any-return]
        executable_path=path, args=["--no-sandbox", "--disable-gpu"]
    )


def png(browser: Browser, svg: str, size: int) -> bytes:
    page = browser.new_page(viewport={"width": size, "height": size})
    page.set_content(
        f"<style>*{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>{svg}"
    )
    image = page.screenshot(omit_background=True)
    page.close()
    return image


def ico(image: bytes, size: int) -> bytes:
    """One PNG in an ICO container (allowed since Windows Vista, read by every browser)."""
    header = struct.pack("<HHH", 0, 1, 1)
    entry = struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(image), 22)
    return header + entry + image


if __name__ == "__main__":
    main()
