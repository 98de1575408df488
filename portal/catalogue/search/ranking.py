"""Which of the services that full text found is meant: by whole phrases, rare words first.

A service called 'Hund gestorben' answers "mein Hund ist gestorben" better than one that has both
words somewhere, and 'gestorben' alone better than one that speaks of a dog, too.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.catalogue.search.vocabulary import Asked

_PART = 0.75
_ALONE = 0.35
_IN_ONE_PHRASE = 0.6
_LEAST_SHARE = 0.3
_LEAST_OF_BEST = 0.3

Weigh = Callable[[str], float]


@dataclass(frozen=True)
class Candidate:
    """A service that full text found: its phrases as filled in, and how near its town is
    (0 own, 1 county, 2 neighbour)."""

    slug: str
    name: str
    popular: bool
    phrases: Sequence[Any]
    distance: int
    offered_by: tuple[str, ...] = ()


def ranked(
    candidates: Iterable[Candidate], asked: Sequence[Asked], weigh: Weigh
) -> tuple[Candidate, ...]:
    """The candidates that fit, best first; of equals the own town's, then what many look for."""
    scored = [(_score(candidate, asked, weigh), candidate) for candidate in candidates]
    best = max((score for score, _ in scored), default=0.0)
    kept = [(score, c) for score, c in scored if score and score >= best * _LEAST_OF_BEST]
    kept.sort(key=lambda pair: (-round(pair[0], 3), pair[1].distance, not pair[1].popular,
                                pair[1].name))  # fmt: skip
    return tuple(candidate for _, candidate in kept)


def _score(candidate: Candidate, asked: Sequence[Asked], weigh: Weigh) -> float:
    """0 where too little of what was asked is met."""
    best_for_word = [0.0] * len(asked)
    met = [0.0] * len(asked)
    best_phrase = 0.0
    for place, slots in candidate.phrases:
        hits, share = _meet(slots, asked, weigh)
        worth = place * (_ALONE + (1 - _ALONE) * share)
        points = [worth * hit * word.weight for hit, word in zip(hits, asked, strict=True)]
        best_phrase = max(best_phrase, sum(points))
        best_for_word = list(map(max, best_for_word, points))
        met = list(map(max, met, hits))
    everything = sum(word.weight for word in asked)
    share_met = sum(m * a.weight for m, a in zip(met, asked, strict=True)) / everything
    if share_met < _LEAST_SHARE:
        return 0.0
    return share_met * (sum(best_for_word) + _IN_ONE_PHRASE * best_phrase) / everything


def _meet(
    slots: Sequence[Sequence[str]], asked: Sequence[Asked], weigh: Weigh
) -> tuple[list[float], float]:
    """How surely the phrase meets each word asked, and what share of the phrase is met."""
    hits = [0.0] * len(asked)
    covered = total = 0.0
    for slot in slots:
        mass = weigh(slot[0])
        total += mass
        covered += mass * _cover(slot, asked, hits)
    return hits, covered / total if total else 0.0


def _cover(slot: Sequence[str], asked: Sequence[Asked], hits: list[float]) -> float:
    """How much of a word of the phrase is asked for; notes what it means for each word asked."""
    parts = slot[1:]
    of_whole, of_parts = 0.0, [0.0] * len(parts)
    for number, word in enumerate(asked):
        if sure := word.stems.get(slot[0], 0.0):
            of_whole = max(of_whole, sure)
            hits[number] = max(hits[number], sure)
        for index, part in enumerate(parts):
            if sure := word.stems.get(part, 0.0):
                of_parts[index] = max(of_parts[index], sure)
                hits[number] = max(hits[number], sure * _PART)
    return max(of_whole, sum(of_parts) / len(parts) if parts else 0.0)
