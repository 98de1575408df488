"""Which answers are missing or wrong, and what to say about each."""

from dataclasses import dataclass

from portal.errors import NotFound
from portal.forms.context import FormContext, RawAnswers
from portal.forms.definition import Form
from portal.forms.fields.view import element_id
from portal.forms.survey import FieldEntry, PlacedRule, Survey, survey


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field. `element_id` is the input an error link leads to."""

    path: str
    element_id: str
    message: str


def check_step(
    form: Form, step_id: str, raw: RawAnswers, context: FormContext
) -> tuple[FieldError, ...]:
    """The faults of one step, in the order of its fields; NotFound for an unknown step."""
    if all(step.id != step_id for step in form.steps):
        raise NotFound
    return errors_by_step(survey(form, raw, context)).get(step_id, ())


def check_all(form: Form, raw: RawAnswers, context: FormContext) -> tuple[FieldError, ...]:
    """The faults of all steps that are asked."""
    found = errors_by_step(survey(form, raw, context))
    return tuple(error for errors in found.values() for error in errors)


def errors_by_step(surveyed: Survey) -> dict[str, tuple[FieldError, ...]]:
    """The faults of every step that is asked, by step id, in the order of the fields."""
    broken = _broken_rules(surveyed)
    return {
        step.step.id: tuple(
            error for field in step.fields if (error := _error_of(field, broken)) is not None
        )
        for step in surveyed.shown_steps
    }


def first_input_id(entry: FieldEntry) -> str:
    """The id of the first input of a field."""
    dated = entry.field.kind in ("date", "datetime", "appointment")
    return element_id(entry.path) + ("-day" if dated else "")


def _error_of(entry: FieldEntry, broken: dict[str, str]) -> FieldError | None:
    problem = entry.reading.problem
    if problem:
        return FieldError(entry.path, element_id(entry.path) + entry.reading.part, problem)
    if entry.path in broken:
        return FieldError(entry.path, first_input_id(entry), broken[entry.path])
    return None


def _broken_rules(surveyed: Survey) -> dict[str, str]:
    """Messages of broken rules by the path of the field they hang on; the first one counts."""
    broken: dict[str, str] = {}
    for placed in surveyed.rules:
        path = surveyed.facts.place_of(placed.rule.field, placed.scopes)
        if path is not None and _is_broken(placed, surveyed):
            broken.setdefault(path, placed.rule.message)
    return broken


def _is_broken(placed: PlacedRule, surveyed: Survey) -> bool:
    rule, facts = placed.rule, surveyed.facts
    return (
        placed.shown
        and facts.compared_fields_answered(rule.must, placed.scopes)
        and facts.holds(rule.when, placed.scopes)
        and not facts.holds(rule.must, placed.scopes)
    )
