"""The answers in words, for the page before sending and for the copy of the application."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from portal.forms.checking import first_input_id
from portal.forms.context import FormContext, RawAnswers
from portal.forms.definition import Form
from portal.forms.fields import FIELD_TYPES
from portal.forms.proofs import is_proven
from portal.forms.survey import FieldEntry, survey

NOT_GIVEN = "nicht angegeben"


@dataclass(frozen=True)
class ReviewRow:
    """One answer; `element_id` is the input to which '… ändern' leads. `proven`: not typed by the
    applicant, but vouched for by a service account."""

    label: str
    text: str
    path: str
    element_id: str
    proven: bool = False


@dataclass(frozen=True)
class ReviewSection:
    """The answers of one step."""

    step_id: str
    title: str
    rows: tuple[ReviewRow, ...]


def review(
    form: Form, raw: RawAnswers, context: FormContext, proven: Collection[str] = ()
) -> tuple[ReviewSection, ...]:
    """Every answer that is asked for, by step; steps that ask nothing are left out. `proven` are
    the names of answers that are."""
    sections = (
        ReviewSection(
            step.step.id,
            step.step.title,
            _rows(tuple(e for e in step.fields if e.field.kind != "hidden"), context, proven),
        )
        for step in survey(form, raw, context).shown_steps
    )
    return tuple(section for section in sections if section.rows)


def in_snapshot(sections: Iterable[ReviewSection]) -> list[dict[str, Any]]:
    """As a snapshot keeps it; what is not proven says nothing about it, as in older ones."""
    kept = [asdict(section) for section in sections]
    for section in kept:
        section["rows"] = [
            {name: value for name, value in row.items() if name != "proven" or value}
            for row in section["rows"]
        ]
    return kept


def _rows(
    entries: tuple[FieldEntry, ...], context: FormContext, proven: Collection[str]
) -> tuple[ReviewRow, ...]:
    asked = Counter((entry.item, entry.field.label) for entry in entries)
    return tuple(
        ReviewRow(
            _label(entry, asked[entry.item, entry.field.label] > 1),
            _text(entry, context),
            entry.path,
            first_input_id(entry),
            is_proven(proven, entry.path, entry.field.kind),
        )
        for entry in entries
    )


def _label(entry: FieldEntry, ambiguous: bool) -> str:
    """'2. Hund: Rasse'; where a page asks the same twice, with the group: 'Hauptsitz: Ort'."""
    if entry.field.id == "value" and entry.item.endswith(entry.field.label):
        return entry.item
    heading = entry.heading if ambiguous else ""
    return ": ".join(filter(None, (entry.item, heading, entry.field.label)))


def _text(entry: FieldEntry, context: FormContext) -> str:
    field_type = FIELD_TYPES[entry.field.kind]
    if entry.reading.value is not None:
        return field_type.words(entry.field, entry.reading.value, context)
    return field_type.as_typed(entry.asked) or NOT_GIVEN
