"""Text blocks for what the desk writes to citizens: messages, questions, rejections, corrections.

Content, not code. The placeholders are a closed list and are replaced once, as plain text:
whatever else stands in braces is refused, and nothing a citizen wrote is read as a placeholder.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from portal.catalogue import catalogue
from portal.catalogue.letter_templates import filled
from portal.municipalities import registry
from portal.shared.content_files import CONTENT, Fault, FaultyFile, fault_at, read_model
from portal.shared.content_files import repeated_keys as repeated

FOLDER = CONTENT / "messages"
PLACEHOLDERS = ("anrede", "name", "aktenzeichen", "leistung", "kommune", "frist")
LONGEST_TEXT = 4000
_IN_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")

MessageUse = Literal["message", "question", "rejection", "correction"]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]


class MessageTemplate(BaseModel):
    """One text block. `uses` says where it is offered; `services` and `municipalities` are those
    it is for, all where none is named. `english` is for who uses the portal in English."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,59}$")]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    uses: Annotated[tuple[MessageUse, ...], Field(min_length=1)]
    services: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    text: Annotated[Text, Field(min_length=1)]
    english: Text = ""

    @field_validator("text", "english")
    @classmethod
    def _known_placeholders(cls, text: str) -> str:
        if unknown := unknown_placeholder(text):
            known = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
            raise ValueError(f"unknown placeholder {unknown} (there are {known})")
        return text


def unknown_placeholder(text: str) -> str:
    """The first thing in braces that is no placeholder, or a brace that stands alone; else ""."""
    found = (one for one in _IN_BRACES.finditer(text) if one[1] not in PLACEHOLDERS)
    return next((one[0] for one in found), "")


def message_templates(service: str, municipality: str) -> tuple[MessageTemplate, ...]:
    """Those for a service of a municipality, by name; the service's own first."""
    fitting = [
        one
        for one in _all()
        if (not one.services or service in one.services)
        and (not one.municipalities or municipality in one.municipalities)
    ]
    return tuple(sorted(fitting, key=lambda one: (not one.services, one.name.casefold())))


def filled_message(text: str, words: Mapping[str, str]) -> str:
    """The text with its placeholders replaced, once: what is put in is not looked at again."""
    return filled(text, words)


def message_faults(folder: Path = FOLDER) -> Iterator[Fault]:
    """What is wrong with each file, and whether it names what there is."""
    services = {path.stem for path in catalogue.FOLDER.glob("*.yaml")}
    towns = {path.stem for path in registry.FOLDER.glob("*.yaml")}
    for path in sorted(folder.glob("*.yaml")):
        try:
            yield from repeated(path)
            one = read_model(path, MessageTemplate)
        except FaultyFile as faulty:
            yield from faulty.faults
            continue
        if one.key != path.stem:
            yield fault_at(path, ("key",), f"key: the file's name says `{path.stem}`")
        for number, slug in enumerate(one.services):
            if slug not in services:
                yield fault_at(path, ("services", number), f"services: there is no `{slug}`")
        for number, slug in enumerate(one.municipalities):
            if slug not in towns:
                yield fault_at(path, ("municipalities", number), f"there is no `{slug}`")


@cache
def _all() -> tuple[MessageTemplate, ...]:
    return tuple(read_model(path, MessageTemplate) for path in sorted(FOLDER.glob("*.yaml")))
