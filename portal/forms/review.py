"""The answers in words, for the page before sending and for the copy of the application."""

from dataclasses import dataclass

from portal.forms.checking import first_input_id
from portal.forms.context import FormContext, RawAnswers
from portal.forms.definition import Form
from portal.forms.fields import FIELD_TYPES
from portal.forms.survey import FieldEntry, survey

NOT_GIVEN = "nicht angegeben"


@dataclass(frozen=True)
class ReviewRow:
    """One answer; `element_id` is the input to which '… ändern' leads."""

    label: str
    text: str
    path: str
    element_id: str


@dataclass(frozen=True)
class ReviewSection:
    """The answers of one step."""

    step_id: str
    title: str
    rows: tuple[ReviewRow, ...]


def review(form: Form, raw: RawAnswers, context: FormContext) -> tuple[ReviewSection, ...]:
    """Every answer that is asked for, by step; steps that ask nothing are left out."""
    sections = (
        ReviewSection(
            step.step.id,
            step.step.title,
            tuple(_row(entry, context) for entry in step.fields if entry.field.kind != "hidden"),
        )
        for step in survey(form, raw, context).shown_steps
    )
    return tuple(section for section in sections if section.rows)


def _row(entry: FieldEntry, context: FormContext) -> ReviewRow:
    label = f"{entry.item}: {entry.field.label}" if entry.item else entry.field.label
    if entry.field.id == "value" and entry.item.endswith(entry.field.label):
        label = entry.item
    return ReviewRow(label, _text(entry, context), entry.path, first_input_id(entry))


def _text(entry: FieldEntry, context: FormContext) -> str:
    field_type = FIELD_TYPES[entry.field.kind]
    if entry.reading.value is not None:
        return field_type.words(entry.field, entry.reading.value, context)
    return field_type.as_typed(entry.asked) or NOT_GIVEN
