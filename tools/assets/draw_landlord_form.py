"""Draw the Wohnungsgeberbestätigung (BMG § 19 Absatz 3) as a tagged PDF, one page to fill in.

    python tools/assets/draw_landlord_form.py

The fonts are the portal's own, unpacked from woff2 because typst reads no compressed fonts.
"""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
SOURCE = Path(__file__).with_name("wohnungsgeberbestaetigung.typ")
TARGET = ROOT / "assets" / "formulare" / "wohnungsgeberbestaetigung.pdf"
FONTS = ("fira-sans-400-latin", "fira-sans-600-latin")
EDITION = datetime(2026, 11, 1, tzinfo=UTC)  # a fixed day: the same source gives the same file


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        unpack_fonts(Path(folder))
        draw(Path(folder))


def unpack_fonts(folder: Path) -> None:
    for name in FONTS:
        font = TTFont(ROOT / "assets" / "fonts" / f"{name}.woff2")
        font.flavor = None
        font.save(folder / f"{name}.ttf")


def draw(fonts: Path) -> None:
    TARGET.parent.mkdir(exist_ok=True)
    typst.compile(
        str(SOURCE),
        output=str(TARGET),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=int(EDITION.timestamp()),
    )


if __name__ == "__main__":
    main()
