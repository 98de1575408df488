"""Correcting what was sent: which answers may be changed, and what becomes of the others.

Whoever asks for a correction marks fields by their place. Only they can be written, and what is
asked because of their new answers and was not asked before. Everything else stays as it was sent.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from portal.forms.checking import FieldError, check_all
from portal.forms.context import FormContext, RawAnswers
from portal.forms.definition import Form
from portal.forms.fields import FIELD_TYPES
from portal.forms.fields.view import FieldView
from portal.forms.proofs import is_proven
from portal.forms.reading import merge_raw
from portal.forms.review import review
from portal.forms.survey import FieldEntry, survey
from portal.forms.views import step_view
from portal.shared.language import _

_NEVER = frozenset({"hidden", "locked", "appointment"})
"""Not the applicant's to type: an appointment is moved on its own page."""


@dataclass(frozen=True)
class Corrected:
    """The answers as they would be sent, and the places that may be written."""

    answers: RawAnswers
    editable: frozenset[str]


@dataclass(frozen=True)
class CorrectionStep:
    """The fields of one step that may be written, ready to be drawn."""

    id: str
    title: str
    fields: tuple[FieldView, ...]


def markable_paths(
    form: Form, sent: RawAnswers, context: FormContext, proven: Collection[str] = ()
) -> frozenset[str]:
    """The places a correction can be asked for: every answer that was asked and was typed, or
    uploaded, by the applicant."""
    return frozenset(
        entry.path
        for entry in _asked(form, sent, context)
        if entry.field.kind not in _NEVER and not is_proven(proven, entry.path, entry.field.kind)
    )


def correct(
    form: Form, sent: RawAnswers, typed: RawAnswers, marked: Collection[str], context: FormContext
) -> Corrected:
    """What was `sent`, with what was `typed` since where it may be written, and where that is."""
    before = {entry.path for entry in _asked(form, sent, context)}
    editable = frozenset(marked)
    while True:
        answers = sent | _within(form, sent | typed, typed, editable, context)
        asked = {
            entry.path for entry in _asked(form, answers, context) if entry.field.kind not in _NEVER
        }
        if (more := editable | (asked - before)) == editable:
            return Corrected(answers, editable)
        editable = more


def take_over(
    form: Form,
    sent: RawAnswers,
    typed: RawAnswers,
    *,
    marked: Collection[str],
    changes: Mapping[str, str | list[str]],
    context: FormContext,
    whole: bool = False,
) -> RawAnswers:
    """`typed` with the changes a page sent, as far as they may be written. `whole`: boxes a browser
    leaves out of what it sends, because nothing is ticked, are emptied."""
    now = correct(form, sent, typed, marked, context)
    entries = [e for e in _asked(form, now.answers, context) if e.path in now.editable]
    empty: dict[str, str | list[str]] = {
        entry.path: [] for entry in entries if entry.field.kind in ("checkbox", "declaration")
    }
    allowed = {name for entry in entries for name in _inputs(entry)}
    wanted = (empty if whole else {}) | {n: v for n, v in changes.items() if n in allowed}
    merged = merge_raw(form, now.answers, wanted, context)
    return typed | {name: merged[name] for name in wanted if name in merged}


def steps_to_correct(
    form: Form,
    corrected: Corrected,
    context: FormContext,
    errors: Iterable[FieldError] = (),
    remarks: Mapping[str, str] = MappingProxyType({}),
) -> tuple[CorrectionStep, ...]:
    """The fields that may be written, each named so that it is clear without its step, with what
    was remarked on it."""
    labels = {
        row.path: row.label
        for section in review(form, corrected.answers, context)
        for row in section.rows
    }
    found = []
    for step in survey(form, corrected.answers, context).shown_steps:
        view = step_view(form, step.step.id, corrected.answers, context, tuple(errors))
        lines = [
            _remarked(_named(line, labels[line.path]), remarks.get(line.path, ""))
            for line in view.fields
            if line.path in corrected.editable and line.path in labels
        ]
        if lines:
            found.append(CorrectionStep(view.id, view.title, tuple(lines)))
    return tuple(found)


def mistakes(
    form: Form, sent: RawAnswers, corrected: Corrected, context: FormContext
) -> tuple[FieldError, ...]:
    """What is wrong with the corrected answers. What was wrong before and cannot be written, as a
    day that has passed since, is nobody's mistake."""
    before = {(error.path, error.message) for error in check_all(form, sent, context)}
    return tuple(
        error
        for error in check_all(form, corrected.answers, context)
        if error.path in corrected.editable or (error.path, error.message) not in before
    )


def _asked(form: Form, raw: RawAnswers, context: FormContext) -> tuple[FieldEntry, ...]:
    steps = survey(form, raw, context).shown_steps
    return tuple(entry for step in steps for entry in step.fields)


def _within(
    form: Form, raw: RawAnswers, typed: RawAnswers, places: Collection[str], context: FormContext
) -> RawAnswers:
    every = survey(form, raw, context).all_fields
    names = {name for entry in every if entry.path in places for name in _inputs(entry)}
    return {name: value for name, value in typed.items() if name in names}


def _inputs(entry: FieldEntry) -> tuple[str, ...]:
    """The names under which a field's answer is kept; an upload's ids stand at its place."""
    field_type = FIELD_TYPES[entry.field.kind]
    if not field_type.writable:
        return (entry.path,)
    return tuple(entry.path + suffix for suffix in field_type.suffixes)


def _named(line: FieldView, label: str) -> FieldView:
    optional = _(" (optional)")
    return replace(line, label=label + (optional if line.label.endswith(optional) else ""))


def _remarked(line: FieldView, remark: str) -> FieldView:
    """The remark stands where the hint does, also for those who hear the page."""
    if not remark:
        return line
    hint_id = line.hint_id or f"{line.element_id}-hint"
    described = " ".join(dict.fromkeys([hint_id, *line.described_by.split()]))
    said = _("Das Rathaus schreibt dazu:") + " " + remark
    hint = f"{said}\n{line.hint}".strip()
    return replace(line, hint=hint, hint_id=hint_id, described_by=described)
