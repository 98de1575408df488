"""What every type of field can do: read what was typed, say it in words, draw itself."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar, Generic, TypeVar

from portal.forms import messages
from portal.forms.cleaning import clean_line
from portal.forms.context import FormContext, RawAnswers
from portal.forms.field_definitions import TEXT_LIMIT, FieldBase
from portal.forms.fields.view import FieldView

_GERMANY = ("", "deutschland", "germany", "bundesrepublik deutschland", "brd", "de", "d")
F = TypeVar("F", bound=FieldBase)


@dataclass(frozen=True)
class Reading:
    """An answer as understood. `value` is None when there is no valid one; `problem` says how
    to mend it; `part` is the ending of the input that is wrong ('-month')."""

    value: object | None = None
    problem: str = ""
    part: str = ""


@dataclass(frozen=True)
class Asked:
    """A field at its place: where its answer stands and what its bounds amount to."""

    path: str
    raw: RawAnswers
    context: FormContext
    bound: Callable[[object], object | None]

    def typed(self, suffix: str = "") -> str:
        """What was typed into one input, tidied."""
        value = self.raw.get(self.path + suffix, "")
        return clean_line(value) if isinstance(value, str) else ""

    def in_germany(self) -> bool:
        """Whether the country asked for beside this field is Germany or left out."""
        beside = replace(self, path=f"{self.path.rpartition('.')[0]}.country").typed()
        return beside.casefold().rstrip(".") in _GERMANY

    def chosen(self) -> list[str]:
        """What was ticked or uploaded."""
        value = self.raw.get(self.path, [])
        values = value if isinstance(value, list) else [value]
        return [entry for entry in values if isinstance(entry, str) and entry]

    def untouched(self, suffixes: tuple[str, ...]) -> bool:
        """Whether nothing was ever entered here, not even emptiness."""
        return all(self.path + suffix not in self.raw for suffix in suffixes)


class Refused(Exception):
    """An answer that cannot be accepted: the kind of fault (as in `errors`) and the words."""

    def __init__(self, kind: str, message: str, part: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.message = message
        self.part = part


class FieldType(Generic[F]):
    """One type of field. `suffixes` are the endings of its inputs' names."""

    suffixes: ClassVar[tuple[str, ...]] = ("",)
    several: ClassVar[bool] = False
    writable: ClassVar[bool] = True
    input_type: ClassVar[str] = "text"
    inputmode: ClassVar[str] = ""

    def read(self, field: F, asked: Asked) -> Reading:
        """What was typed, understood and checked."""
        if self.is_empty(asked):
            return self.missing(field)
        try:
            return Reading(self.parse(field, asked))
        except Refused as refused:
            own_words = getattr(field.errors, refused.kind)
            return Reading(None, own_words or refused.message, refused.part)

    def missing(self, field: F) -> Reading:
        """The reading of an empty field."""
        if not is_required(field):
            return Reading()
        first = self.suffixes[0].replace(".", "-")
        return Reading(None, field.errors.required or self.missing_words(field), first)

    def is_empty(self, asked: Asked) -> bool:
        """Whether nothing was entered."""
        return not any(asked.typed(suffix) for suffix in self.suffixes)

    def parse(self, field: F, asked: Asked) -> object:
        """The typed value; raises Refused."""
        raise NotImplementedError

    def missing_words(self, field: F) -> str:
        """What to say when a required answer is missing."""
        return messages.please_enter(field)

    def words(self, field: F, value: object, context: FormContext) -> str:
        """The value as a sentence would say it."""
        return str(value)

    def export(self, field: F, value: object) -> object:
        """The value as JSON can hold it."""
        return value

    def as_typed(self, asked: Asked) -> str:
        """What was typed, for the review of an answer that was not understood."""
        return " ".join(filter(None, (asked.typed(suffix) for suffix in self.suffixes)))

    def draw(self, field: F, asked: Asked, view: FieldView) -> FieldView:
        """The view completed with what this type adds."""
        return replace(
            view,
            kind="text",
            value=self.shown_text(field, asked),
            input_type=self.input_type,
            inputmode=field.inputmode or self.inputmode,
        )

    def shown_text(self, field: F, asked: Asked) -> str:
        """What stands in the input: what was typed, at first the default."""
        return field.default if asked.untouched(self.suffixes) else asked.typed()

    def size_limit(self, field: F) -> int:
        """The most characters worth keeping of one input, well above what is valid."""
        return TEXT_LIMIT * 5


def is_required(field: FieldBase) -> bool:
    """Whether an answer is needed (FIM: a number of occurrences of 0 makes it optional)."""
    return field.required and field.occurs.min > 0
