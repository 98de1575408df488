"""Where a citizen stands in a form: computed from definition and answers, never stored."""

from dataclasses import dataclass

from portal.forms.checking import errors_by_step
from portal.forms.context import FormContext, RawAnswers
from portal.forms.definition import Form
from portal.forms.survey import survey


@dataclass(frozen=True)
class StepState:
    """A step that is asked. `number` counts from 1; `complete` means nothing is missing or
    wrong; `reachable` means every step before it is complete."""

    id: str
    title: str
    number: int
    complete: bool
    reachable: bool


@dataclass(frozen=True)
class Journey:
    """The steps that are asked, given what was answered so far."""

    steps: tuple[StepState, ...]

    @property
    def next_step(self) -> str | None:
        """The first incomplete step; None when everything is answered: go to the review."""
        return next((step.id for step in self.steps if not step.complete), None)

    def may_visit(self, step_id: str) -> bool:
        """Whether the step is asked and every step before it is complete."""
        return any(step.id == step_id and step.reachable for step in self.steps)

    def previous(self, step_id: str) -> str | None:
        """The step before; None at the first one and for a step that is not asked."""
        return self._neighbour(step_id, -1)

    def following(self, step_id: str) -> str | None:
        """The step after; None at the last one (the review follows) or if not asked."""
        return self._neighbour(step_id, 1)

    def _neighbour(self, step_id: str, offset: int) -> str | None:
        ids = [step.id for step in self.steps]
        if step_id not in ids:
            return None
        place = ids.index(step_id) + offset
        return ids[place] if 0 <= place < len(ids) else None


def journey(form: Form, raw: RawAnswers, context: FormContext) -> Journey:
    """The way through the form. An untouched form begins at its first step, even if that
    step demands nothing."""
    errors = errors_by_step(survey(form, raw, context))
    titles = {step.id: step.title for step in form.steps}
    steps: list[StepState] = []
    reachable = True
    for number, (step_id, faults) in enumerate(errors.items(), start=1):
        complete = not faults and bool(raw)
        steps.append(StepState(step_id, titles[step_id], number, complete, reachable))
        reachable = reachable and complete
    return Journey(tuple(steps))
