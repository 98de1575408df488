"""What a municipality's file says about one service: how it is offered, and what differs there."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

Mode = Literal["form", "link", "appointment", "download", "info"]
"""Online form here, link to the responsible authority, appointment on site, form to download,
information."""
MODES: tuple[Mode, ...] = get_args(Mode)
"""All of them, in the order in which they lead a page."""

BookingAccount = Annotated[
    str,
    Field(
        pattern=r"^[0-9]+([./-][0-9]+)+$",
        min_length=6,
        max_length=40,
        description="Produktsachkonto, or Haushaltsstelle: groups of digits, such as 12203.331100",
    ),
]
"""Where a treasury books an income: product and account (GemHKVO), or Haushaltsstelle."""

SWITCHED_OFF = "Diese Leistung gibt es hier zurzeit nicht online. Bitte fragen Sie im Rathaus nach."
"""What citizens read where a service is switched off without a word of its own."""


RemedyKind = Literal["civil_status"]
"""Law under which another court decides than about what administrations do elsewhere: PStG § 49."""


class Duration(BaseModel):
    """How long it usually takes: in words, and in working days where that can be said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: Annotated[str, Field(min_length=1, max_length=120)]
    working_days: int | None = Field(None, ge=0, le=365)


def _allow_short_forms(schema: dict[str, Any]) -> None:
    full = dict(schema)
    modes = full["properties"]["modes"]
    one = modes["items"]
    full["properties"] = {**full["properties"], "modes": {"anyOf": [one, modes]}}
    schema.clear()
    schema["anyOf"] = [one, modes, full, {"const": False}]


class OfferEntry(BaseModel):
    """An entry of `offers`. Written short as `form`, `[form, appointment]` or `off`, or in full.

    `retention` replaces how many months a case is kept after it was closed. `fee` replaces the
    service's fee rule; it is read by portal.catalogue, which knows fees. `booking_account` replaces
    where the fee is booked.
    `summary` replaces the line on the card, `more` adds paragraphs (divided by an empty line) and
    `requirements` lines to those of the service. `off` is a sentence that tells citizens why the
    service cannot be had here for now; all else stays written for the day it can again.
    `legal_remedy` replaces the municipality's under notices about this service (VwGO § 58).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_allow_short_forms)

    modes: tuple[Mode, ...] = Field(min_length=1)
    url: Annotated[str, Field(pattern=r"^https://\S+$")] | None = None
    authority: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    download: Annotated[str, Field(pattern=r"^(https:/)?/\S+$")] | None = None
    contact: str | None = None
    fee: Mapping[str, Any] | None = None
    booking_account: BookingAccount | None = None
    duration: Duration | None = None
    retention: int | None = Field(None, ge=1, le=1200)
    note: str = Field("", max_length=600)
    summary: str = Field("", max_length=160)
    more: str = Field("", max_length=2000)
    requirements: tuple[Annotated[str, Field(min_length=1, max_length=600)], ...] = ()
    legal_remedy: str = Field("", max_length=2000)
    off: str = Field("", max_length=600)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """`more`, paragraph by paragraph."""
        parts = (" ".join(part.split()) for part in self.more.split("\n\n"))
        return tuple(part for part in parts if part)

    @model_validator(mode="before")
    @classmethod
    def _written_short(cls, written: Any) -> Any:
        match written:
            case False:  # YAML reads `off` and `no` as false
                return {"modes": ["info"], "off": SWITCHED_OFF}
            case str():
                return {"modes": [written]}
            case list():
                return {"modes": written}
            case {"modes": str() as mode}:
                return {**written, "modes": [mode]}
            case _:
                return written

    @model_validator(mode="after")
    def _complete(self) -> "OfferEntry":
        if "link" in self.modes and not (self.url and self.authority):
            raise ValueError("a link needs `url` and `authority`")
        if "download" in self.modes and not self.download:
            raise ValueError("a download needs `download`, the address of the form")
        return self
