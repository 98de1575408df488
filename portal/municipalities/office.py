"""An office that gives appointments: where it is, when, at how many desks, for which services."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from portal.municipalities.opening_hours import DAYS, OpeningHours, Span

Minutes = Annotated[int, Field(ge=5, le=240)]
ServiceSlug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _allow_one_day(schema: dict[str, Any]) -> None:
    full = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"type": "string", "format": "date"}, full]


class ClosedDays(_Content):
    """Days without appointments beside the public holidays. One day is written as a date."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_allow_one_day)

    first: date
    last: date

    @model_validator(mode="before")
    @classmethod
    def _written_short(cls, written: Any) -> Any:
        return {"first": written, "last": written} if isinstance(written, str | date) else written

    @model_validator(mode="after")
    def _ordered(self) -> "ClosedDays":
        if self.last < self.first:
            raise ValueError("`last` is before `first`")
        return self


class Office(_Content):
    """Where appointments take place. `hours` are those for appointments, in local time.

    `services` holds how many minutes each takes. A time can be booked until `lead_hours` hours
    before it begins and from `horizon_days` days ahead; one person holds at most `per_person`
    open appointments for one service; `keep_days` days after one, who came is forgotten.
    """

    name: Annotated[str, Field(min_length=1, max_length=120)]
    address: str = Field("", max_length=200)
    room: str = Field("", max_length=60)
    desks: int = Field(1, ge=1, le=50)
    hours: OpeningHours
    closed: tuple[ClosedDays, ...] = ()
    closed_every_year: tuple[Annotated[str, Field(pattern=r"^[01]\d-[0-3]\d$")], ...] = ()
    services: Mapping[ServiceSlug, Minutes] = Field(min_length=1)
    lead_hours: int = Field(2, ge=0, le=336)
    horizon_days: int = Field(42, ge=1, le=180)
    per_person: int = Field(2, ge=1, le=20)
    keep_days: int = Field(28, ge=1, le=365)

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """When appointments take place on that day, public holidays not considered."""
        if any(closed.first <= day <= closed.last for closed in self.closed):
            return ()
        if f"{day:%m-%d}" in self.closed_every_year:
            return ()
        spans: tuple[Span, ...] = getattr(self.hours, DAYS[day.weekday()])
        return spans
