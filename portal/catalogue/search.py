"""Finding services by what people call them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from portal.catalogue.categories import category_of
from portal.catalogue.definition import ServiceDefinition
from portal.catalogue.translation import search_words
from portal.catalogue.words import likeness, meaningful, words_of

_MOST_WORDS = 8
_LONGEST_QUERY = 200
_SHARE_FOR_A_HIT = 0.5


@dataclass(frozen=True)
class _Vocabulary:
    """A service's words, each with the weight of the place it stands in."""

    weights: tuple[tuple[str, float], ...]
    name: str


def ranked(text: str, services: Iterable[ServiceDefinition]) -> tuple[ServiceDefinition, ...]:
    """The services that fit, best first; empty when nothing fits or nothing was asked.

    Services that meet every word come alone; where none does, those that meet most.
    """
    asked = meaningful(words_of(text[:_LONGEST_QUERY]))[:_MOST_WORDS]
    if not asked:
        return ()
    scored = [(_score(asked, _vocabulary(service)), service) for service in services]
    most_met = max((met for (met, _), _ in scored), default=0)
    if most_met < len(asked) * _SHARE_FOR_A_HIT or not most_met:
        return ()
    hits = [(score, service) for (met, score), service in scored if met == most_met]
    ordered = sorted(hits, key=lambda hit: (-hit[0], not hit[1].popular, hit[1].name))
    return tuple(service for _, service in ordered)


def _score(asked: tuple[str, ...], vocabulary: _Vocabulary) -> tuple[int, float]:
    """How many of the words are met, and how well altogether."""
    best = [_best(word, vocabulary) for word in asked]
    whole_name = 1.0 if "".join(asked) == vocabulary.name else 0.0
    return sum(1 for score in best if score), sum(best) + whole_name


def _best(word: str, vocabulary: _Vocabulary) -> float:
    return max((likeness(word, found) * weight for found, weight in vocabulary.weights), default=0)


@lru_cache(maxsize=512)
def _vocabulary_of(places: tuple[tuple[str, float], ...]) -> _Vocabulary:
    weights: dict[str, float] = {}
    for text, weight in places:
        for word in meaningful(words_of(text)):
            weights[word] = max(weight, weights.get(word, 0))
    return _Vocabulary(tuple(weights.items()), "".join(words_of(places[0][0])))


def _vocabulary(service: ServiceDefinition) -> _Vocabulary:
    places = (
        (service.name, 4.0),
        (service.title, 3.0),
        *((synonym, 3.0) for synonym in (*service.synonyms, *search_words(service.slug))),
        (category_of(service.category).name, 1.5),
        (service.summary, 1.0),
    )
    return _vocabulary_of(places)
