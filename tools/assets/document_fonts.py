"""Cut the fonts that PDFs are set in to what citizens may write; typst needs plain TrueType.

    python tools/assets/document_fonts.py <folder>

The folder holds the unpacked npm packages @kern-ux/native, @fontsource/noto-sans-hebrew and
@fontsource/vazirmatn as `kern`, `hebrew` and `vazirmatn`. Needs fonttools, brotli and
uharfbuzz, which nothing else here does.

* Fira Sans, the portal's own face, has no combining marks here: a letter and its mark must come
  from the same font to sit well, so whole sequences fall to Noto Sans.
* Noto Sans has every letter, mark and sign of DIN 91379: Latin, Greek and Cyrillic. Each of the
  standard's sequences becomes one glyph: of a letter and a mark drawn separately, PDF readers
  would read the letter twice.
* Noto Sans Hebrew and Vazirmatn (Arabic, Persian) in one weight: what citizens write is printed
  as they wrote it. Vazirmatn, because its letters are drawn with their dots in one glyph.

`coverage.json` tells in the order of preference which characters each family holds.
"""

import json
import sys
from pathlib import Path

import uharfbuzz
from fontTools import subset
from fontTools.otlLib.builder import buildLigatureSubstSubtable, buildLookup
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parents[2] / "portal" / "documents" / "fonts"
STANDARD = Path(__file__).parent / "din91379.txt"
KERN = "kern/dist/fonts"
MARKS = {*range(0x300, 0x370)}
LATIN = {
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *(ord(letter) for letter in "əɨʒᵈᵗ"),
    *range(0x2B0, 0x300),
    *range(0x1E00, 0x1F00),
    *range(0x2000, 0x200E),
    *range(0x2010, 0x2028),
    *range(0x202F, 0x2060),
    *range(0x2070, 0x20C0),
    *(ord(sign) for sign in "№™←↑→↓√∞≈≠≤≥−\ufffd"),
}
GREEK_AND_CYRILLIC = {*range(0x370, 0x530)}
HEBREW = {0x20, *range(0x591, 0x600), *range(0x200C, 0x200E), 0x25CC}
ARABIC = {0x20, *range(0x600, 0x700), *range(0x200C, 0x200E), 0x25CC}
FAMILIES: dict[str, tuple[set[int], tuple[str, ...]]] = {
    "Fira Sans": (
        LATIN,
        (
            f"{KERN}/fira-sans/FiraSans-Regular.woff2",
            f"{KERN}/fira-sans/FiraSans-SemiBold.woff2",
        ),
    ),
    "Noto Sans": (
        LATIN | GREEK_AND_CYRILLIC | MARKS,
        (f"{KERN}/noto-sans/NotoSans-Regular.woff2", f"{KERN}/noto-sans/NotoSans-Bold.woff2"),
    ),
    "Noto Sans Hebrew": (HEBREW, ("hebrew/files/noto-sans-hebrew-hebrew-400-normal.woff2",)),
    "Vazirmatn": (ARABIC, ("vazirmatn/files/vazirmatn-arabic-400-normal.woff2",)),
}
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "init", "medi", "fina", "rlig", "calt"]


def main() -> None:
    packages = Path(sys.argv[1])
    coverage = {}
    for family, (characters, sources) in FAMILIES.items():
        held = [cut(packages / source, characters) for source in sources]
        coverage[family] = as_ranges(sorted(set.intersection(*held)))
    (TARGET / "coverage.json").write_text(json.dumps(coverage, indent=1) + "\n")


def cut(source: Path, characters: set[int]) -> set[int]:
    """Write the cut font; which characters it holds."""
    options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=["*"])
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    target = TARGET / f"{source.stem}.ttf"
    font.flavor = None
    subset.save_font(font, str(target), options)
    if characters >= MARKS:
        fuse(target, sequences())
    print(f"{target.name}: {target.stat().st_size / 1024:.0f} kB")
    return set(TTFont(target).getBestCmap())


def sequences() -> list[str]:
    """The letters of DIN 91379 that only a letter with marks can write."""
    lines = STANDARD.read_text(encoding="utf-8").splitlines()
    written = lines[lines.index("# Latin sequences") + 1].split()
    return [text.rstrip("Hh") if "\u035f" in text else text for text in written]


def fuse(file: Path, texts: list[str]) -> None:
    """Give each text a glyph of its own: what its shaped glyphs look like together."""
    shaped = {text: shape(file, text) for text in texts}
    font = TTFont(file)
    order, glyphs, widths = font.getGlyphOrder(), font["glyf"], font["hmtx"]
    names = {text: "fused" + "".join(f"_{ord(char):04X}" for char in text) for text in texts}
    font.setGlyphOrder([*order, *names.values()])
    for text, parts in shaped.items():
        pen, x, width = TTGlyphPen(glyphs), 0, 0
        for glyph, x_offset, y_offset, advance in parts:
            pen.addComponent(order[glyph], (1, 0, 0, 1, x + x_offset, y_offset))
            x += advance
            width = max(width, x)
        drawn = pen.glyph()
        drawn.recalcBounds(glyphs)
        glyphs.glyphs[names[text]] = drawn
        widths[names[text]] = (width, drawn.xMin)
    written = {text: tuple(order[glyph] for glyph, *_ in parts) for text, parts in shaped.items()}
    substitute_last(font, {glyphs: names[text] for text, glyphs in written.items()})
    font.save(file)


def shape(file: Path, text: str) -> list[tuple[int, int, int, int]]:
    """The glyphs of a text: number, offset to the right and up, advance."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(face), buffer)
    return [
        (info.codepoint, place.x_offset, place.y_offset, place.x_advance)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


def substitute_last(font: TTFont, ligatures: dict[tuple[str, ...], str]) -> None:
    """Compose the glyphs after all else that `ccmp` does."""
    font["GDEF"].table.GlyphClassDef.classDefs.update(dict.fromkeys(ligatures.values(), 1))
    table = font["GSUB"].table
    table.LookupList.Lookup.append(buildLookup([buildLigatureSubstSubtable(ligatures)]))
    table.LookupList.LookupCount = last = len(table.LookupList.Lookup)
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "ccmp":
            record.Feature.LookupListIndex.append(last - 1)


def as_ranges(points: list[int]) -> str:
    """'20-7E A0 C0-FF'."""
    ranges: list[list[int]] = []
    for point in points:
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return " ".join(f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in ranges)


if __name__ == "__main__":
    main()
