"""What somebody typed, as the search understands it."""

from collections.abc import Iterable, Mapping, Sequence

from portal.catalogue.search.vocabulary import Asked, Vocabulary
from portal.catalogue.search.words import LONGEST_TEXT, spelled_out, words_of

_MOST_WORDS = 8
_COMMON = 400
_COMMONER = 3


def asked_words(text: str, vocabulary: Vocabulary, fillers: frozenset[str]) -> tuple[str, ...]:
    """The words that count, as typed: without fillers, unless there is nothing else, and with
    'ab melden' in one word where the catalogue writes it so."""
    joined = _joined(words_of(text[:LONGEST_TEXT]), vocabulary)
    telling = tuple(word for word in joined if spelled_out(word) not in fillers)
    return (telling or joined)[:_MOST_WORDS]


def understood(
    words: Iterable[str], stems: Mapping[str, str], vocabulary: Vocabulary, is_typing: bool = False
) -> tuple[Asked, ...]:
    """The meaning of each word; `stems` is what PostgreSQL makes of unknown ones. With `is_typing`
    the last one may be unfinished."""
    typed = tuple(words)
    asked: list[Asked] = []
    for number, word in enumerate(typed, start=1):
        is_last = number == len(typed)
        asked += vocabulary.understood(
            spelled_out(word), stems.get(word, word), is_typing and is_last
        )
    return tuple(asked)


def unknown(words: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words that the catalogue does not have just so; they may be inflected."""
    return tuple(word for word in words if not vocabulary.knows(spelled_out(word)))


def telling(asked: Sequence[Asked]) -> Sequence[Asked]:
    """The words to look for first: without those of hundreds of services that are far commoner
    than another. In a state's catalogue 'anmelden' ranks the answers, 'Hund' finds them."""
    rarest = min(word.services for word in asked)
    return [word for word in asked if word.services < max(_COMMON, _COMMONER * rarest)]


def _joined(words: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, ...]:
    found: list[str] = []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if waiting and vocabulary.knows(spelled_out(word + waiting[0])):
            word += waiting.pop(0)
        found.append(word)
    return tuple(found)
