"""Conditions as data: when a step, a group or a field is asked for, and what a rule demands.

A field is named by its path. Inside a group the name is looked up among the fields of the
group first (of the same item, where the group repeats), then outwards up to the form.
"""

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

from portal.shared.trust import TrustLevel

FieldPath = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=200)]


class Part(BaseModel):
    """A frozen piece of a definition; unknown keys are faults, so a typing error is found."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Moment(Part):
    """A day counted from today, or another field's value (a number or a day), with an offset."""

    today: Literal[True] | None = None
    field: FieldPath | None = None
    plus_days: int = 0
    plus_months: int = 0
    plus_years: int = 0

    @model_validator(mode="after")
    def _one_origin(self) -> "Moment":
        if (self.today is None) == (self.field is None):
            raise ValueError("give either `today: true` or `field: …`")
        return self


DayBound = date | Literal["today"] | Moment
TimeBound = date | time | Literal["today"] | Moment
NumberBound = int | Decimal | Moment
Scalar = bool | int | str


class FieldCondition(Part):
    """What one field holds. Exactly one comparison; an unanswered field never fulfils one,
    except `filled: false`, `not_equals` and `not_in`."""

    field: FieldPath
    equals: Scalar | None = None
    not_equals: Scalar | None = None
    in_: tuple[Scalar, ...] | None = Field(None, alias="in")
    not_in: tuple[Scalar, ...] | None = None
    contains: Scalar | None = None
    filled: bool | None = None
    before: TimeBound | None = None
    after: TimeBound | None = None
    not_before: TimeBound | None = None
    not_after: TimeBound | None = None
    greater: NumberBound | None = None
    less: NumberBound | None = None
    at_least: NumberBound | None = None
    at_most: NumberBound | None = None
    age_at_least: int | None = None
    age_below: int | None = None

    @field_validator("before", "after", "not_before", "not_after", mode="before")
    @classmethod
    def _quoted_times(cls, value: Any) -> Any:
        if isinstance(value, int):  # YAML reads a bare 18:30 as the number 1110
            raise ValueError('put quotes around a time: "18:30"')
        return value

    @model_validator(mode="after")
    def _one_comparison(self) -> "FieldCondition":
        if len(self._given()) != 1:
            raise ValueError("give exactly one comparison, such as `equals` or `in`")
        return self

    @property
    def comparison(self) -> tuple[str, Any]:
        """The comparison's name and operand."""
        (comparison,) = self._given()
        return comparison

    def _given(self) -> list[tuple[str, Any]]:
        return [(n, v) for n, v in self if n != "field" and v is not None]


class TrustRange(Part):
    """A range of trust levels."""

    below: TrustLevel | None = None
    at_least: TrustLevel | None = None

    @model_validator(mode="after")
    def _some_bound(self) -> "TrustRange":
        if self.below is None and self.at_least is None:
            raise ValueError("give `below` or `at_least`")
        return self


class TrustCondition(Part):
    """How surely the portal knows who is asking."""

    trust_level: TrustRange


class AllOf(Part):
    """Every one of the conditions holds."""

    all: tuple["Condition", ...] = Field(min_length=1)


class AnyOf(Part):
    """At least one of the conditions holds."""

    any: tuple["Condition", ...] = Field(min_length=1)


class Not(Part):
    """The condition does not hold."""

    not_: "Condition" = Field(alias="not")


def _shape(value: Any) -> str | None:
    if isinstance(value, BaseModel):
        return type(value).__name__
    shapes = {
        "all": "AllOf",
        "any": "AnyOf",
        "not": "Not",
        "trust_level": "TrustCondition",
        "field": "FieldCondition",
    }
    keys = value if isinstance(value, dict) else {}
    return next((shape for key, shape in shapes.items() if key in keys), None)


Condition = Annotated[
    Annotated[FieldCondition, Tag("FieldCondition")]
    | Annotated[TrustCondition, Tag("TrustCondition")]
    | Annotated[AllOf, Tag("AllOf")]
    | Annotated[AnyOf, Tag("AnyOf")]
    | Annotated[Not, Tag("Not")],
    Discriminator(
        _shape,
        custom_error_type="condition_shape",
        custom_error_message="a condition has one of: field, trust_level, all, any, not",
    ),
]

for _model in (AllOf, AnyOf, Not):
    _model.model_rebuild()
