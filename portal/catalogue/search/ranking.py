"""Which of the services that full text found is meant: by whole phrases, rare words first.

A service called 'Hund gestorben' answers "mein Hund ist gestorben" better than one that has both
words somewhere, and 'gestorben' alone better than one that speaks of a dog, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.catalogue.search.vocabulary import Asked

_PART = 0.75
_ALONE = 0.35
_IN_ONE_PHRASE = 0.6
_LEAST_SHARE = 0.3
_LEAST_OF_BEST = 0.3

Weights = Mapping[str, float]
_Wanted = Mapping[str, Sequence[tuple[int, float]]]


@dataclass(frozen=True)
class Candidate:
    """A service that full text found: its phrases as filled in, how near its town is (0 own,
    1 county, 2 neighbour), and who offers it."""

    slug: str
    name: str
    popular: bool
    phrases: Sequence[Any]
    distance: int
    offered_by: tuple[str, ...] = ()


def ranked(
    candidates: Iterable[Candidate], asked: Sequence[Asked], weights: Weights
) -> tuple[Candidate, ...]:
    """The candidates that fit, best first; of equals the own town's, then what many look for.

    `weights` is what each stem of the catalogue tells.
    """
    wanted = _wanted(asked)
    scored = [(_score(candidate, asked, wanted, weights), candidate) for candidate in candidates]
    best = max((score for score, _ in scored), default=0.0)
    kept = [(score, c) for score, c in scored if score and score >= best * _LEAST_OF_BEST]
    return tuple(candidate for _, candidate in sorted(kept, key=_order))


def _order(scored: tuple[float, Candidate]) -> tuple[float, int, bool, str]:
    score, candidate = scored
    return -round(score, 3), candidate.distance, not candidate.popular, candidate.name


def _wanted(asked: Sequence[Asked]) -> _Wanted:
    """For each stem, which word asked it may be, and how surely."""
    found: dict[str, list[tuple[int, float]]] = {}
    for number, word in enumerate(asked):
        for stem, sure in word.stems.items():
            found.setdefault(stem, []).append((number, sure))
    return found


def _score(
    candidate: Candidate, asked: Sequence[Asked], wanted: _Wanted, weights: Weights
) -> float:
    """0 where too little of what was asked is met."""
    best_for_word = [0.0] * len(asked)
    met = [0.0] * len(asked)
    best_phrase = 0.0
    for place, slots in candidate.phrases:
        hits, share = _meet(slots, wanted, weights)
        if not hits:
            continue
        worth = place * (_ALONE + (1 - _ALONE) * share)
        points = {number: worth * sure * asked[number].weight for number, sure in hits.items()}
        best_phrase = max(best_phrase, sum(points.values()))
        for number, sure in hits.items():
            best_for_word[number] = max(best_for_word[number], points[number])
            met[number] = max(met[number], sure)
    everything = sum(word.weight for word in asked)
    share_met = sum(m * a.weight for m, a in zip(met, asked, strict=True)) / everything
    if share_met < _LEAST_SHARE:
        return 0.0
    return share_met * (sum(best_for_word) + _IN_ONE_PHRASE * best_phrase) / everything


def _meet(
    slots: Sequence[Sequence[str]], wanted: _Wanted, weights: Weights
) -> tuple[dict[int, float], float]:
    """How surely the phrase meets each word asked, and what share of the phrase is met."""
    hits: dict[int, float] = {}
    covered = [_cover(slot, wanted, hits) for slot in slots]
    if not hits:
        return hits, 0.0
    masses = [weights.get(slot[0], 1.0) for slot in slots]
    return hits, sum(c * mass for c, mass in zip(covered, masses, strict=True)) / sum(masses)


def _cover(slot: Sequence[str], wanted: _Wanted, hits: dict[int, float]) -> float:
    """How much of a word of the phrase is asked for; notes what it means for each word asked."""
    whole = _best(wanted.get(slot[0], ()), hits, 1.0)
    if len(slot) == 1:
        return whole
    parts = [_best(wanted.get(part, ()), hits, _PART) for part in slot[1:]]
    return max(whole, sum(parts) / len(parts))


def _best(meant: Iterable[tuple[int, float]], hits: dict[int, float], worth: float) -> float:
    best = 0.0
    for number, sure in meant:
        hits[number] = max(hits.get(number, 0.0), sure * worth)
        best = max(best, sure)
    return best
