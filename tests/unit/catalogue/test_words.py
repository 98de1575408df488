"""How the search reads what people type, before any database is asked."""

import pytest

from portal.catalogue.search.compounds import parts_of
from portal.catalogue.search.question import asked_words
from portal.catalogue.search.ranking import Candidate, ranked
from portal.catalogue.search.vocabulary import Asked, Vocabulary, Word
from portal.catalogue.search.wording import load_wording
from portal.catalogue.search.words import spelled_out, words_of

NOUNS = {"hund", "steuer", "anmeldung", "muell", "tonne", "melden", "bescheinigung", "adresse",
         "auskunft", "bau", "antrag", "wohnung", "geber"}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Größe: Café!", ("größe", "cafe")),
        ("i-Kfz", ("i", "kfz")),
        ("Mu\u0308ll", ("müll",)),
        ("Łukasz, GewA 1", ("łukasz", "gewa", "1")),
        ("  ", ()),
    ],
)
def test_words_are_cut_out_of_what_is_typed(typed: str, words: tuple[str, ...]) -> None:
    assert words_of(typed) == words


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("hundesteueranmeldung", ("hund", "steuer", "anmeldung")),
        ("muelltonne", ("muell", "tonne")),
        ("meldebescheinigung", ("melden", "bescheinigung")),
        ("adressauskunft", ("adresse", "auskunft")),
        ("bauantraege", ()),
        ("wohnungsgeber", ("wohnung", "geber")),
        ("hund", ()),
        ("katzensteuer", ()),
        ("x" * 500, ()),
    ],
)
def test_compounds_are_taken_apart_into_known_words(compound: str, parts: tuple[str, ...]) -> None:
    assert parts_of(compound, NOUNS.__contains__) == parts


def vocabulary(*words: str, services: int = 10) -> Vocabulary:
    known = [Word(word, word[:6], 1, True, ()) for word in words]
    return Vocabulary("today", services, known)


def meant(vocabulary: Vocabulary, typed: str, is_unfinished: bool = False) -> set[str]:
    word = spelled_out(typed)
    asked = vocabulary.understood(word, word, is_unfinished)
    return {stem for one in asked for stem in one.stems}


@pytest.mark.parametrize(
    ("typed", "stem"),
    [
        ("muelltonne", "muellt"),  # spelled out
        ("mulltonne", "muellt"),  # dots forgotten
        ("mültonne", "muellt"),  # a letter lost
        ("tunonel", None),
        ("hunt", "hund"),
        ("hdun", None),
        ("hudn", "hund"),  # neighbours swapped
        ("xyz", None),
    ],
)
def test_slips_are_forgiven_but_not_everything(typed: str, stem: str | None) -> None:
    assert meant(vocabulary("muelltonne", "hund"), typed) == ({stem} if stem else set())


def test_an_unfinished_word_may_become_each_that_begins_so() -> None:
    words = vocabulary("geburt", "gewerbe", "hund")
    assert meant(words, "ge", is_unfinished=True) == {"geburt", "gewerb"}
    assert meant(words, "gweer", is_unfinished=True) == {"gewerb"}


def test_what_is_written_apart_is_joined_where_the_catalogue_joins_it() -> None:
    words = vocabulary("abmelden", "auto")
    assert asked_words("Auto ab melden", words, frozenset({"ab"})) == ("auto", "abmelden")


def test_fillers_are_left_out_unless_nothing_else_was_said() -> None:
    fillers = load_wording().filler_words()
    assert asked_words("Ich brauche bitte einen Hund", vocabulary("hund"), fillers) == ("hund",)
    assert asked_words("ich und du", vocabulary("hund"), fillers) == ("ich", "und", "du")


def candidate(slug: str, *phrases: str, distance: int = 0) -> Candidate:
    slots = [[0.9, [[word] for word in phrase.split()]] for phrase in phrases]
    return Candidate(slug, slug, False, slots, distance)


def order(asked: str, *candidates: Candidate) -> list[str]:
    words = [Asked({word: 1.0}, 1.0) for word in asked.split()]
    return [found.slug for found in ranked(candidates, words, {})]


def test_a_whole_phrase_comes_before_the_same_words_here_and_there() -> None:
    whole = candidate("whole", "hund gestorben")
    apart = candidate("apart", "hund anmelden", "mensch gestorben")
    assert order("hund gestorben", apart, whole)[0] == "whole"


def test_a_phrase_that_says_no_more_than_asked_comes_first() -> None:
    assert order("gestorben", candidate("dog", "hund gestorben"), candidate("man", "gestorben"))[
        0
    ] == ("man")


def test_of_equals_the_own_town_comes_first_then_the_county_then_neighbours() -> None:
    near = [candidate(f"at-{d}", "hund anmelden", distance=d) for d in (2, 0, 1)]
    assert order("hund", *near) == ["at-0", "at-1", "at-2"]


def test_a_better_answer_far_away_comes_before_a_worse_one_here() -> None:
    here = candidate("here", "hund und katze und maus anmelden", distance=0)
    assert order("auto anmelden", here, candidate("far", "auto anmelden", distance=1))[0] == "far"
