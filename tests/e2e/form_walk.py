"""Somebody fills in a form of which only the definition is known, by the names on the page.

The form engine says beforehand what each step asks, what is wrong after a mistake and how the
answers read in the end; the walk holds the page to that. A new kind of field needs a function in
ENTERING here.
"""

import re
from collections.abc import Awaitable, Callable, Iterator

from playwright.async_api import Locator, expect

from portal.forms import (
    FieldError,
    FieldView,
    Form,
    FormContext,
    RawAnswers,
    StepView,
    journey,
    review,
    step_view,
)
from tests.e2e.errands import REVIEW
from tests.e2e.form_plan import PARTS, SILENT, Mistake, Plan, inputs_of
from tests.e2e.visitor import SOON, Visitor
from tests.support.uploads import PDF

SUMMARY = "Bitte prüfen Sie Ihre Angaben"
GROUPED = {"date", "datetime", "radio", "yesno", "checkbox", "appointment"}
# Everything that would be sent, as a browser sees it: hidden and file inputs apart.
TYPED_JS = """() => [...new FormData(document.querySelector("form[data-autosave-url]"))]
    .filter(([name, value]) => name && typeof value === "string")"""
TOLD_JS = """() => [...document.querySelectorAll("main .kern-summary dl > div")].map(
    (row) => [row.querySelector("dt").innerText, row.querySelector("dd").innerText])"""


class Walk:
    """One visitor's way through one form, from its open first step on."""

    def __init__(
        self, visitor: Visitor, form: Form, wanted: RawAnswers, context: FormContext
    ) -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.form = form
        self.context = context
        self.plan = Plan(form, wanted, context)
        self.typed: RawAnswers = {}
        self.mistakes = 0

    async def goes_to_the_review(self) -> None:
        """Each step with a mistake first, then rightly; the review tells all in words."""
        step: str | None = journey(self.form, {}, self.context).steps[0].id
        while step is not None:
            await self._takes(step)
            step = journey(self.form, self.typed, self.context).following(step)
        await self.visitor.heading(REVIEW).wait_for(timeout=SOON)
        await self._finds_everything_in_words()
        await self._looks_well()

    async def _takes(self, step: str) -> None:
        await self.visitor.heading(self._view(step).title).wait_for(timeout=SOON)
        mistake = self.plan.possible_mistake(step, self.typed, self.mistakes)
        await self._fills(step, mistake)
        if mistake is None:
            await self._looks_well()
        else:  # with what is said about it, the step has everything that can look wrong
            self.mistakes += 1
            await self.visitor.press("Weiter")
            await self._is_told(step, mistake)
            await self._looks_well()
            await self._takes_back(step, mistake)
            await self._fills(step)
        await self.visitor.press("Weiter")

    # Filling in

    async def _fills(self, step: str, mistake: Mistake | None = None) -> None:
        """Everything that is still missing, as fields appear; with the mistake, if any."""
        path = mistake.path if mistake else ""
        if mistake and mistake.typed:
            await self._enters(step, self._line(step, path), mistake.typed)
        while line := self.plan.next_to_fill(step, self.typed, path):
            if line.kind == "add":
                await self.page.get_by_role("button", name=line.label, exact=True).click()
                self.typed = self.plan.with_item(self.typed, line)
            else:
                await self._enters(step, line, self.plan.answer(line))
        if mistake is None:
            self._takes_over_what_stands_there(step)

    async def _enters(self, step: str, line: FieldView, answer: RawAnswers) -> None:
        assert line.kind in ENTERING, f"teach {__name__}.ENTERING how to fill in a {line.kind}"
        await ENTERING[line.kind](self, line, self._control(step, line), answer)
        self.typed = self.typed | answer

    async def _takes_back(self, step: str, mistake: Mistake) -> None:
        """Nonsense in a field that shall stay empty is wiped out."""
        line = self._line(step, mistake.path)
        if mistake.typed and not self.plan.answer(line):
            await self._enters(step, line, dict.fromkeys(mistake.typed, ""))

    def _takes_over_what_stands_there(self, step: str) -> None:
        """What a field brought along counts once it is sent."""
        for line in self._view(step).fields:
            chosen = [option.value for option in line.options if option.checked]
            if line.kind not in SILENT | {"appointment"} and (line.value or chosen):
                self.typed.setdefault(line.path, line.value or chosen[0])

    async def _is_told(self, step: str, mistake: Mistake) -> None:
        """The summary has the focus and leads to the field, which says it, too; all else stays."""
        summary = self.page.get_by_role("alert", name=SUMMARY)
        await expect(summary).to_be_focused(timeout=SOON)
        messages = [error.message for error in mistake.errors]
        await expect(summary.get_by_role("link")).to_have_text(messages)
        for error in mistake.errors:
            await self._is_told_at(step, error)
        await self._keeps_what_was_typed(step)

    async def _is_told_at(self, step: str, error: FieldError) -> None:
        line = self._line(step, error.path)
        control = self._control(step, line)
        said = re.compile(re.escape(error.message))
        await expect(control).to_have_accessible_description(said)
        inputs = control.locator("input, select") if line.kind in GROUPED else control
        await expect(inputs.first).to_have_attribute("aria-invalid", "true")

    async def _keeps_what_was_typed(self, step: str) -> None:
        kept: dict[str, list[str]] = {}
        for name, value in await self.page.evaluate(TYPED_JS):
            kept.setdefault(name, []).append(value)
        for line in self.plan.lines(step, self.typed):
            for name, text in self._held(line):
                assert kept.get(name, []) == text, name

    def _held(self, line: FieldView) -> Iterator[tuple[str, list[str]]]:
        for name in inputs_of(line):
            text = self.typed.get(name)
            if text and line.kind != "file":
                yield name, text if isinstance(text, list) else [text]

    # Looking

    async def _looks_well(self) -> None:
        """No barrier, nothing sticks out."""
        await self.visitor.finds_no_barrier()
        wide = await self.page.evaluate("document.documentElement.scrollWidth")
        size = self.page.viewport_size
        assert size is not None
        assert wide <= size["width"], f"{self.page.url} is {wide} px wide"

    async def _finds_everything_in_words(self) -> None:
        sections = review(self.form, self.typed, self.context)
        told = [[row.label, row.text] for section in sections for row in section.rows]
        shown = await self.page.evaluate(TOLD_JS)
        assert [[_plain(label), _plain(text)] for label, text in shown] == [
            [_plain(label), _plain(text)] for label, text in told
        ]
        for section in sections:
            change = re.compile("^" + re.escape(section.title) + r"\s+ändern$")
            await expect(self.page.get_by_role("link", name=change).first).to_be_visible()

    # Finding

    def _view(self, step: str) -> StepView:
        return step_view(self.form, step, self.typed, self.context)

    def _line(self, step: str, path: str) -> FieldView:
        return next(line for line in self.plan.lines(step, self.typed) if line.path == path)

    def _control(self, step: str, line: FieldView) -> Locator:
        """By its name; where a step uses a name several times, by its turn."""
        alike = [other.path for other in self.plan.lines(step, self.typed) if _alike(other, line)]
        return self._named(line).nth(alike.index(line.path))

    def _named(self, line: FieldView) -> Locator:
        main = self.page.get_by_role("main")
        if line.kind in GROUPED:
            return main.get_by_role("group", name=line.label, exact=True)
        name = line.options[0].label if line.kind == "declaration" else line.label
        return main.get_by_label(name, exact=True)


def _alike(one: FieldView, other: FieldView) -> bool:
    return one.label == other.label and (one.kind in GROUPED) == (other.kind in GROUPED)


def _plain(words: str) -> str:
    return " ".join(words.split())


Entering = Callable[[Walk, FieldView, Locator, RawAnswers], Awaitable[None]]


async def _write(walk: Walk, line: FieldView, control: Locator, answer: RawAnswers) -> None:
    text = str(answer[line.path])
    walk.visitor.keeps_secret(text)
    await control.fill(text)


async def _select(walk: Walk, line: FieldView, control: Locator, answer: RawAnswers) -> None:
    labels = {option.value: option.label for option in line.options}
    await control.select_option(label=labels[str(answer[line.path])])


async def _choose(walk: Walk, line: FieldView, control: Locator, answer: RawAnswers) -> None:
    values = answer[line.path]
    for option in line.options:
        if option.value in ([values] if isinstance(values, str) else values):
            await control.get_by_label(option.label, exact=True).check()


async def _declare(walk: Walk, line: FieldView, control: Locator, answer: RawAnswers) -> None:
    await control.check()


async def _enter_moment(walk: Walk, line: FieldView, control: Locator, answer: RawAnswers) -> None:
    for label, suffix in PARTS.items():
        text = answer.get(line.path + suffix)
        if text is not None:
            await control.get_by_label(label, exact=True).fill(str(text))


async def _choose_time(walk: Walk, line: FieldView, control: Locator, answer: RawAnswers) -> None:
    """The times of a day stand there once the day is chosen."""
    await control.get_by_label("Tag", exact=True).select_option(str(answer[f"{line.path}.day"]))
    time = control.locator(f'input[value="{answer[f"{line.path}.time"]}"]')
    await time.wait_for(timeout=SOON)
    await time.check()


async def _upload(walk: Walk, line: FieldView, control: Locator, answer: RawAnswers) -> None:
    """The file that the engine, too, was told of."""
    for id in answer[line.path]:
        name = walk.context.files[id].name
        await control.set_input_files({"name": name, "mimeType": "application/pdf", "buffer": PDF})
        block = control.locator("xpath=ancestor::div[contains(@class, 'field')][1]")
        await block.get_by_role("listitem").filter(has_text=name).wait_for(timeout=SOON)


ENTERING: dict[str, Entering] = {
    "text": _write,
    "textarea": _write,
    "select": _select,
    "radio": _choose,
    "yesno": _choose,
    "checkbox": _choose,
    "declaration": _declare,
    "date": _enter_moment,
    "datetime": _enter_moment,
    "file": _upload,
    "appointment": _choose_time,
}
