"""From a page's inputs into the answers, and from the answers to typed values."""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.errors import NotFound
from portal.forms.cleaning import storable
from portal.forms.context import FormContext, RawAnswers
from portal.forms.definition import Form
from portal.forms.field_definitions import AppointmentField, FieldBase, FileField
from portal.forms.fields import FIELD_TYPES
from portal.forms.structure import AnyField, field_with_options, outline
from portal.forms.survey import (
    BlockEntry,
    Entry,
    FieldEntry,
    SurveyedStep,
    survey,
)

_MOST_CHOICES = 500


def accepted_names(form: Form, raw: RawAnswers, context: FormContext) -> frozenset[str]:
    """The names of inputs a citizen may write, of any step, for the items that exist now."""
    return frozenset(_writable_inputs(survey(form, raw, context).all_fields))


def merge_raw(
    form: Form, raw: RawAnswers, changes: Mapping[str, str | list[str]], context: FormContext
) -> RawAnswers:
    """The answers with the changes a page sent. Names the definition does not know, uploads,
    numbers of items and values of a wrong type are passed over; sizes are bounded."""
    inputs = _writable_inputs(survey(form, raw, context).all_fields)
    return raw | _accepted(inputs, changes)


def merge_step(
    form: Form,
    step_id: str,
    raw: RawAnswers,
    changes: Mapping[str, str | list[str]],
    context: FormContext,
) -> RawAnswers:
    """As `merge_raw` for a whole step that was sent: boxes a browser leaves out of what it
    sends, because nothing is ticked, are emptied."""
    step = _step(survey(form, raw, context).steps, step_id)
    empty: RawAnswers = {
        entry.path: []
        for entry in step.fields
        if entry.field.kind in ("checkbox", "declaration") and entry.path not in changes
    }
    return merge_raw(form, raw | empty, changes, context)


def values(form: Form, raw: RawAnswers, context: FormContext) -> dict[str, object]:
    """The valid answers that are asked for, nested and JSON-ready: days as ISO text, money as
    cents, uploads as ids. What a condition hides is not in it."""
    result: dict[str, Any] = {}
    surveyed = survey(form, raw, context)
    for step in surveyed.shown_steps:
        _Assembly(result).take(step.entries)
    return result


def file_paths(form: Form, raw: RawAnswers, context: FormContext) -> tuple[str, ...]:
    """The places of uploads that are asked for now."""
    fields = (entry for step in survey(form, raw, context).shown_steps for entry in step.fields)
    return tuple(entry.path for entry in fields if isinstance(entry.field, FileField))


def field_at(form: Form, path: str) -> AnyField | None:
    """The definition of the field at a place such as 'dogs.0.chip'; None if there is none.

    Conditions are not weighed: whether it is asked now, `file_paths` and the views know.
    """
    plain = ".".join(part for part in path.split(".") if not part.isdecimal())
    for node in outline(form):
        if node.path == plain and node.block is None and isinstance(node.element, FieldBase):
            return field_with_options(form, node.element)
    return None


def appointment_field(form: Form) -> AppointmentField | None:
    """The form's field for a time at the office; at most one, and in no group (see faults)."""
    elements = (element for step in form.steps for element in step.elements)
    return next((found for found in elements if isinstance(found, AppointmentField)), None)


def _step(steps: Iterable[SurveyedStep], step_id: str) -> SurveyedStep:
    for step in steps:
        if step.step.id == step_id:
            return step
    raise NotFound


def _writable_inputs(entries: Iterable[FieldEntry]) -> dict[str, AnyField]:
    return {
        entry.path + suffix: entry.field
        for entry in entries
        if FIELD_TYPES[entry.field.kind].writable
        for suffix in FIELD_TYPES[entry.field.kind].suffixes
    }


def _accepted(inputs: Mapping[str, AnyField], changes: Mapping[str, Any]) -> RawAnswers:
    accepted: RawAnswers = {}
    for name, value in changes.items():
        field = inputs.get(name) if isinstance(name, str) else None
        kept = _kept(field, value) if field is not None else None
        if kept is not None:
            accepted[name] = kept
    return accepted


def _kept(field: AnyField, value: object) -> str | list[str] | None:
    """The value as it is stored, or None when it is of a wrong type."""
    field_type = FIELD_TYPES[field.kind]
    limit = field_type.size_limit(field)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        parts = [kept for part in value[:_MOST_CHOICES] if (kept := storable(part, limit))]
        if field_type.several or field.kind == "declaration":
            return parts
        return parts[0] if len(parts) == 1 else ("" if not value else None)
    if not isinstance(value, str):
        return None
    text = storable(value, limit)
    return [text] * bool(text) if field_type.several else text


class _Assembly:
    """Puts shown answers into nested dicts and lists."""

    def __init__(self, result: dict[str, Any]) -> None:
        self.open: list[Any] = [result]

    def take(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if not entry.shown:
                continue
            if isinstance(entry, FieldEntry):
                self._put(entry)
            elif isinstance(entry, BlockEntry):
                self._cross(entry)

    def _put(self, entry: FieldEntry) -> None:
        if entry.reading.value is not None:
            exported = FIELD_TYPES[entry.field.kind].export(entry.field, entry.reading.value)
            self.open[-1][entry.field.id] = exported

    def _cross(self, edge: BlockEntry) -> None:
        match edge.edge:
            case "start":
                self.open.append([] if edge.block.occurs.repeats else {})
            case "item_start":
                self.open.append({})
            case "item_end":
                item = self.open.pop()
                self.open[-1].append(item)
            case "end":
                self._close(edge)

    def _close(self, edge: BlockEntry) -> None:
        content = self.open.pop()
        if edge.block.single:
            content = [item["value"] for item in content if "value" in item]
        if content or edge.block.occurs.repeats:
            self.open[-1][edge.block.id] = content
