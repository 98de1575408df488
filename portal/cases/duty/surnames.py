"""Letters of surnames as an alphabetical list has them. Pure.

DIN 5007-1: Ä is sorted as A, Ö as O, Ü as U, ß as ss. Other letters count as their base letter.
"""

import unicodedata

_BASE = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
LONGEST_LETTERS = 10


def sorted_as(name: str) -> str:
    """'Łuczak-Ørsted' -> 'luczakorsted'."""
    parts = unicodedata.normalize("NFKD", name.lower().translate(_BASE))
    return "".join(c for c in parts if c.isalpha() and not unicodedata.combining(c))


def surname_of(name: str) -> str:
    """The surname of "Anna von der Heide": its last word, as lists sort it ("Heide, von der")."""
    words = name.split()
    return words[-1] if words else ""


def is_between(surname: str, first: str, last: str) -> bool:
    """Whether a list from `first` to `last` has the name: A to K has every name with K.

    'Schröder' is from 'Sa' to 'Sch', and not from 'Sci' to 'Sz'.
    """
    name = sorted_as(surname)
    begin, end = sorted_as(first), sorted_as(last)
    return bool(name) and name[: len(begin)] >= begin and name[: len(end)] <= end
