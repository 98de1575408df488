"""Words that stand for services and for statuses, so that typing them finds their cases.

They are looked up when somebody searches, in the content as it is now: a new synonym finds old
cases too.
"""

from functools import cache

from portal.cases.status import CaseStatus
from portal.catalogue import category_of, load_catalogue
from portal.catalogue.search.wording import load_wording
from portal.catalogue.search.words import spelled_out, words_of

_SHORTEST_PART = 4
_SHORTEST_BEGINNING = 5
_STATUS_WORDS = {
    CaseStatus.RECEIVED: "neu eingegangen",
    CaseStatus.IN_PROGRESS: "bearbeitung",
    CaseStatus.INQUIRY: "rückfrage wartet",
    CaseStatus.POSTED: "postweg versendet",
    CaseStatus.PROVIDED: "bereitgestellt",
    CaseStatus.CLOSED: "abgeschlossen erledigt",
    CaseStatus.REJECTED: "abgelehnt erledigt",
    CaseStatus.WITHDRAWN: "zurückgezogen erledigt",
}


def service_name(slug: str) -> str:
    """The service's name; its slug where the content does not have it any more."""
    return next((s.name for s in load_catalogue().services if s.slug == slug), slug)


def services_named(key: str) -> frozenset[str]:
    """Services with this word (spelled out) in name, synonyms or category, also as a part of a
    compound: "urkunde" is in "Geburtsurkunde"."""
    if len(key) < _SHORTEST_PART:
        return frozenset()
    return frozenset(slug for slug, words in _words_of_services().items() if key in words)


def statuses_named(key: str) -> frozenset[CaseStatus]:
    """Statuses that this word (spelled out) means, also its beginning."""
    found = (s for s, words in _words_of_statuses().items() if any(_means(key, w) for w in words))
    return frozenset(found)


def is_filler(key: str) -> bool:
    """Whether the word says nothing about what is looked for."""
    return key in load_wording().filler_words()


def _means(key: str, word: str) -> bool:
    return key == word or (len(key) >= _SHORTEST_BEGINNING and word.startswith(key))


@cache
def _words_of_services() -> dict[str, str]:
    return {
        service.slug: _spelled(
            " ".join((service.name, *service.synonyms, category_of(service.category).name))
        )
        for service in load_catalogue().services
    }


@cache
def _words_of_statuses() -> dict[CaseStatus, list[str]]:
    return {status: _spelled(words).split() for status, words in _STATUS_WORDS.items()}


def _spelled(text: str) -> str:
    return " ".join(spelled_out(word) for word in words_of(text))
