"""German compounds taken apart: 'hundesteueranmeldung' -> hunde, steuer, anmeldung.

Parts are words of the catalogue itself, so no word list is shipped and none is guessed. Works on
words spelled out ('muelltonne').
"""

from collections.abc import Callable
from functools import partial

_SHORTEST = 3
_LONGEST_WORD = 60
_MOST_PARTS = 4
_LINKS = ("", "s", "es", "n", "en", "er", "e")
_LOST = ("e", "en", "n")

IsPart = Callable[[str], bool]


def parts_of(word: str, is_part: IsPart) -> tuple[str, ...]:
    """The words that `word` is made of, as `is_part` knows them; empty where it is no compound.

    Of several ways the one with the fewest parts, then the one with the longest last part.
    """
    if not 2 * _SHORTEST <= len(word) <= _LONGEST_WORD:
        return ()
    ways = _ways(word, partial(_known_as, is_part), _MOST_PARTS)
    whole = [way for way in ways if len(way) > 1]
    return min(whole, key=lambda way: (len(way), -len(way[-1])), default=())


def _ways(word: str, known: Callable[[str, bool], str], most: int) -> list[tuple[str, ...]]:
    """Every way to cut `word` into at most `most` known parts."""
    if most == 0:
        return []
    last = known(word, True)
    found: list[tuple[str, ...]] = [(last,)] if last else []
    for cut in range(_SHORTEST, len(word) - _SHORTEST + 1):
        first = known(word[:cut], False)
        if first:
            found += [(first, *rest) for rest in _ways(word[cut:], known, most - 1)]
    return found


def _known_as(is_part: IsPart, text: str, is_last: bool) -> str:
    """The known word that stands here: as it is, with a linking sound, or short of its ending."""
    if is_part(text):
        return text
    for link in _LINKS[1:]:
        stem = text.removesuffix(link)
        if stem != text and len(stem) >= _SHORTEST and is_part(stem):
            return stem
    if not is_last:
        for ending in _LOST:
            if len(text) > _SHORTEST and is_part(text + ending):
                return text + ending
    return ""
