"""Items of repeating groups: one more, one less; and steps that are asked on request."""

from portal.errors import InvalidInput
from portal.forms.context import FormContext, RawAnswers
from portal.forms.definition import Form
from portal.forms.survey import BlockEntry, survey
from portal.shared.language import _


def add_item(form: Form, raw: RawAnswers, group_path: str, context: FormContext) -> RawAnswers:
    """The answers with one more, empty item. InvalidInput beyond the most items allowed, or
    where nothing repeats."""
    group = _group(form, raw, group_path, context)
    if group.count >= group.block.occurs.limit:
        raise InvalidInput(
            _("Mehr als {limit} Einträge sind hier nicht möglich.").format(
                limit=group.block.occurs.limit
            )
        )
    empty = _without(raw, f"{group_path}.{group.count}.")
    return empty | {f"{group_path}.count": str(group.count + 1)}


def remove_item(
    form: Form, raw: RawAnswers, group_path: str, index: int, context: FormContext
) -> RawAnswers:
    """The answers without item `index` (from 0); later items move down. InvalidInput when the
    item does not exist or the least number of items is reached."""
    group = _group(form, raw, group_path, context)
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < group.count:
        raise InvalidInput(_("Diesen Eintrag gibt es nicht mehr."))
    if group.count <= group.block.occurs.min:
        raise InvalidInput(_("Mindestens nötig: {min}.").format(min=group.block.occurs.min))
    kept = _without(raw, f"{group_path}.{index}.")
    for later in range(index + 1, group.count):
        kept = _moved(kept, f"{group_path}.{later}.", f"{group_path}.{later - 1}.")
    return kept | {f"{group_path}.count": str(group.count - 1)}


def with_step(form: Form, raw: RawAnswers, step_id: str) -> RawAnswers:
    """The answers with a step `on_request` being asked from now on. InvalidInput for another."""
    step = next((step for step in form.steps if step.id == step_id and step.on_request), None)
    if step is None:
        raise InvalidInput(_("Danach wird in diesem Formular nicht gefragt."))
    return {step.elements[0].id: ""} | raw


def _group(form: Form, raw: RawAnswers, path: str, context: FormContext) -> BlockEntry:
    group = survey(form, raw, context).block(path)
    if group is None or not group.shown:
        raise InvalidInput(_("Hier lässt sich nichts hinzufügen oder entfernen."))
    return group


def _without(raw: RawAnswers, prefix: str) -> RawAnswers:
    return {name: value for name, value in raw.items() if not name.startswith(prefix)}


def _moved(raw: RawAnswers, old: str, new: str) -> RawAnswers:
    return {
        new + name.removeprefix(old) if name.startswith(old) else name: value
        for name, value in raw.items()
    }
