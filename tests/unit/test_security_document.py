"""docs/security.md promises nothing that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
FILE = re.compile(r"`([\w./-]+/?[\w.-]*\.(?:py|md|txt|in|js|yaml))`")
ROW = re.compile(r"^\| ([\d., –]+) \| (yes|partly|gap|–) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
CHAPTERS = 16


def test_every_file_it_names_exists() -> None:
    named = FILE.findall(DOCUMENT)
    places = (ROOT, ROOT / "tests", ROOT / "portal")
    missing = {name for name in named if not any((place / name).exists() for place in places)}
    assert len(named) > 150
    assert missing == set()


def test_whatever_is_met_names_where_that_shows() -> None:
    rows = ROW.findall(DOCUMENT)
    assert len(rows) > 120
    unproven = [
        numbers
        for numbers, met, _, where in rows
        if met in {"yes", "partly"} and not FILE.search(where) and numbers != "3.7.1"
    ]
    assert unproven == []


def test_every_chapter_has_lines() -> None:
    numbers = {numbers.split(".")[0] for numbers, *_ in ROW.findall(DOCUMENT)}
    assert numbers == {str(chapter) for chapter in range(1, CHAPTERS + 1)}
