"""Fee rules as data. Amounts are written as strings ("15.00") and held as integer cents."""

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

_AMOUNT = r"^[0-9]{1,6}\.[0-9]{2}$"


def parse_amount(written: object) -> int:
    """Cents of an amount such as "15.00", exactly. ValueError for numbers and other notations:
    a YAML number would already have been rounded."""
    if not isinstance(written, str) or not re.fullmatch(_AMOUNT, written):
        raise ValueError('write the amount as a string with two decimals: "15.00"')
    return int(Decimal(written) * 100)


def write_amount(cents: int) -> str:
    """The inverse of `parse_amount`."""
    return f"{cents // 100}.{cents % 100:02d}"


Amount = Annotated[
    int,
    BeforeValidator(parse_amount),
    PlainSerializer(write_amount, return_type=str),
    WithJsonSchema({"type": "string", "pattern": _AMOUNT, "examples": ["15.00"]}),
]
FieldPath = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
Value = bool | int | str


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NoFee(_Part):
    """The service costs nothing."""

    kind: Literal["none"]


class OnSiteFee(_Part):
    """Paid at the office, not here: `words` say how much ('46,00 €, unter 24 Jahren 27,60 €')."""

    kind: Literal["on_site"]
    words: str = Field(min_length=1, max_length=200)


class FixedFee(_Part):
    """One amount, whatever was answered."""

    kind: Literal["fixed"]
    amount: Amount
    label: str = "Gebühr"


class PerCopyFee(_Part):
    """An amount for the first copy and another for each further one; `count` is the field that
    holds how many, at most `most`."""

    kind: Literal["per_copy"]
    first: Amount
    each_further: Amount
    count: FieldPath
    most: int = Field(99, ge=1)
    first_label: str = "Erste Ausfertigung"
    further_label: str = "Weitere Ausfertigung"
    further_words: str = "jede weitere Ausfertigung"


class ByPurposeFee(_Part):
    """Free for some answers of a field, such as a pension; `free_words` says so to citizens."""

    kind: Literal["by_purpose"]
    field: FieldPath
    free_for: tuple[Value, ...] = Field(min_length=1)
    otherwise: "FeeRule"
    free_words: str = "für bestimmte Zwecke gebührenfrei"


class FeeRow(_Part):
    """A row of a table: for one answer (`value`) or for a range of whole numbers."""

    value: Value | None = None
    at_least: int | None = None
    at_most: int | None = None
    amount: Amount | None = None
    fee: "FeeRule | None" = None
    label: str = Field(min_length=1)

    @model_validator(mode="after")
    def _decided(self) -> "FeeRow":
        if (self.amount is None) == (self.fee is None):
            raise ValueError("give either `amount` or `fee`")
        if (self.value is None) == (self.at_least is None and self.at_most is None):
            raise ValueError("give either `value` or a range by `at_least` and `at_most`")
        return self


class TableFee(_Part):
    """The fee depends on a field: the first fitting row counts."""

    kind: Literal["table"]
    field: FieldPath
    rows: tuple[FeeRow, ...] = Field(min_length=1)


FeeRule = Annotated[
    NoFee | OnSiteFee | FixedFee | PerCopyFee | ByPurposeFee | TableFee, Field(discriminator="kind")
]

for _model in (ByPurposeFee, FeeRow, TableFee):
    _model.model_rebuild()


def fields_needed(rule: Any) -> tuple[str, ...]:
    """The form fields whose answers the rule may ask for, to check content against the form."""
    match rule:
        case PerCopyFee():
            return (rule.count,)
        case ByPurposeFee():
            return (rule.field, *fields_needed(rule.otherwise))
        case TableFee():
            return (rule.field, *(name for row in rule.rows for name in fields_needed(row.fee)))
        case _:
            return ()
