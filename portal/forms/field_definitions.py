"""The fields a form can have: what each kind asks, accepts and shows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from portal.forms.conditions import Condition, DayBound, NumberBound, Part

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Words = Annotated[str, Field(min_length=1, max_length=4000)]
UploadType = Literal["application/pdf", "image/jpeg", "image/png", "image/heic"]
TEXT_LIMIT = 200
TEXTAREA_LIMIT = 2000
ITEM_LIMIT = 50


class FimSource(Part):
    """Where an element comes from in the federal information management (FIM)."""

    id: Words
    version: str = ""
    name: str = ""
    description: str = ""
    definition: str = ""
    output_label: str = ""
    output_help: str = ""
    element_type: str = ""
    data_type: str = ""
    prefill: str = ""
    rules: tuple[str, ...] = ()
    notes: Mapping[str, str] = Field(default_factory=dict)


class LegalBasis(Part):
    """The law an element rests on, such as 'PStG § 62'."""

    text: Words
    link: str = ""


class Occurs(Part):
    """How often an element occurs at its position (FIM: Anzahl); `max: null` is unlimited,
    which the portal bounds at 50 items."""

    min: int = Field(1, ge=0, le=ITEM_LIMIT)
    max: int | None = Field(1, ge=1, le=ITEM_LIMIT)

    @model_validator(mode="after")
    def _ordered(self) -> "Occurs":
        if self.max is not None and self.max < self.min:
            raise ValueError("`max` is smaller than `min`")
        return self

    @property
    def limit(self) -> int:
        """The most items the portal accepts here."""
        return self.max if self.max is not None else ITEM_LIMIT

    @property
    def repeats(self) -> bool:
        """Whether items are added and removed here."""
        return (self.min, self.max) != (1, 1)


ONCE = Occurs(min=1, max=1)


class ErrorTexts(Part):
    """Own words for what is wrong, where the default ones do not fit."""

    required: str = ""
    invalid: str = ""
    too_short: str = ""
    too_long: str = ""
    too_small: str = ""
    too_large: str = ""


Prefill = Literal[
    "",
    "none",
    "applicant.first_names",
    "applicant.last_name",
    "applicant.name",
    "applicant.email",
    "applicant.phone",
    "applicant.birth_date",
    "applicant.address.street",
    "applicant.address.house_number",
    "applicant.address.addition",
    "applicant.address.postcode",
    "applicant.address.city",
    "applicant.address.country",
]


class ElementBase(Part):
    """What every element of a step has. `repeatable: false` keeps its answer from being offered
    again the next time."""

    id: Identifier
    when: Condition | None = None
    repeatable: bool = True
    fim: FimSource | None = None
    legal_basis: tuple[LegalBasis, ...] = ()


class FieldBase(ElementBase):
    """What every field has. `phrase` is the label as the object of a sentence ('den
    Geburtsort'), `example` a value to show; both serve the error messages. `prefill` says which
    of the applicant's contact data fit, `none` that it is about somebody else; without it the
    `autocomplete` token says so."""

    label: Words
    hint: str = ""
    help: str = ""
    phrase: str = ""
    example: str = ""
    required: bool = True
    occurs: Occurs = ONCE
    default: str = ""
    autocomplete: str = ""
    prefill: Prefill = ""
    inputmode: Literal["", "text", "numeric", "decimal", "tel", "email", "url"] = ""
    width: Literal["short", "medium", "full"] = "full"
    errors: ErrorTexts = ErrorTexts()

    @field_validator("default", mode="before")
    @classmethod
    def _plain_default(cls, value: Any) -> Any:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(value) if isinstance(value, int) else value


class TextField(FieldBase):
    """One line of text."""

    kind: Literal["text"]
    min_length: int = Field(0, ge=0)
    max_length: int = Field(TEXT_LIMIT, ge=1, le=TEXTAREA_LIMIT)
    pattern: str = ""


class TextareaField(FieldBase):
    """Several lines of text."""

    kind: Literal["textarea"]
    min_length: int = Field(0, ge=0)
    max_length: int = Field(TEXTAREA_LIMIT, ge=1, le=10_000)
    rows: int = Field(4, ge=2, le=20)


class PatternField(FieldBase):
    """Text of a fixed shape. The whole value must match `pattern` (Python's re)."""

    kind: Literal["pattern"]
    pattern: Words
    upper_case: bool = False
    without_spaces: bool = False
    min_length: int = Field(0, ge=0)
    max_length: int = Field(TEXT_LIMIT, ge=1, le=TEXTAREA_LIMIT)


class NumberField(FieldBase):
    """A number; `decimals` is the most digits after the comma, 0 for a whole number."""

    kind: Literal["number"]
    decimals: int = Field(0, ge=0, le=6)
    min: NumberBound | None = None
    max: NumberBound | None = None
    unit: str = ""
    unit_one: str = ""


class MoneyField(FieldBase):
    """An amount in euro, held as cents. Bounds are written as strings: "15.00"."""

    kind: Literal["money"]
    min: Decimal | None = Field(None, decimal_places=2)
    max: Decimal | None = Field(None, decimal_places=2)


class DateField(FieldBase):
    """A day, asked as Tag, Monat, Jahr."""

    kind: Literal["date"]
    earliest: DayBound | None = None
    latest: DayBound | None = None


class TimeField(FieldBase):
    """A time of day, such as 18:30."""

    kind: Literal["time"]


class DateTimeField(FieldBase):
    """A day and a time in Germany."""

    kind: Literal["datetime"]
    earliest: DayBound | None = None
    latest: DayBound | None = None


class EmailField(FieldBase):
    """An e-mail address."""

    kind: Literal["email"]


class PhoneField(FieldBase):
    """A phone number; without a country code it is read as a German one."""

    kind: Literal["phone"]


class IbanField(FieldBase):
    """A bank account (ISO 13616). `countries` limits it, such as [DE]."""

    kind: Literal["iban"]
    countries: tuple[str, ...] = ()


class PostcodeField(FieldBase):
    """A German postcode: five digits. With `abroad` other shapes are fine as soon as the field
    `country` beside it names another country."""

    kind: Literal["postcode"]
    abroad: bool = False


class Option(Part):
    """One choice: the value that is stored and the words that are shown."""

    value: Annotated[str, Field(min_length=1, max_length=200, coerce_numbers_to_str=True)]
    label: Words
    hint: str = ""


class CodeList(Part):
    """A shared list of choices, with its origin (FIM: Codeliste)."""

    title: str = ""
    urn: str = ""
    version: str = ""
    options: tuple[Option, ...]


class ChoiceBase(FieldBase):
    """A field with choices of its own or those of a code list."""

    options: tuple[Option, ...] = ()
    code_list: Identifier | None = None

    @model_validator(mode="after")
    def _one_source(self) -> "ChoiceBase":
        if self.options and self.code_list:
            raise ValueError("give either `options` or `code_list`")
        return self


class SelectField(ChoiceBase):
    """One choice out of many, as a drop-down list."""

    kind: Literal["select"]


class RadioField(ChoiceBase):
    """One choice out of a few, all visible."""

    kind: Literal["radio"]


class CheckboxField(ChoiceBase):
    """Any number of choices."""

    kind: Literal["checkbox"]
    min_choices: int = Field(0, ge=0)
    max_choices: int | None = Field(None, ge=1)


class YesNoField(FieldBase):
    """Yes or no (FIM: bool)."""

    kind: Literal["yesno"]
    yes_label: Words = "Ja"
    no_label: Words = "Nein"


class DeclarationField(FieldBase):
    """A statement that must be ticked; `label` is its wording."""

    kind: Literal["declaration"]


class FileField(FieldBase):
    """Uploaded evidence. `occurs.max` is the most files, `accept` the media types.

    `max_megabytes` (of 1,000,000 bytes) and `max_pages` (of a PDF) are per file.
    """

    kind: Literal["file"]
    accept: tuple[UploadType, ...] = ("application/pdf", "image/jpeg", "image/png", "image/heic")
    max_megabytes: int = Field(10, ge=1, le=100)
    max_pages: int = Field(100, ge=1, le=1000)


class AppointmentField(FieldBase):
    """A time at the office that gives appointments for the service; booked when it is sent."""

    kind: Literal["appointment"]


class HiddenField(FieldBase):
    """A value the citizen neither sees nor changes (FIM: hidden); from `default`."""

    kind: Literal["hidden"]
    required: bool = False


class LockedField(FieldBase):
    """A value the citizen sees but cannot change (FIM: locked); from `default`."""

    kind: Literal["locked"]
    required: bool = False


class LabelElement(ElementBase):
    """Words only. `style: note` sets them apart as a notice."""

    kind: Literal["label"]
    text: Words
    style: Literal["plain", "note"] = "plain"


FieldElement = (
    TextField | TextareaField | PatternField | NumberField | MoneyField | DateField | TimeField
    | DateTimeField | EmailField | PhoneField | IbanField | PostcodeField | SelectField
    | RadioField | CheckboxField | YesNoField | DeclarationField | FileField | AppointmentField
    | HiddenField | LockedField
)  # fmt: skip
