"""In which language citizens are spoken to: German, unless the page they are on says otherwise.

The German text is the key of its translation (gettext), in portal/locales/<language>/LC_MESSAGES.
Whoever does not ask for another language speaks German: staff, mails, letters, whatever is stored
(the administrative language, VwVfG § 23 (1)). How to add words or a language: docs/translations.md.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TypeVar

GERMAN = "de"
# Each language under its own name.
LANGUAGES = {GERMAN: "Deutsch", "en": "English"}
LOCALES = Path(__file__).resolve().parent.parent / "locales"
Marked = TypeVar("Marked", bound=str)
_spoken: ContextVar[str] = ContextVar("spoken", default=GERMAN)


def spoken() -> str:
    """The code of the language spoken right now: 'de', 'en'."""
    return _spoken.get()


def speak(language: str) -> None:
    """From now on this task speaks `language`; one we do not know is German."""
    _spoken.set(language if language in LANGUAGES else GERMAN)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within this block `language` is spoken, by this task alone."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def _(text: str) -> str:
    """`text` in the language spoken; German where there is no translation, or for an empty text."""
    return catalogue(spoken()).gettext(text) if text else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """The text that fits the number, in the language spoken."""
    return catalogue(spoken()).ngettext(singular, plural, number)


def N_(text: Marked) -> Marked:  # noqa: N802 - gettext's own name for it
    """Marks a text of a table for translation; whoever shows it calls `_`."""
    return text


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations into a language, read once per process; none for German."""
    if language == GERMAN:
        return gettext.NullTranslations()
    # Only who needs a translation pays for reading them.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (LOCALES / language / "LC_MESSAGES" / "portal.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
