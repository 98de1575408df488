"""Opening hours: written per weekday in the content files, told in words to the citizen."""

import re
from collections.abc import Mapping, Sequence
from datetime import time
from itertools import groupby
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from portal.shared.language import GERMAN, N_, _, spoken

DAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
_DAY_NAMES = (
    N_("Montag"), N_("Dienstag"), N_("Mittwoch"), N_("Donnerstag"), N_("Freitag"), N_("Samstag"),
    N_("Sonntag"),
)  # fmt: skip
_SHORT_DAYS = (N_("Mo"), N_("Di"), N_("Mi"), N_("Do"), N_("Fr"), N_("Sa"), N_("So"))
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


class Span(BaseModel):
    """From one time of day to a later one, local time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{_clock(self.opens)}–{_clock(self.closes)}"


def _spans(written: Any) -> Any:
    match written:
        case str():
            return tuple(_span(part) for part in written.split(","))
        case list() | tuple():
            return written
        case _:
            raise ValueError("write the hours as spans, such as 8:00-12:30, 14:00-17:00")


def _span(written: str) -> Span:
    match = _SPAN.fullmatch(written.strip())
    if not match:
        raise ValueError(f"`{written.strip()}` is not a span such as 8:00-12:30")
    opens, closes = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    if closes <= opens:
        raise ValueError(f"`{written.strip()}` ends before it begins")
    return Span(opens=opens, closes=closes)


_Day = Annotated[
    tuple[Span, ...],
    BeforeValidator(_spans),
    WithJsonSchema({"type": "string", "examples": ["8:00-12:30, 14:00-17:00"]}),
]


class OpeningHours(BaseModel):
    """The spans of each weekday; a day left out is closed. `note` is a sentence beside them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mo: _Day = ()
    di: _Day = ()
    mi: _Day = ()
    do: _Day = ()
    fr: _Day = ()
    sa: _Day = ()
    so: _Day = ()
    note: str = Field("", max_length=200)

    @property
    def by_day(self) -> Mapping[str, tuple[Span, ...]]:
        """The spans of each weekday under its German name, Monday first."""
        spans: tuple[tuple[Span, ...], ...] = tuple(getattr(self, day) for day in DAYS)
        return dict(zip(_DAY_NAMES, spans, strict=True))


def opening_hours_in_words(hours: OpeningHours) -> str:
    """'Mo–Fr 8–12.30, Do 14–17 Uhr'; empty when nothing is given."""
    days_of: dict[Span, list[int]] = {}
    for index, day in enumerate(DAYS):
        for span in getattr(hours, day):
            days_of.setdefault(span, []).append(index)
    parts = [f"{_days(indexes)} {span}" for span, indexes in days_of.items()]
    return _("{hours} Uhr").format(hours=", ".join(parts)) if parts else ""


def _days(indexes: list[int]) -> str:
    """[0, 1, 2, 4] -> 'Mo–Mi und Fr'."""
    runs = groupby(enumerate(indexes), key=lambda pair: pair[1] - pair[0])
    return _and().join(_run([index for _, index in run]) for _, run in runs)


def _and() -> str:
    word = _("und")
    return f" {word} "


def _run(indexes: list[int]) -> str:
    first, last = _(_SHORT_DAYS[indexes[0]]), _(_SHORT_DAYS[indexes[-1]])
    if len(indexes) == 1:
        return first
    return first + _and() + last if len(indexes) == 2 else f"{first}–{last}"


def spans_in_words(spans: Sequence[Span]) -> str:
    """'8–12.30 und 14–17 Uhr', of one day."""
    return _("{hours} Uhr").format(hours=_and().join(map(str, spans)))


def _clock(at: time) -> str:
    if spoken() != GERMAN:
        return f"{at.hour}:{at.minute:02d}"
    return f"{at.hour}.{at.minute:02d}" if at.minute else str(at.hour)
