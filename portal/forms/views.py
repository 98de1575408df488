"""A step as a flat list of lines, ready to be drawn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from portal.errors import NotFound
from portal.forms.checking import FieldError
from portal.forms.context import FormContext, RawAnswers
from portal.forms.definition import Form
from portal.forms.facts import fields_named
from portal.forms.fields import FIELD_TYPES, is_required
from portal.forms.fields.view import FieldView, element_id
from portal.forms.offers import Offers, Source, source_of, with_offers
from portal.forms.proofs import is_proven
from portal.forms.structure import outline, resolve
from portal.forms.survey import BlockEntry, Entry, FieldEntry, SurveyedStep, WordsEntry, survey
from portal.shared.language import _


@dataclass(frozen=True)
class StepView:
    """One page of the form: step `number` of `total`."""

    id: str
    title: str
    lead: str
    number: int
    total: int
    fields: tuple[FieldView, ...]


def step_view(
    form: Form,
    step_id: str,
    raw: RawAnswers,
    context: FormContext,
    errors: Sequence[FieldError] = (),
    *,
    offers: Offers = MappingProxyType({}),
    proven: Collection[str] = (),
) -> StepView:
    """The step as it is drawn now, with `errors` and `offers` at their fields, and those locked
    whose answers' names are `proven`. NotFound for a step that does not exist or is not asked."""
    steps = survey(form, with_offers(form, step_id, raw, offers), context).shown_steps
    number = next((n for n, step in enumerate(steps) if step.step.id == step_id), None)
    if number is None:
        raise NotFound
    step = steps[number]
    messages = {error.path: error.message for error in errors}
    drawn = _lines(step, messages, _driving_paths(form, step_id))
    if offers:
        drawn = [_marked(view, source_of(offers, raw, view.path, view.kind)) for view in drawn]
    if proven:
        drawn = _locked(drawn, proven)
    return StepView(step_id, step.step.title, step.step.lead, number + 1, len(steps), tuple(drawn))


def _driving_paths(form: Form, step_id: str) -> frozenset[str]:
    """Paths (without item numbers) of fields on which conditions within the step depend."""
    nodes = outline(form)
    known = {node.path: node for node in nodes}
    driving = (
        resolve(name, node.scopes, known)
        for node in nodes
        if form.steps[node.step].id == step_id
        for name in fields_named(node.element.when)
    )
    return frozenset(node.path for node in driving if node is not None)


def _lines(
    step: SurveyedStep, messages: dict[str, str], driving: frozenset[str]
) -> list[FieldView]:
    lines: list[FieldView] = []
    for entry in step.entries:
        if entry.shown:
            lines.extend(_draw(entry, messages, driving))
    return lines


def _draw(entry: Entry, messages: dict[str, str], driving: frozenset[str]) -> list[FieldView]:
    if isinstance(entry, FieldEntry):
        if entry.field.kind == "hidden":
            return []
        return [_draw_field(entry, messages.get(entry.path, ""), driving)]
    if isinstance(entry, WordsEntry):
        kind = "note" if entry.label.style == "note" else "label"
        return [FieldView(entry.path, kind, entry.label.text, element_id(entry.path))]
    return _draw_edge(entry) if isinstance(entry, BlockEntry) else []


def _draw_field(entry: FieldEntry, error: str, driving: frozenset[str]) -> FieldView:
    field = entry.field
    required = is_required(field)
    optional = "" if required or field.kind == "locked" else _(" (optional)")
    plain_path = ".".join(part for part in entry.path.split(".") if not part.isdecimal())
    view = FieldView(
        path=entry.path,
        kind=field.kind,
        label=field.label + optional,
        element_id=element_id(entry.path),
        hint=field.hint,
        help=field.help,
        required=required,
        autocomplete=field.autocomplete,
        short=field.width == "short",
        drives=plain_path in driving,
    )
    return FIELD_TYPES[field.kind].draw(field, entry.asked, _described(view, error))


def _described(view: FieldView, error: str) -> FieldView:
    hint_id = f"{view.element_id}-hint" if view.hint else ""
    error_id = f"{view.element_id}-error" if error else ""
    return replace(
        view,
        error=error,
        invalid=bool(error),
        hint_id=hint_id,
        error_id=error_id,
        described_by=" ".join(filter(None, (hint_id, error_id))),
    )


def _marked(view: FieldView, source: Source | None) -> FieldView:
    """The field with its origin, also for those who hear the page."""
    if source is None:
        return view
    offered_id = f"{view.element_id}-offered"
    described = " ".join(filter(None, (view.described_by, offered_id)))
    return replace(view, offered=source, offered_id=offered_id, described_by=described)


def _locked(lines: list[FieldView], proven: Collection[str]) -> list[FieldView]:
    """The proven ones marked and locked; the first of them explains it."""
    first = next((view.path for view in lines if is_proven(proven, view.path, view.kind)), None)
    return [
        replace(_marked(view, "servicekonto"), proven=True, explains_proof=view.path == first)
        if is_proven(proven, view.path, view.kind)
        else view
        for view in lines
    ]


def _draw_edge(entry: BlockEntry) -> list[FieldView]:
    match entry.edge:
        case "start":
            return [_heading(entry)] if entry.block.title else []
        case "item_start":
            return [_item_line(entry, "item_start", entry.block.item_label(entry.index))]
        case "item_end":
            return [*_remove_button(entry), _item_line(entry, "item_end", "")]
        case "end":
            return _add_button(entry)


def _heading(entry: BlockEntry) -> FieldView:
    return FieldView(
        entry.path, "heading", entry.block.title, element_id(entry.path), hint=entry.block.hint
    )


def _item_line(entry: BlockEntry, kind: str, label: str) -> FieldView:
    path = f"{entry.path}.{entry.index}"
    mark = element_id(path) + {"remove": "-remove", "item_end": "-end"}.get(kind, "")
    return FieldView(path, kind, label, mark, group_path=entry.path, index=entry.index)


def _remove_button(entry: BlockEntry) -> list[FieldView]:
    if entry.count <= entry.block.occurs.min:
        return []
    return [
        _item_line(
            entry, "remove", _("{item} entfernen").format(item=entry.block.item_label(entry.index))
        )
    ]


def _add_button(entry: BlockEntry) -> list[FieldView]:
    if not entry.block.occurs.repeats or entry.count >= entry.block.occurs.limit:
        return []
    label = _("{item} hinzufügen").format(item=entry.block.item_title)
    mark = f"{element_id(entry.path)}-add"
    return [FieldView(entry.path, "add", label, mark, group_path=entry.path, index=entry.count)]
