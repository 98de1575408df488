"""Services in Leichte Sprache (DIN SPEC 33429): pages of their own, told anew, not translated."""

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from portal.shared.content_files import CONTENT, read_model

FOLDER = CONTENT / "translations" / "leichte-sprache"
START = "start"
Sentence = Annotated[str, Field(min_length=1, max_length=200)]


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Steps(_Content):
    """What is done one after the other."""

    steps: tuple[Sentence, ...] = Field(min_length=2)


class Link(_Content):
    """A link on a line of its own: its words and a path of the portal."""

    link: Annotated[str, Field(pattern=r"^/\S*$")]
    words: Sentence


Line = Sentence | tuple[Sentence, ...] | Steps | Link
"""One sentence, or a list of them, or steps, or a link."""


class Passage(_Content):
    """A heading and what belongs to it; `icon` is a key of the portal's own icon set."""

    title: Sentence
    icon: str = ""
    lines: tuple[Line, ...] = Field(min_length=1)


class EasyPage(_Content):
    """A page in Leichte Sprache. `version` is the version of the service it was written for."""

    title: Sentence
    version: int | None = Field(None, ge=1)
    lines: tuple[Line, ...] = Field(min_length=1)
    parts: tuple[Passage, ...] = Field(min_length=1)


def easy_page(slug: str) -> EasyPage | None:
    """The service's page in Leichte Sprache, if it has one. Raises FaultyFile."""
    return _pages().get(slug)


def easy_slugs() -> tuple[str, ...]:
    """The services that have such a page, as their files are named."""
    return tuple(slug for slug in _pages() if slug != START)


def easy_start() -> EasyPage:
    """What the portal is and how one uses it. Raises FaultyFile."""
    return _pages()[START]


def easy_files(folder: Path = FOLDER) -> tuple[Path, ...]:
    """The files of these pages."""
    return tuple(sorted(folder.glob("*.yaml")))


@cache
def _pages() -> dict[str, EasyPage]:
    return {path.stem: read_model(path, EasyPage) for path in easy_files()}
