"""What a form needs to know besides the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.shared.trust import TrustLevel

RawAnswers = dict[str, str | list[str]]
"""Answers as typed: flat, by input name. Nothing typed is lost, valid or not."""


@dataclass(frozen=True)
class FileInfo:
    """A stored upload: its id, the name the citizen gave it, its size in bytes."""

    id: str
    name: str
    size_bytes: int
    media_type: str


@dataclass(frozen=True)
class FormContext:
    """Who asks (`trust_level`), on which day in Germany, with which stored uploads by id."""

    trust_level: TrustLevel
    today: date
    files: Mapping[str, FileInfo]
