"""A form that changed under an open draft: what still fits is kept, the rest is named. Pure.

Of an earlier form only its questions are known, as flat plain data: the grammar may have changed.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from portal.forms.context import RawAnswers
from portal.forms.definition import Form
from portal.forms.field_definitions import ChoiceBase, FieldBase, YesNoField
from portal.forms.fields import FIELD_TYPES, is_required
from portal.forms.fields.choices import NO, YES
from portal.forms.structure import AnyField, Node, field_with_options, outline
from portal.shared.language import _

_ITEMS = "items"
_SORTS = {
    **dict.fromkeys(("radio", "select", "yesno"), "choice"),
    **dict.fromkeys(("date", "datetime"), "day"),
    **dict.fromkeys(("checkbox", "declaration", "file", _ITEMS), ""),
}


@dataclass(frozen=True)
class Question:
    """What a form asks at one place. `options` are the labels of its choices by value."""

    label: str
    kind: str
    step: str
    options: Mapping[str, str] = field(default_factory=dict)
    required: bool = True

    @property
    def sort(self) -> str:
        """Kinds of one sort can hold each other's answers: text of any shape, one choice …"""
        return _SORTS.get(self.kind, "text") or self.kind


@dataclass(frozen=True)
class SetAside:
    """An answer the form has no place for any more, in the words of its old label."""

    label: str
    text: str


@dataclass(frozen=True)
class CarriedOver:
    """The answers that still fit, what was set aside, and the ids of the steps to look at."""

    answers: RawAnswers
    set_aside: tuple[SetAside, ...]
    steps: tuple[str, ...]

    @property
    def is_noteworthy(self) -> bool:
        """Whether the citizen has to be told."""
        return bool(self.set_aside or self.steps)


def digest_of(form: Form) -> str:
    """What tells one form from another. Keys that only say the default do not count: a new
    release that knows more keys changes no form."""
    return _digest(id(form), _Kept(form))


def questions_of(form: Form) -> dict[str, Question]:
    """Every question by its place; '*' stands for the number of a repeated item."""
    return dict(
        (_place(node), question)
        for node in outline(form)
        if (question := _question(form, node)) is not None
    )


def carry_over(earlier: Mapping[str, Question], form: Form, raw: RawAnswers) -> CarriedOver:
    """Bring answers given to an earlier form into this one.

    `earlier` is empty where nothing is known of it: then answers fit by their place alone.
    """
    now = questions_of(form)
    kept = {name: value for name, given in raw.items() if (value := _fit(now, name, given))}
    kept |= {name: given for name, given in raw.items() if not given and _asked(now, name)}
    kept = {name: given for name, given in kept.items() if not _reworded(earlier, now, name)}
    lost = {name: _rest(given, kept.get(name)) for name, given in raw.items()}
    lost = {name: given for name, given in lost.items() if given}
    steps = tuple(dict.fromkeys(_steps_to_see(earlier, now))) if earlier and raw else ()
    return CarriedOver(kept, _in_words(earlier, now, lost), steps)


class _Kept:
    """Makes a form hashable, and keeps it, so that its id stays its own."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __hash__(self) -> int:
        return id(self.form)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.form is self.form


@lru_cache(maxsize=256)
def _digest(_identity: int, kept: _Kept) -> str:
    dump = kept.form.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = json.dumps(dump, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _question(form: Form, node: Node) -> Question | None:
    step = form.steps[node.step].id
    if node.block is not None:
        if not node.block.occurs.repeats:
            return None
        return Question(node.block.item_title, _ITEMS, step, required=False)
    if not isinstance(node.element, FieldBase):
        return None
    asked = field_with_options(form, node.element)
    return Question(asked.label, asked.kind, step, _options(asked), is_required(asked))


def _options(asked: AnyField) -> dict[str, str]:
    if isinstance(asked, YesNoField):
        return {YES: asked.yes_label, NO: asked.no_label}
    if isinstance(asked, ChoiceBase):
        return {option.value: option.label for option in asked.options}
    return {}


def _place(node: Node) -> str:
    parts: list[str] = []
    walked = ""
    for part in node.path.split("."):
        walked = f"{walked}.{part}" if walked else part
        parts.append(part)
        if walked in node.within and walked != node.path:
            parts.append("*")
    return ".".join(parts)


def _suffixes(kind: str) -> tuple[str, ...]:
    if kind == _ITEMS:
        return (".count",)
    return FIELD_TYPES[kind].suffixes if kind in FIELD_TYPES else ("",)


def _asked(questions: Mapping[str, Question], name: str) -> tuple[str, str] | None:
    """The place and the suffix that an input's name means, if there is such a question."""
    starred = _starred(name)
    whole, _, ending = starred.rpartition(".")
    for place, suffix in ((starred, ""), (whole, f".{ending}")):
        question = questions.get(place)
        if question is not None and suffix in _suffixes(question.kind):
            return place, suffix
    return None


def _fit(
    questions: Mapping[str, Question], name: str, given: str | list[str]
) -> str | list[str] | None:
    """What of an answer the question now at its place can hold."""
    found = _asked(questions, name)
    if found is None:
        return None
    question = questions[found[0]]
    if isinstance(given, list):
        if question.kind == "checkbox":
            return [value for value in given if value in question.options]
        return given if question.kind in ("declaration", "file") else None
    if question.sort == "choice":
        return given if given in question.options else None
    return None if question.kind in ("checkbox", "file") else given


def _reworded(earlier: Mapping[str, Question], now: Mapping[str, Question], name: str) -> bool:
    """Whether a statement has another wording than the one that was ticked."""
    found = _asked(now, name)
    if found is None or now[found[0]].kind != "declaration":
        return False
    before = earlier.get(found[0])
    return before is not None and before.label != now[found[0]].label


def _rest(given: str | list[str], kept: str | list[str] | None) -> str | list[str]:
    if isinstance(given, list):
        return [value for value in given if value not in (kept or [])]
    return "" if kept is not None else given


def _steps_to_see(earlier: Mapping[str, Question], now: Mapping[str, Question]) -> list[str]:
    return [
        question.step
        for place, question in now.items()
        if question.kind != "hidden" and _is_changed(earlier.get(place), question)
    ]


def _is_changed(before: Question | None, now: Question) -> bool:
    if before is None:
        return True
    if (before.label, before.kind, dict(before.options)) != (
        now.label,
        now.kind,
        dict(now.options),
    ):
        return True
    return now.required and not before.required


def _in_words(
    earlier: Mapping[str, Question],
    now: Mapping[str, Question],
    lost: Mapping[str, str | list[str]],
) -> tuple[SetAside, ...]:
    """One line for each field whose answer has no place. A ticked statement says nothing of its
    own, and numbers of items show in the items."""
    fields: dict[str, dict[str, str | list[str]]] = {}
    for name, given in lost.items():
        found = _asked(earlier, name) or _asked(now, name)
        suffix = found[1] if found else ""
        fields.setdefault(name.removesuffix(suffix), {})[suffix] = given
    known = {**now, **earlier}
    return tuple(
        SetAside(_label(known, path), text)
        for path, parts in fields.items()
        if (text := _text(known.get(_starred(path)), path, parts))
    )


def _text(question: Question | None, path: str, parts: Mapping[str, str | list[str]]) -> str:
    if question is None:
        typed = [given for given in parts.values() if isinstance(given, str)]
        return "" if path.endswith(".count") else " ".join(typed)
    if question.kind in ("declaration", _ITEMS):
        return ""
    if question.kind == "file":
        return "hochgeladen"
    given = [value for suffix in _suffixes(question.kind) for value in _listed(parts.get(suffix))]
    words = [question.options.get(value, value) for value in given]
    return (".", ", ")[question.sort != "day"].join(words)


def _listed(given: str | list[str] | None) -> list[str]:
    return given if isinstance(given, list) else [given] if given else []


def _label(questions: Mapping[str, Question], path: str) -> str:
    """'Rasse', or '2. Hund: Rasse' for a repeated item."""
    question = questions.get(_starred(path))
    if question is None:
        return _("Eine frühere Angabe")
    before, number = _last_item(path)
    items = questions.get(_starred(before))
    if items is None or items.kind != _ITEMS:
        return question.label
    same = items.label == question.label
    return f"{number}. {items.label}" + ("" if same else f": {question.label}")


def _last_item(path: str) -> tuple[str, int]:
    parts = path.split(".")
    at = next((at for at in reversed(range(len(parts))) if parts[at].isdecimal()), None)
    return ("", 0) if at is None else (".".join(parts[:at]), int(parts[at]) + 1)


def _starred(path: str) -> str:
    return ".".join("*" if part.isdecimal() else part for part in path.split("."))
