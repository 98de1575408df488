"""Which words the code has for translation, and what the catalogues are missing.

    .venv/bin/python tools/translations.py            # says what is missing or unused
    .venv/bin/python tools/translations.py update     # puts new words in, takes unused ones out

A catalogue is portal/locales/<language>/LC_MESSAGES/portal.po; docs/translations.md tells more.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "portal" / "locales"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
_PLACEHOLDER = re.compile(r"\{(\w*)")
WIDTH = 100
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: Schalter\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def words_of_the_code() -> Catalog:
    """Every text marked in portal/, with the files it stands in."""
    found = Catalog()
    for file, _, text, _, _ in extract_from_dir(
        ROOT / "portal", method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        if text:
            found.add(text, locations=[(f"portal/{file}", 0)])
    return found


def languages() -> Iterator[str]:
    """Each language that has a catalogue."""
    yield from sorted(path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/portal.po"))


def read_catalogue(language: str) -> Catalog:
    """The translations as they are."""
    with _path(language).open("rb") as file:
        return read_po(file, locale=language)


def faults(language: str) -> list[str]:
    """What keeps the catalogue from being whole: missing, unused, with other placeholders."""
    marked, known = words_of_the_code(), read_catalogue(language)
    there = {_key(message) for message in known if message.id}
    wanted = {_key(message) for message in marked if message.id}
    return [
        *(f"unused: {key}" for key in sorted(there - wanted)),
        *(f"not in the catalogue: {key}" for key in sorted(wanted - there)),
        *(fault for message in known if message.id for fault in _faults_of(message)),
    ]


def update(language: str) -> None:
    """Put new words in without a translation and take out what nobody says any more.

    Sorted by their words and without places, so that changes made side by side merge.
    """
    known = read_catalogue(language)
    now = Catalog(locale=language)
    for message in words_of_the_code():
        if message.id:
            said = known.get(message.id)
            string = said.string if said else None
            now.add(message.id, string)
    with _path(language).open("wb") as file:
        write_po(file, now, width=WIDTH, omit_header=True, sort_output=True)
    _path(language).write_text(
        HEADER.format(language=language) + _path(language).read_text(encoding="utf-8"),
        encoding="utf-8",
    )


def _faults_of(message: Message) -> Iterator[str]:
    said = message.string if isinstance(message.string, tuple | list) else [message.string]
    asked = message.id if isinstance(message.id, tuple | list) else [message.id]
    if message.fuzzy or not all(said):
        yield f"not translated: {_key(message)}"
    elif any(_placeholders(words) - _placeholders(*asked) for words in said):
        yield f"other placeholders: {_key(message)}"
    elif _placeholders(*asked) - _placeholders(*said):
        yield f"placeholders missing: {_key(message)}"


def _placeholders(*texts: str) -> set[str]:
    return {name for text in texts for name in _PLACEHOLDER.findall(text)}


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _path(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "portal.po"


if __name__ == "__main__":
    for code in languages():
        if sys.argv[1:] == ["update"]:
            update(code)
        left = faults(code)
        sys.stdout.write("".join(f"{code}: {fault}\n" for fault in left) or f"{code}: complete\n")
