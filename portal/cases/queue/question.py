"""What was typed into the search, cut into what each word may mean. Pure: no database here."""

import re
from dataclasses import dataclass

from portal.cases.queue.vocabulary import is_filler, services_named, statuses_named
from portal.cases.status import CaseStatus
from portal.catalogue.search.words import spelled_out, without_dots, words_of

MOST_TERMS = 6
_WHOLE = re.compile(r"\s*([a-z]{3})[\s/-]*(\d{4})[\s/-]*(\d{1,6})\s*", re.IGNORECASE)
_PART = re.compile(r"(?=.*[\d-])[a-z]{0,3}-?(\d{0,4}-)?\d{0,6}", re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """One word typed. Everything in it is an alternative; all terms must be found.

    `part_of_reference` is "" unless it can be one. `words` in small letters, each to be found as
    a stem; `spellings` as the beginning of a word, one tuple for each way to spell all of them.
    """

    part_of_reference: str
    words: tuple[str, ...]
    spellings: tuple[tuple[str, ...], ...]
    services: frozenset[str]
    statuses: frozenset[CaseStatus]

    @property
    def key(self) -> str:
        """The word, spelled out: "müller-lüdenscheid" is "muellerluedenscheid"."""
        return "".join(self.spellings[0]) if self.spellings else ""


@dataclass(frozen=True)
class Question:
    """What is looked for: one case by its `reference`, or whatever has all `terms`.

    `is_empty` is an empty search; a question of signs alone is not empty and finds nothing.
    """

    reference: str = ""
    terms: tuple[Term, ...] = ()
    is_empty: bool = True


def read_question(text: str) -> Question:
    """'PAP-2026-000123', 'pap 2026 123', '123', 'Müller Geburtsurkunde', 'rueckfrage meier'."""
    if not text.strip():
        return Question()
    if whole := _WHOLE.fullmatch(text):
        prefix, year, number = whole.groups()
        return Question(f"{prefix.upper()}-{year}-{int(number):06}", is_empty=False)
    terms = [_term(typed) for typed in text.split()[:MOST_TERMS]]
    telling = [term for term in terms if not is_filler(term.key)]
    return Question("", tuple(telling or terms), is_empty=False)


def _term(typed: str) -> Term:
    words = words_of(typed)
    spellings = (tuple(map(spelled_out, words)), tuple(map(without_dots, words)))
    key = "".join(spellings[0])
    return Term(
        part_of_reference=typed.upper() if _PART.fullmatch(typed) and words else "",
        words=words,
        spellings=tuple(dict.fromkeys(spelling for spelling in spellings if spelling)),
        services=services_named(key),
        statuses=statuses_named(key),
    )
