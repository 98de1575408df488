"""How words are compared in the search: forgiving of umlauts, cases, endings and typing errors."""

import unicodedata

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_FILLERS = frozenset(
    {
        *("ich", "du", "er", "sie", "es", "wir", "ihr", "mein", "meine", "meinen", "meiner"),
        *("dein", "ein", "eine", "einen", "einer", "der", "die", "das", "den", "dem", "des"),
        *("und", "oder", "fuer", "von", "im", "in", "am", "an", "auf", "zu", "zum", "zur", "mit"),
        *("moechte", "will", "muss", "kann", "brauche", "brauchen", "bitte", "bekomme"),
        *("wie", "wo", "was", "wann", "neu", "neue", "neuen", "neuer"),
    }
)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in plain lower-case letters: 'Größe' -> ('groesse',)."""
    spelled = unicodedata.normalize("NFC", text).casefold().translate(_GERMAN)
    plain = "".join(
        c for c in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(c)
    )
    return tuple("".join(c if c.isalnum() else " " for c in plain).split())


def meaningful(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without fillers such as 'ich brauche eine', unless nothing else was said."""
    return tuple(word for word in words if word not in _FILLERS) or words


def likeness(asked: str, found: str) -> float:
    """How well a word meets the one asked for: 1 the same, 0 not at all."""
    if asked == found:
        return 1.0
    if found.startswith(asked):
        return 0.8 if len(asked) > 1 else 0.4
    if len(asked) >= 4 and asked in found:
        return 0.6
    if len(found) >= 5 and asked.startswith(found):
        return 0.5
    return 0.4 if _nearly(asked, found) else 0.0


def _nearly(asked: str, found: str) -> bool:
    allowed = _slips_allowed(len(asked))
    if not allowed or asked[0] not in found[:2] or len(found) < len(asked) - allowed:
        return False
    same_length = found[: len(asked) + allowed]
    return min(_slips(asked, found, allowed), _slips(asked, same_length, allowed)) <= allowed


def _slips_allowed(length: int) -> int:
    if length < 4:
        return 0
    return 1 if length < 8 else 2


def _slips(first: str, second: str, most: int) -> int:
    """Edit distance (Damerau: swapped neighbours count once), given up beyond `most`."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before, above = [0] * (len(second) + 1), list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        line = [row]
        for column, other in enumerate(second, start=1):
            cost = 0 if letter == other else 1
            best = min(line[-1] + 1, above[column] + 1, above[column - 1] + cost)
            if row > 1 and column > 1 and (letter, first[row - 2]) == (second[column - 2], other):
                best = min(best, before[column - 2] + 1)
            line.append(best)
        before, above = above, line
    return above[-1]
