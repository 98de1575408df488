"""Words as people type them: cut out of a text, and in the spellings that mean the same."""

import unicodedata

LONGEST_TEXT = 200
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_WITHOUT_DOTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "s"})
_GERMAN = frozenset("äöüß")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, accents other than the German ones left out.

    'Größe: Café!' -> ('größe', 'cafe')
    """
    composed = unicodedata.normalize("NFC", text).lower()
    plain = "".join(c if c in _GERMAN else _without_accent(c) for c in composed)
    return tuple("".join(c if c.isalnum() else " " for c in plain).split())


def spelled_out(word: str) -> str:
    """'müll' -> 'muell', as on a keyboard without umlauts."""
    return word.translate(_SPELLED_OUT)


def without_dots(word: str) -> str:
    """'müll' -> 'mull', as typed in a hurry."""
    return word.translate(_WITHOUT_DOTS)


def _without_accent(letter: str) -> str:
    if letter.isascii():
        return letter
    parts = unicodedata.normalize("NFD", letter)
    return "".join(c for c in parts if not unicodedata.combining(c))
