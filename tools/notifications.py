"""Writes docs/notifications.md from the table of kinds (portal/notifications/kinds/).

    .venv/bin/python tools/notifications.py            # says whether the document is up to date
    .venv/bin/python tools/notifications.py update     # writes it

What stands between the two marks is made; the rest of the document is written by hand.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from portal.notifications.kinds import GROUP_NAMES, KINDS, Group, Kind  # noqa: E402
from portal.shared.language import LANGUAGES, _, speaking  # noqa: E402

DOCUMENT = ROOT / "docs" / "notifications.md"
BEGIN, END = "<!-- made by tools/notifications.py -->", "<!-- end of what is made -->"
DUTIES = {
    "mail": "always by e-mail",
    "one_channel": "by e-mail or push",
    "free": "as the person chooses",
}
GROUPS: dict[Group, str] = {**GROUP_NAMES, "staff": "Beschäftigte"}


def document() -> str:
    """The whole document as it ought to be."""
    before, _made, after = _parts(DOCUMENT.read_text(encoding="utf-8"))
    return f"{before}{BEGIN}\n\n{_tables()}\n{END}{after}"


def _parts(text: str) -> tuple[str, str, str]:
    before, rest = text.split(BEGIN, 1)
    made, after = rest.split(END, 1)
    return before, made, after


def _tables() -> str:
    return "\n".join(_group(group) for group in GROUPS)


def _group(group: Group) -> str:
    kinds = {name: kind for name, kind in KINDS.items() if kind.group == group}
    overview = [
        f"### {GROUPS[group]}\n",
        "| kind | when | duty | subject | on the phone |",
        "|---|---|---|---|---|",
        *(_row(name, kind) for name, kind in kinds.items()),
    ]
    words = [_words(name, kind) for name, kind in kinds.items()]
    return "\n".join([*overview, "", *words])


def _row(name: str, kind: Kind) -> str:
    subject, push = (_cell(kind, field) for field in ("subject", "push"))
    return f"| `{name}` | {kind.when} | {DUTIES[kind.duty]} | {subject} | {push or '–'} |"


def _cell(kind: Kind, field: str) -> str:
    return "<br>".join(_in_each_language(kind, getattr(kind, field)))


def _words(name: str, kind: Kind) -> str:
    texts = ["\n\n".join(filter(None, _said(kind, language))) for language in _read(kind)]
    body = "\n\n".join(_quoted(text) for text in texts)
    return f"<details><summary><code>{name}</code> in full</summary>\n\n{body}\n\n</details>\n"


def _said(kind: Kind, language: str) -> list[str]:
    with speaking(language):
        button = f" **[{_(kind.button)}]**" if kind.button else ""
        return [_(kind.text), _(kind.invitation) + button, _(kind.after)]


def _in_each_language(kind: Kind, text: str) -> list[str]:
    found = []
    for language in _read(kind):
        with speaking(language):
            found.append(_(text))
    return [text for text in found if text]


def _read(kind: Kind) -> list[str]:
    """Staff reads German."""
    return ["de"] if kind.group == "staff" else list(LANGUAGES)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def main() -> int:
    """Compare or write."""
    wanted = document()
    if "update" in sys.argv[1:]:
        DOCUMENT.write_text(wanted, encoding="utf-8")
    elif DOCUMENT.read_text(encoding="utf-8") != wanted:
        print("docs/notifications.md is old: tools/notifications.py update")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
