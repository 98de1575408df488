"""A translation file: German words, and what they are in the language of its folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from portal.shared.content_files import read_model

GERMAN = "de"
Words = Annotated[str, Field(min_length=1, max_length=4000)]
_STRICT = ConfigDict(frozen=True, extra="forbid")


class _Pair(BaseModel):
    model_config = _STRICT

    de: Annotated[Words, Field(description="The German text, as the definition has it")]
    role: Annotated[
        str, Field(alias="as", description="Only where it stands as this: `phrase`, `label` …")
    ] = ""

    @model_validator(mode="after")
    def _alike(self) -> "_Pair":
        lengths = {len(paragraphs(text)) for name, text in self if name != "role"}
        if len(lengths) > 1:
            raise ValueError("both texts need the same number of paragraphs")
        return self


@dataclass(frozen=True)
class Entry:
    """One pair of texts. `role` limits it to an attribute such as `phrase`, where the same
    German words need others."""

    role: str
    german: str
    said: str


@dataclass(frozen=True)
class Overlay:
    """What a translation file says."""

    synonyms: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def words(self) -> dict[tuple[str, str], str]:
        """What each German paragraph is, by its role (or "") and itself."""
        return {
            (entry.role, german): said
            for entry in self.entries
            for german, said in zip(paragraphs(entry.german), paragraphs(entry.said), strict=True)
        }


def lookup(words: Mapping[tuple[str, str], str], role: str, german: str) -> str | None:
    """What a German paragraph is in this role; None where nobody has translated it."""
    return words.get((role, german)) or words.get(("", german))


def read_overlay(path: Path) -> Overlay:
    """The file. Its language is its folder's name. Raises FaultyFile."""
    language = language_of(path)
    written: Any = read_model(path, overlay_model(language))
    entries = tuple(Entry(pair.role, pair.de, getattr(pair, language)) for pair in written.texts)
    return Overlay(synonyms=written.synonyms, entries=entries)


def language_of(path: Path) -> str:
    """'en' for …/translations/en/geburtsurkunde.yaml."""
    inside = path.parent.name == "municipalities"
    return path.parent.parent.name if inside else path.parent.name


def languages_in(folder: Path) -> tuple[str, ...]:
    """The languages somebody translates into: the folders named by two letters."""
    return tuple(sorted(each.name for each in folder.glob("[a-z][a-z]") if each.is_dir()))


@cache
def overlay_model(language: str) -> type[BaseModel]:
    """The grammar of a translation file for one language: pairs of `de` and that language."""
    said = (Words, Field(description="The same in the language of the folder"))
    fields: dict[str, Any] = {language: said}
    pair = create_model(f"Pair_{language}", __base__=_Pair, **fields)
    fields = {
        "synonyms": (tuple[Words, ...], ()),
        "texts": (tuple[pair, ...], Field(min_length=1)),
    }
    return create_model(f"Translation_{language}", __config__=_STRICT, **fields)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, each with single spaces: how it is wrapped says nothing."""
    parts = (" ".join(part.split()) for part in text.split("\n\n"))
    return tuple(part for part in parts if part)
