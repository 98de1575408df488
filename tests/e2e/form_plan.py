"""What somebody will answer to a form, and where they will be mistaken first; without a page."""

import re
from dataclasses import dataclass

from portal.forms import (
    FieldError,
    FieldView,
    Form,
    FormContext,
    RawAnswers,
    add_item,
    check_step,
    field_at,
    step_view,
)

SILENT = {"label", "note", "heading", "item_start", "item_end", "remove", "locked", "hidden"}
PARTS = {"Tag": ".day", "Monat": ".month", "Jahr": ".year", "Uhrzeit": ".time"}
# What cannot be right in a field of that kind.
NONSENSE = {"number": "viele", "phone": "abc", "email": "post", "iban": "DE00", "postcode": "?"}


@dataclass(frozen=True)
class Mistake:
    """A field left out, or with `typed` in it; what the engine says to that."""

    path: str
    typed: RawAnswers
    errors: tuple[FieldError, ...]


@dataclass(frozen=True)
class Plan:
    """A form, the answers `wanted` in the end, and who asks when."""

    form: Form
    wanted: RawAnswers
    context: FormContext

    def lines(self, step: str, typed: RawAnswers) -> list[FieldView]:
        """What a step asks, once that much is typed."""
        view = step_view(self.form, step, typed, self.context)
        return [line for line in view.fields if line.kind not in SILENT | {"add"}]

    def next_to_fill(self, step: str, typed: RawAnswers, but_not: str = "") -> FieldView | None:
        """The first field that still lacks its answer, or the button for one item more."""
        for line in step_view(self.form, step, typed, self.context).fields:
            if line.kind == "add":
                if line.index < self._wanted_items(line.group_path):
                    return line
            elif line.kind not in SILENT and line.path != but_not:
                answer = self.answer(line)
                if answer and any(typed.get(name) != text for name, text in answer.items()):
                    return line
        return None

    def _wanted_items(self, group: str) -> int:
        told = int(str(self.wanted.get(f"{group}.count", 0)))
        found = re.compile(re.escape(group) + r"\.(\d+)\.")
        used = [int(match[1]) + 1 for name in self.wanted if (match := found.match(name))]
        return max([told, *used])

    def answer(self, line: FieldView) -> RawAnswers:
        """What is wanted there; nothing where it stays empty."""
        return {name: self.wanted[name] for name in inputs_of(line) if self.wanted.get(name)}

    def with_item(self, typed: RawAnswers, line: FieldView) -> RawAnswers:
        """After the button that `line` is."""
        return add_item(self.form, typed, line.group_path, self.context)

    def possible_mistake(self, step: str, typed: RawAnswers, so_far: int) -> Mistake | None:
        """By turns something left out and something wrong; None where all may stay empty."""
        right = self._filled_in(step, typed)
        lines = sorted(self.lines(step, right), key=lambda line: line.drives)
        ways = [self._left_out, self._wrong]
        for way in ways if so_far % 2 == 0 else reversed(ways):
            for line in lines:
                if mistake := self._mistake_at(step, line, right, way(line)):
                    return mistake
        return None

    def _mistake_at(
        self, step: str, line: FieldView, right: RawAnswers, wrong: RawAnswers | None
    ) -> Mistake | None:
        """That, if the engine minds it."""
        if wrong is None:
            return None
        names = inputs_of(line)
        rest = {name: text for name, text in right.items() if name not in names}
        errors = check_step(self.form, step, rest | wrong, self.context)
        is_minded = any(error.path == line.path for error in errors)
        return Mistake(line.path, wrong, errors) if is_minded else None

    def _left_out(self, line: FieldView) -> RawAnswers | None:
        field = field_at(self.form, line.path)
        return {} if line.required and field and not field.default else None

    def _wrong(self, line: FieldView) -> RawAnswers | None:
        if line.kind == "date":
            return {f"{line.path}{part}": "31" for part in (".day", ".month", ".year")}
        field = field_at(self.form, line.path)
        kind = field.kind if field else ""
        return {line.path: NONSENSE[kind]} if kind in NONSENSE else None

    def _filled_in(self, step: str, typed: RawAnswers) -> RawAnswers:
        while line := self.next_to_fill(step, typed):
            adds = line.kind == "add"
            typed = self.with_item(typed, line) if adds else typed | self.answer(line)
        return typed


def inputs_of(line: FieldView) -> tuple[str, ...]:
    """The names under which a browser may send it."""
    return (line.path, *(line.path + suffix for suffix in PARTS.values()))
