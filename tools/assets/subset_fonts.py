"""Cut the portal's fonts to what its pages need, from the npm package @kern-ux/native.

    python tools/assets/subset_fonts.py <unpacked package folder>

Each weight becomes three files, of which a German page loads only the first:

* `fira-sans-…-latin`: what German and its neighbours' languages need;
* `fira-sans-…-more`: the other precomposed letters of DIN 91379 that Fira Sans has;
* `noto-sans-…-din91379`: base letters with combining marks, and the letters Fira Sans lacks. They
  share one file because a letter and its mark must come from the same font to sit well.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parents[2] / "assets" / "fonts"
FIRA = {400: "FiraSans-Regular.woff2", 600: "FiraSans-SemiBold.woff2"}
NOTO = {400: "NotoSans-Regular.woff2", 600: "NotoSans-Bold.woff2"}

LATIN = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(ord(letter) for letter in "ıŒœŠšŸŽžĞğİŞşĄąĆćĘęŁłŃńŚśŹźŻżČčŘřĚěŮůẞ"),
    *(ord(sign) for sign in "–—‘’‚“”„†•…‹›€→←↑↓−✓"),
]
PRECOMPOSED = [*range(0x100, 0x250), 0x259, 0x268, 0x292, *range(0x1E00, 0x1F00)]
MARKS_AND_SIGNS = [
    *range(0x300, 0x332),
    0x35F,
    *range(0x2B0, 0x2DE),
    *(ord(sign) for sign in "ʹʺʾʿˈˌ‡"),
]
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "lnum"]


def main() -> None:
    fonts = Path(sys.argv[1]) / "dist" / "fonts"
    for weight in (400, 600):
        fira = fonts / "fira-sans" / FIRA[weight]
        has = set(TTFont(fira).getBestCmap())
        more = (set(PRECOMPOSED) - set(LATIN)) & has
        lacking = set(PRECOMPOSED) - has
        letters = {*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x180), *lacking}
        cut(fira, f"fira-sans-{weight}-latin", LATIN)
        cut(fira, f"fira-sans-{weight}-more", more)
        noto = fonts / "noto-sans" / NOTO[weight]
        cut(noto, f"noto-sans-{weight}-din91379", letters | set(MARKS_AND_SIGNS))


def cut(source: Path, name: str, characters: object) -> None:
    options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False)
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=set(characters))  # type: ignore[call-overload]
    cutter.subset(font)
    target = TARGET / f"{name}.woff2"
    subset.save_font(font, str(target), options)
    print(f"{target.name}: {target.stat().st_size / 1024:.0f} kB")
    print("  " + ", ".join(as_ranges(sorted(font.getBestCmap()))))


def as_ranges(points: list[int]) -> list[str]:
    """The points as CSS unicode-range terms."""
    ranges: list[list[int]] = []
    for point in points:
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return [f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in ranges]


if __name__ == "__main__":
    main()
