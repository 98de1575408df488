"""One walk through a form with its answers: what is asked now, and what was answered.

Everything else (journey, checks, views, review, values) reads the result. Conditions see only
what was asked before them and is shown, so the walk needs no second pass; rules are weighed
afterwards, when every answer is known.
"""

from dataclasses import dataclass, replace
from typing import Literal

from portal.forms.context import FormContext, RawAnswers
from portal.forms.definition import Element, Form, Rule, Step
from portal.forms.facts import Facts
from portal.forms.field_definitions import LabelElement
from portal.forms.fields import FIELD_TYPES, Asked, Reading
from portal.forms.structure import AnyField, Block, block_of, field_with_options

Scopes = tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A stop of the walk."""

    step_id: str
    path: str
    shown: bool
    scopes: Scopes


@dataclass(frozen=True)
class FieldEntry(Entry):
    """A field at its place, read. `item` names the repeated item it belongs to ('2. Hund'),
    `heading` the group or address within it ('Lieferanschrift')."""

    field: AnyField
    asked: Asked
    reading: Reading
    item: str = ""
    heading: str = ""


@dataclass(frozen=True)
class WordsEntry(Entry):
    """Words between the fields."""

    label: LabelElement


@dataclass(frozen=True)
class BlockEntry(Entry):
    """The edge of a group or of one of its items."""

    edge: Literal["start", "item_start", "item_end", "end"]
    block: Block
    count: int
    index: int = 0


@dataclass(frozen=True)
class PlacedRule:
    """A rule with the place it speaks from."""

    rule: Rule
    shown: bool
    scopes: Scopes


@dataclass(frozen=True)
class SurveyedStep:
    """A step and its stops; `shown` is whether its condition holds."""

    step: Step
    shown: bool
    entries: tuple[Entry, ...]

    @property
    def fields(self) -> tuple[FieldEntry, ...]:
        """The fields asked now."""
        return tuple(e for e in self.entries if isinstance(e, FieldEntry) and e.shown)


@dataclass(frozen=True)
class Survey:
    """The whole form as it stands."""

    steps: tuple[SurveyedStep, ...]
    rules: tuple[PlacedRule, ...]
    facts: Facts

    @property
    def shown_steps(self) -> tuple[SurveyedStep, ...]:
        """The steps whose condition holds."""
        return tuple(step for step in self.steps if step.shown)

    @property
    def all_fields(self) -> tuple[FieldEntry, ...]:
        """Every field at every place that exists now, shown or not."""
        return tuple(e for s in self.steps for e in s.entries if isinstance(e, FieldEntry))

    def block(self, path: str) -> BlockEntry | None:
        """The repeating group at this place, shown or not."""
        return next(
            (
                entry
                for step in self.steps
                for entry in step.entries
                if isinstance(entry, BlockEntry)
                and entry.edge == "start"
                and entry.path == path
                and entry.block.occurs.repeats
            ),
            None,
        )


def survey(form: Form, raw: RawAnswers, context: FormContext) -> Survey:
    """Walk the form once."""
    walk = _Walk(form, raw, context)
    steps = tuple(walk.through(step) for step in form.steps)
    walk.note_rules(form.rules, True, ("",))
    return Survey(steps, tuple(walk.rules), walk.facts)


def item_count(raw: RawAnswers, path: str, block: Block) -> int:
    """How many items a group has: what was stored, within its bounds."""
    if not block.occurs.repeats:
        return 1
    stored = raw.get(f"{path}.count")
    if not isinstance(stored, str) or not (stored.isascii() and stored.isdecimal()):
        return block.occurs.min
    return min(max(int(stored[:4]), block.occurs.min), block.occurs.limit)


def _value_to_weigh(field: AnyField, asked: Asked, reading: Reading) -> object | None:
    """What conditions see: the answer, or the default that stands in an untouched field, so a
    page shows what belongs to its own default. The default becomes an answer when it is sent."""
    field_type = FIELD_TYPES[field.kind]
    if reading.value is not None or not field.default or not asked.untouched(field_type.suffixes):
        return reading.value
    return field_type.read(field, replace(asked, raw={asked.path: field.default})).value


@dataclass(frozen=True)
class _Spot:
    prefix: str
    scopes: Scopes
    shown: bool
    using: tuple[str, ...] = ()
    item: str = ""
    heading: str = ""


class _Walk:
    def __init__(self, form: Form, raw: RawAnswers, context: FormContext) -> None:
        self.form = form
        self.raw = raw
        self.context = context
        self.facts = Facts(context)
        self.rules: list[PlacedRule] = []
        self.entries: list[Entry] = []
        self.step_id = ""

    def through(self, step: Step) -> SurveyedStep:
        shown = self._is_requested(step) and self.facts.holds(step.when, ("",))
        self.entries, self.step_id = [], step.id
        self._visit_all(step.elements, _Spot("", ("",), shown))
        self.note_rules(step.rules, shown, ("",))
        return SurveyedStep(step, shown, tuple(self.entries))

    def _is_requested(self, step: Step) -> bool:
        return not step.on_request or any(part.id in self.raw for part in step.elements)

    def note_rules(self, rules: tuple[Rule, ...], shown: bool, scopes: Scopes) -> None:
        self.rules.extend(PlacedRule(rule, shown, scopes) for rule in rules)

    def _visit_all(self, elements: tuple[Element, ...], spot: _Spot) -> None:
        for element in elements:
            self._visit(element, spot)

    def _visit(self, element: Element, spot: _Spot) -> None:
        shown = spot.shown and self.facts.holds(element.when, spot.scopes)
        here = replace(spot, shown=shown)
        path = f"{spot.prefix}{element.id}"
        block = block_of(self.form, element)
        if block is not None:
            self._visit_block(block, path, here)
        elif isinstance(element, LabelElement):
            self.entries.append(WordsEntry(self.step_id, path, shown, spot.scopes, element))
        elif not hasattr(element, "elements"):
            self._visit_field(element, path, here)  # type: ignore[arg-type]

    def _visit_field(self, plain: AnyField, path: str, spot: _Spot) -> None:
        field = field_with_options(self.form, plain)
        asked = Asked(
            path, self.raw, self.context, lambda bound: self.facts.bound(bound, spot.scopes)
        )
        reading = FIELD_TYPES[field.kind].read(field, asked)
        self.facts.learn(path, _value_to_weigh(field, asked, reading), spot.shown)
        entry = FieldEntry(self.step_id, path, spot.shown, spot.scopes, field, asked, reading)
        self.entries.append(replace(entry, item=spot.item, heading=spot.heading))

    def _visit_block(self, block: Block, path: str, spot: _Spot) -> None:
        if block.uses in spot.using:
            return
        count = item_count(self.raw, path, block)
        if block.occurs.repeats:
            self.facts.learn(path, count or None, spot.shown)
        edge = BlockEntry(self.step_id, path, spot.shown, spot.scopes, "start", block, count)
        self.entries.append(edge)
        inside = replace(spot, using=(*spot.using, block.uses) if block.uses else spot.using)
        if block.occurs.repeats:
            self._visit_items(edge, inside)
        else:
            titled = replace(inside, heading=block.title or inside.heading)
            self._visit_content(block, f"{path}.", titled)
        self.entries.append(replace(edge, edge="end"))

    def _visit_items(self, edge: BlockEntry, spot: _Spot) -> None:
        for index in range(edge.count):
            item = replace(edge, edge="item_start", index=index)
            label = " – ".join(filter(None, (spot.item, edge.block.item_label(index))))
            self.entries.append(item)
            prefix = f"{edge.path}.{index}."
            self._visit_content(edge.block, prefix, replace(spot, item=label, heading=""))
            self.entries.append(replace(item, edge="item_end"))

    def _visit_content(self, block: Block, prefix: str, spot: _Spot) -> None:
        scopes = (prefix, *spot.scopes)
        self._visit_all(block.elements, replace(spot, prefix=prefix, scopes=scopes))
        self.note_rules(block.rules, spot.shown, scopes)
