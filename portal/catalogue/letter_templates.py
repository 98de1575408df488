"""Templates of letters and notices: what the desk begins with and edits. Content, not code.

The placeholders are few and are replaced once, as text; nothing a citizen wrote is read as one.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from portal.shared.content_files import CONTENT, Fault, fault_at, read_model

FOLDER = CONTENT / "letters"
PLACEHOLDERS = frozenset({"aktenzeichen", "leistung", "eingang", "name", "datum"})
OF_REVOKED = frozenset({"bescheid", "bescheiddatum"})
"""Title and day of the decision that is revoked; only templates that revoke one have them."""
_PLACEHOLDER = re.compile(r"\{(\w*)\}")

LetterKind = Literal["notice", "confirmation", "letter"]
Decision = Literal["", "granted", "partly", "rejected", "revoked"]


class TextBlock(BaseModel):
    """Words for a reason that comes again and again, put into a draft by a click."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=80)]
    text: Annotated[str, Field(min_length=1, max_length=4000)]


class LetterTemplate(BaseModel):
    """One template. A `notice` decides something and carries the legal remedy; `decision` says
    what. `services` are those it is for, all where none is named. `blocks` are offered while one
    writes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,59}$")]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    kind: LetterKind
    decision: Decision = ""
    services: tuple[str, ...] = ()
    title: Annotated[str, Field(min_length=1, max_length=200)]
    body: Annotated[str, Field(min_length=1, max_length=10_000)]
    blocks: tuple[TextBlock, ...] = ()

    @model_validator(mode="after")
    def _known_placeholders(self) -> "LetterTemplate":
        known = PLACEHOLDERS | (OF_REVOKED if self.decision == "revoked" else frozenset())
        texts = (self.title, self.body, *(block.text for block in self.blocks))
        unknown = {name for text in texts for name in _PLACEHOLDER.findall(text)} - known
        if unknown:
            raise ValueError(f"unknown placeholder {{{sorted(unknown)[0]}}}")
        return self


def letter_templates(service: str) -> tuple[LetterTemplate, ...]:
    """Those for a service, its own first."""
    fitting = [one for one in _all() if not one.services or service in one.services]
    return tuple(sorted(fitting, key=lambda one: (not one.services, one.kind, one.name)))


def letter_template(service: str, key: str) -> LetterTemplate | None:
    """The one called `key`, if it is for the service."""
    return next((one for one in letter_templates(service) if one.key == key), None)


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with its placeholders replaced, once: what is put in is not looked at again."""
    return _PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), text)


def letter_faults(folder: Path = FOLDER) -> Iterator[Fault]:
    """What is wrong between the files; each by itself is read by the content check."""
    for path in sorted(folder.glob("*.yaml")):
        if read_model(path, LetterTemplate).key != path.stem:
            yield fault_at(path, ("key",), f"key: the file's name says `{path.stem}`")


@cache
def _all() -> tuple[LetterTemplate, ...]:
    return tuple(read_model(path, LetterTemplate) for path in sorted(FOLDER.glob("*.yaml")))
