"""What the search knows besides the services: fillers, and everyday words that mean the same."""

from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from portal.catalogue.search.words import spelled_out, words_of
from portal.shared.content_files import CONTENT, read_model

FILE = CONTENT / "search" / "words.yaml"
Word = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^\S+$")]


class Wording(BaseModel):
    """`fillers` say nothing about what is looked for; the words of a group in `alike` are taken
    for one another."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fillers: tuple[Word, ...]
    alike: tuple[Annotated[tuple[Word, ...], Field(min_length=2)], ...]

    def alike_of(self) -> dict[str, frozenset[str]]:
        """For each word, spelled out, the other words of its groups."""
        found: dict[str, frozenset[str]] = {}
        for group in self.alike:
            words = frozenset(spelled_out(word) for text in group for word in words_of(text))
            for word in words:
                found[word] = found.get(word, frozenset()) | words - {word}
        return found

    def filler_words(self) -> frozenset[str]:
        """The fillers, spelled out."""
        return frozenset(spelled_out(word) for text in self.fillers for word in words_of(text))


@cache
def load_wording() -> Wording:
    """The content's wording, read once per process. Raises FaultyFile."""
    return read_model(FILE, Wording)
