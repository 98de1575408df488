"""The texts of services as the search reads them: phrases of stems, compounds with their parts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.catalogue.search.compounds import parts_of
from portal.catalogue.search.entries import Entry, Place
from portal.catalogue.search.wording import Wording
from portal.catalogue.search.words import spelled_out, words_of

_CALLED = (Place.NAME, Place.TITLE, Place.SYNONYM)
_SHORTEST_PART = 4


@dataclass(frozen=True)
class KnownWord:
    """A word of the catalogue, spelled out; `spelling` is as written, with umlauts.

    `services` is the number of services whose texts have its stem.
    """

    word: str
    spelling: str
    stem: str
    services: int
    is_part: bool
    alike: tuple[str, ...]


@dataclass(frozen=True)
class IndexedService:
    """A service's row: its texts by weight for full text, its phrases for the ranking."""

    entry: Entry
    phrases: list[list[Any]]
    names: str
    synonyms: str
    parts: str
    prose: str


class Lexicon:
    """All words of the catalogue, each with its spelling and, if it is a compound, its parts."""

    def __init__(self, entries: Iterable[Entry], wording: Wording) -> None:
        self._entries = tuple(entries)
        self._alike = wording.alike_of()
        self.spellings: dict[str, str] = {}
        texts = [text for entry in self._entries for _, text in entry.texts]
        for text in (*texts, *(word for group in wording.alike for word in group)):
            for spelling in words_of(text):
                self._note(spelling)
        self._fillers = wording.filler_words()
        short = _short_nouns(texts)
        self._parts_allowed = frozenset(
            word
            for word in self.spellings
            if word not in self._fillers
            and not word.isdigit()
            and (len(word) >= _SHORTEST_PART or word in short)
        )
        self.parts = {word: parts_of(word, self._is_part_but(word)) for word in self.spellings}

    def index(
        self, stems: Mapping[str, str]
    ) -> tuple[tuple[IndexedService, ...], tuple[KnownWord, ...]]:
        """The rows of services and words; `stems` is what the database makes of each word."""
        services = tuple(self._indexed(entry, stems) for entry in self._entries)
        counts = Counter(stem for service in services for stem in _stems_in(service.phrases))
        words = tuple(
            KnownWord(
                word=word,
                spelling=spelling,
                stem=stems[word],
                services=counts[stems[word]],
                is_part=word in self._parts_allowed,
                alike=tuple(sorted({stems[w] for w in self._alike.get(word, ()) if w in stems})),
            )
            for word, spelling in self.spellings.items()
        )
        return services, words

    def _note(self, spelling: str) -> None:
        """Where a word is written both ways, the umlaut is the right one."""
        word = spelled_out(spelling)
        if not self.spellings.get(word, "").isascii() or self.spellings.get(word) is None:
            self.spellings.setdefault(word, spelling)
        elif not spelling.isascii():
            self.spellings[word] = spelling

    def _is_part_but(self, whole: str) -> Any:
        return lambda part: part in self._parts_allowed and part != whole

    def _indexed(self, entry: Entry, stems: Mapping[str, str]) -> IndexedService:
        phrases = [[place.value, self._slots(text, stems)] for place, text in entry.texts]
        named = [text for place, text in entry.texts if place in _CALLED[:2]]
        synonyms = [text for place, text in entry.texts if place is Place.SYNONYM]
        prose = [text for place, text in entry.texts if place not in _CALLED]
        return IndexedService(
            entry=entry,
            phrases=_without_repetition(phrases),
            names=self._spelled(named),
            synonyms=self._spelled(synonyms),
            parts=" ".join(self.spellings[part] for part in self._parts_in(named + synonyms)),
            prose=self._spelled(prose),
        )

    def _slots(self, text: str, stems: Mapping[str, str]) -> list[list[str]]:
        words = [spelled_out(spelling) for spelling in words_of(text)]
        words = [word for word in words if word not in self._fillers] or words
        return [[stems[word], *(stems[part] for part in self.parts[word])] for word in words]

    def _parts_in(self, texts: Iterable[str]) -> list[str]:
        words = [spelled_out(spelling) for text in texts for spelling in words_of(text)]
        return sorted({part for word in words for part in self.parts[word]})

    def _spelled(self, texts: Iterable[str]) -> str:
        words = (spelled_out(spelling) for text in texts for spelling in words_of(text))
        return " ".join(self.spellings[word] for word in words)


def _stems_in(phrases: list[list[Any]]) -> set[str]:
    return {stem for _, slots in phrases for slot in slots for stem in slot}


def _short_nouns(texts: Iterable[str]) -> frozenset[str]:
    """Words of three letters always written with a capital: 'Bau', 'Ehe', but not 'Aus'."""
    big: set[str] = set()
    small: set[str] = set()
    for text in texts:
        for word in text.replace("-", " ").split():
            letters = "".join(c for c in word if c.isalpha())
            if len(spelled_out(letters.lower())) == _SHORTEST_PART - 1:
                (big if letters[0].isupper() else small).add(spelled_out(letters.lower()))
    return frozenset(big - small)


def _without_repetition(phrases: list[list[Any]]) -> list[list[Any]]:
    """The same words once, where they count most; in prose each word once."""
    seen: set[str] = set()
    kept = []
    for weight, all_slots in phrases:
        each_once = list({slot[0]: slot for slot in all_slots}.values())
        slots = each_once if weight <= Place.SUMMARY.value else all_slots
        key = "|".join(slot[0] for slot in slots)
        if slots and key not in seen:
            seen.add(key)
            kept.append([weight, slots])
    return kept
