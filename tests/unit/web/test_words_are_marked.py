"""No German slips onto an English page: what citizens read is marked for translation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PORTAL = Path(__file__).resolve().parents[3] / "portal"
MARKS = {"_", "N_", "ngettext"}
GERMAN = re.compile(r"[äöüßÄÖÜ„“]|\b(Bitte|Sie|Ihre?n?|und|nicht|ist|wir|keine?|der|die|das)\b")
# Pages (and their parts) that are in German in every language, as they say themselves.
IN_GERMAN = (
    "accessibility", "easy", "easy_service", "embedding", "help", "imprint", "law", "parts",
    "privacy",
)  # fmt: skip
# Keys of tables, what somebody may have typed, and what staff alone reads.
NOT_SHOWN = {
    "Rückfrage an Sie", "Zurückgezogen", "Vorgänge", "mär", "märz", "wofür",
    "Anmelden in der Verwaltung", "Für Kommunen", "Hauptmenü", "Vorgänge filtern",
    "Tastenkürzel (?)",
}  # fmt: skip


def files() -> list[Path]:
    citizen = (PORTAL / "web" / "citizen").rglob("*.py")
    components = (PORTAL / "web" / "components").glob("*.py")
    forms = [PORTAL / "forms" / "messages.py", *(PORTAL / "forms" / "fields").glob("*.py")]
    return sorted(f for f in (*citizen, *components, *forms) if not f.stem.startswith(IN_GERMAN))


def unmarked(path: Path) -> Iterator[str]:
    """German texts of a file outside of `_(…)`, but for docstrings and keys."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.parent = node  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_shown(node):
            words = node.value
            if GERMAN.search(words) and words not in NOT_SHOWN:
                yield f"{path.name}:{node.lineno}: {words}"


def is_shown(node: ast.Constant) -> bool:
    parent = node.parent  # type: ignore[attr-defined]
    if isinstance(parent, ast.Expr):
        return False
    is_marked = isinstance(parent, ast.Call) and getattr(parent.func, "id", "") in MARKS
    return not is_marked


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_german_words_are_marked_for_translation(path: Path) -> None:
    assert list(unmarked(path)) == []
