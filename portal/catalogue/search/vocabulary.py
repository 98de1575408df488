"""The words of the catalogue in memory: recognised with inflections, as prefixes, misspelt.

All words are spelled out ('muell'). PostgreSQL knows no likeness of words without an extension,
hence the comparison here, by rapidfuzz.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from portal.catalogue.search.compounds import parts_of
from portal.catalogue.search.words import without_dots

_ALIKE = 0.8
_BEGUN = 0.8
_MISSPELT = 0.75
_MOST_BEGUN = 40
_MOST_NEAR = 6
_SHORTEST_HALF = 5


@dataclass(frozen=True)
class Word:
    """A row of catalogue.word, and the word as typed without dots, if that differs."""

    word: str
    stem: str
    services: int
    is_part: bool
    alike: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A word of the question: the stems it may mean, each with how surely (0 to 1).

    `weight` is what the word tells: a rare one more than one that stands everywhere. `services`
    counts those that have it, for each of its meanings.
    """

    stems: Mapping[str, float]
    weight: float
    services: int = 0


class Vocabulary:
    """The words of one edition of the catalogue."""

    def __init__(self, edition: str, services: int, words: Iterable[Word]) -> None:
        self.edition = edition
        self.services = max(services, 1)
        self._words = {word.word: word for word in words}
        self._counts = {word.stem: word.services for word in self._words.values()}
        self.weights = {stem: self._weight(count) for stem, count in self._counts.items()}
        self._sorted = sorted(self._words)
        self._dotless = {dotless: word for word in self._words if (dotless := _dotless(word))}
        self._by_length: dict[int, list[str]] = {}
        for word, known in self._words.items():
            if known.services or known.alike:
                self._by_length.setdefault(len(word), []).append(word)

    def knows(self, word: str) -> bool:
        """Whether the word stands in the catalogue just so."""
        return word in self._words

    def understood(self, word: str, stem: str, is_unfinished: bool = False) -> tuple[Asked, ...]:
        """What a typed word, with the stem PostgreSQL gives it, may mean.

        One meaning, or one for each part of a compound; without stems where nothing is like it.
        `is_unfinished`: somebody may still be typing it.
        """
        if meant := self._exactly(word, stem):
            begun = self._begun(word) if is_unfinished else {}
            return (self._asked({**begun, **meant}),)
        if parts := parts_of(word, self._is_part):
            return tuple(self._asked(self._known(part)) for part in parts)
        if halves := self._half_known(word):
            return tuple(map(self._asked, halves))
        return (self._asked(self._begun(word) or self._misspelt(word, is_unfinished)),)

    def _asked(self, stems: Mapping[str, float]) -> Asked:
        surest = max(stems.values(), default=0.0)
        known = [stem for stem, sure in stems.items() if sure == surest]
        weights = [self.weights.get(stem, 1.0) for stem in known]
        services = sum(self._counts.get(stem, 0) for stem in stems)
        return Asked(stems, max(weights, default=1 + math.log(1 + self.services) / 2), services)

    def _weight(self, services: int) -> float:
        return 1 + math.log(1 + self.services / max(services, 1))

    def _exactly(self, word: str, stem: str) -> dict[str, float]:
        spelling = word if word in self._words else self._dotless.get(word, "")
        if spelling:
            return self._known(spelling)
        return {stem: 1.0} if stem in self._counts else {}

    def _known(self, word: str) -> dict[str, float]:
        known = self._words[word]
        return {**dict.fromkeys(known.alike, _ALIKE), known.stem: 1.0}

    def _is_part(self, word: str) -> bool:
        known = self._words.get(word)
        return known is not None and known.is_part

    def _half_known(self, word: str) -> tuple[Mapping[str, float], ...]:
        """'wohnsitzbestaetigung': words that begin with 'wohnsitz', and 'bestaetigung'."""
        for cut in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
            begun = self._begun(word[:cut]) if self._is_part(word[cut:]) else {}
            if begun:
                return (begun, self._known(word[cut:]))
        return ()

    def _begun(self, word: str) -> dict[str, float]:
        """The words that begin so."""
        if len(word) < 2:
            return {}
        start = bisect_left(self._sorted, word)
        found = self._sorted[start : bisect_left(self._sorted, word + "\uffff", lo=start)]
        return {self._words[w].stem: _BEGUN for w in found[:_MOST_BEGUN]}

    def _misspelt(self, word: str, is_unfinished: bool) -> dict[str, float]:
        """The nearest words, by edit distance with swapped neighbours counted once."""
        allowed = _slips_allowed(len(word))
        if not allowed:
            return {}
        near = self._near(word, allowed)
        if not near and is_unfinished:
            return self._begun_misspelt(word)
        least = min(near.values(), default=0)
        sure = _MISSPELT - 0.1 * (least - 1)
        return {self._words[w].stem: sure for w, slips in near.items() if slips == least}

    def _near(self, word: str, allowed: int) -> dict[str, int]:
        lengths = range(len(word) - allowed, len(word) + allowed + 1)
        choices = [known for length in lengths for known in self._by_length.get(length, ())]
        found = process.extract(
            word,
            choices,
            scorer=DamerauLevenshtein.distance,
            score_cutoff=allowed,
            limit=_MOST_NEAR,
        )
        return {known: int(slips) for known, slips, _ in found if _may_mean(word, known)}

    def _begun_misspelt(self, word: str) -> dict[str, float]:
        """Longer words that begin nearly so; the first letter must be right."""
        first = bisect_left(self._sorted, word[0])
        last = bisect_left(self._sorted, word[0] + "\uffff")
        beginnings = {w: w[: len(word)] for w in self._sorted[first:last] if len(w) > len(word)}
        found = process.extract(
            word, beginnings, scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=_MOST_NEAR
        )
        return {self._words[known].stem: _MISSPELT - 0.1 for _, _, known in found}


def _dotless(word: str) -> str:
    """'muell' -> 'mull'; empty where nothing changes."""
    for digraph, letter in (("ae", "ä"), ("oe", "ö"), ("ue", "ü")):
        word = word.replace(digraph, letter)
    plain = without_dots(word)
    return plain if plain != word else ""


def _slips_allowed(length: int) -> int:
    if length < 4:
        return 0
    return 1 if length < 8 else 2


def _may_mean(word: str, known: str) -> bool:
    """One of the first two letters is right: people rarely miss the beginning."""
    return word[0] in known[:2] or known[0] in word[:2]
