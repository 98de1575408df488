"""What a form needs to know besides the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

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
class FreeTimes:
    """An office by its key in the content, and when its free appointments begin (UTC), in order."""

    office: str
    name: str
    address: str
    starts: tuple[datetime, ...]


@dataclass(frozen=True)
class FormContext:
    """Who asks (`trust_level`), on which day in Germany, with which stored uploads by id.

    `free_times` are known where the form asks for an appointment.
    """

    trust_level: TrustLevel
    today: date
    files: Mapping[str, FileInfo]
    free_times: tuple[FreeTimes, ...] = ()
