"""What is wrong with a definition that no single model can see."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from portal.forms.conditions import Condition
from portal.forms.definition import Element, Form, GroupElement, GroupParts, Override, Rule
from portal.forms.facts import fields_named
from portal.forms.field_definitions import (
    ChoiceBase,
    DateField,
    DateTimeField,
    LabelElement,
    NumberField,
)
from portal.forms.structure import MOST_ELEMENTS, Node, field_with_options, outline, resolve


@dataclass(frozen=True)
class FormFault:
    """One fault. `pointer` is where it stands, such as 'steps.1.elements.0.when'."""

    pointer: str
    message: str


def faults(form: Form) -> tuple[FormFault, ...]:
    """All faults, in the order they stand in the definition; none means the form works."""
    nodes = outline(form)
    if len(nodes) > MOST_ELEMENTS:
        return (FormFault("groups", f"the form unfolds to more than {MOST_ELEMENTS} elements"),)
    found = [
        *_twice_the_same_step(form),
        *_twice_the_same_path(nodes),
        *_bad_elements(form, nodes),
        *_bad_appointments(nodes),
        *_bad_conditions(form, nodes),
        *_bad_rules(form, nodes),
        *_unused(form, nodes),
    ]
    return tuple(dict.fromkeys(found))


def _twice_the_same_step(form: Form) -> Iterator[FormFault]:
    counts = Counter(step.id for step in form.steps)
    for index, step in enumerate(form.steps):
        if counts[step.id] > 1:
            yield FormFault(f"steps.{index}.id", f"the step id {step.id!r} is given twice")


def _twice_the_same_path(nodes: tuple[Node, ...]) -> Iterator[FormFault]:
    seen: set[str] = set()
    for node in nodes:
        if node.path in seen:
            yield FormFault(f"{node.pointer}.id", f"the id {node.path!r} is given twice")
        seen.add(node.path)


def _bad_elements(form: Form, nodes: tuple[Node, ...]) -> Iterator[FormFault]:
    for node in nodes:
        element = node.element
        if isinstance(element, GroupElement) and element.use:
            yield from _bad_use(form, node, element.use)
            yield from _bad_overrides(form, node.pointer, element)
        if isinstance(element, ChoiceBase):
            yield from _bad_choices(form, node, element)
        yield from _bad_pattern(node)
        yield from _bad_occurs(node)


def _bad_appointments(nodes: tuple[Node, ...]) -> Iterator[FormFault]:
    """One application takes one appointment, and everybody finds it at the same place."""
    asked = [node for node in nodes if getattr(node.element, "kind", "") == "appointment"]
    for number, node in enumerate(asked):
        if number or "." in node.path or node.block is not None:
            reason = "a form asks for one appointment, once and outside of groups"
            yield FormFault(node.pointer, reason)


def _bad_use(form: Form, node: Node, name: str) -> Iterator[FormFault]:
    if name not in form.groups:
        yield FormFault(f"{node.pointer}.use", f"there is no group {name!r} under `groups`")
    if node.recursive:
        yield FormFault(f"{node.pointer}.use", f"the group {name!r} contains itself")


def _bad_overrides(form: Form, pointer: str, group: GroupElement) -> Iterator[FormFault]:
    shared = form.groups.get(group.use or "")
    known = {element.id: element for element in shared.elements} if shared else {}
    for name, override in group.override.items():
        here = f"{pointer}.override.{name}"
        if name not in known:
            yield FormFault(here, f"the group {group.use!r} has no element {name!r}")
            continue
        for attribute in _misplaced(known[name], override):
            yield FormFault(f"{here}.{attribute}", f"{attribute!r} does not fit {name!r}")


def _misplaced(element: Element, override: Override) -> Iterator[str]:
    for attribute, value in override.changes.items():
        if type(getattr(element, attribute, None)) is not type(value):
            yield attribute


def _bad_choices(form: Form, node: Node, element: ChoiceBase) -> Iterator[FormFault]:
    if element.code_list and element.code_list not in form.code_lists:
        message = f"there is no code list {element.code_list!r} under `code_lists`"
        yield FormFault(f"{node.pointer}.code_list", message)
        return
    options = getattr(field_with_options(form, element), "options", ())  # type: ignore[arg-type]
    if not options:
        yield FormFault(f"{node.pointer}.options", f"{node.path!r} has nothing to choose from")
    values = Counter(option.value for option in options)
    for value in (value for value, count in values.items() if count > 1):
        yield FormFault(f"{node.pointer}.options", f"the option {value!r} is given twice")
    default = element.default
    if default and default not in values:
        yield FormFault(f"{node.pointer}.default", f"{default!r} is none of the options")


def _bad_pattern(node: Node) -> Iterator[FormFault]:
    pattern = getattr(node.element, "pattern", "")
    try:
        re.compile(pattern)
    except re.error as error:
        yield FormFault(f"{node.pointer}.pattern", f"the pattern does not compile: {error}")


def _bad_occurs(node: Node) -> Iterator[FormFault]:
    kind = getattr(node.element, "kind", "")
    occurs = getattr(node.element, "occurs", None)
    fixed = ("checkbox", "declaration", "hidden", "locked", "yesno")
    if kind in fixed and occurs is not None and occurs.limit > 1:
        yield FormFault(f"{node.pointer}.occurs", f"a field of kind {kind} cannot repeat")


def _bad_conditions(form: Form, nodes: tuple[Node, ...]) -> Iterator[FormFault]:
    known = {node.path: node for node in nodes}
    order = {node.path: place for place, node in enumerate(nodes)}
    for index, step in enumerate(form.steps):
        first = next((p for p, node in enumerate(nodes) if node.step == index), 0)
        for name in sorted(fields_named(step.when)):
            pointer = f"steps.{index}.when"
            yield from _bad_name(name, ("",), (), first, known, order, pointer)
    for place, node in enumerate(nodes):
        for pointer, names in _names_used(node):
            for name in sorted(names):
                yield from _bad_name(name, node.scopes, node.within, place, known, order, pointer)


def _names_used(node: Node) -> Iterator[tuple[str, set[str]]]:
    yield f"{node.pointer}.when", fields_named(node.element.when)
    if isinstance(node.element, DateField | DateTimeField):
        bounds = {"earliest": node.element.earliest, "latest": node.element.latest}
    elif isinstance(node.element, NumberField):
        bounds = {"min": node.element.min, "max": node.element.max}  # type: ignore[dict-item]
    else:
        return
    for name, bound in bounds.items():
        field = getattr(bound, "field", None)
        yield f"{node.pointer}.{name}", {field} if field else set()


def _bad_name(  # noqa: PLR0917
    name: str,
    scopes: tuple[str, ...],
    within: tuple[str, ...],
    place: int,
    known: dict[str, Node],
    order: dict[str, int],
    pointer: str,
) -> Iterator[FormFault]:
    target = resolve(name, scopes, known)
    if target is None or not _has_value(target):
        yield FormFault(pointer, f"there is no field {name!r} here")
    elif order[target.path] >= place:
        yield FormFault(pointer, f"{name!r} is asked later; a condition can only look back")
    elif target.within != within[: len(target.within)]:
        yield FormFault(pointer, f"{name!r} is inside a repeating group; which item is not clear")


def _has_value(node: Node) -> bool:
    if node.block is not None:
        return node.block.occurs.repeats
    return not isinstance(node.element, LabelElement)


def _bad_rules(form: Form, nodes: tuple[Node, ...]) -> Iterator[FormFault]:
    yield from _check_rules(form.rules, "rules", ("",), (), nodes)
    for index, step in enumerate(form.steps):
        yield from _check_rules(step.rules, f"steps.{index}.rules", ("",), (), nodes)
    for node in nodes:
        if node.block is None or node.recursive:
            continue
        within = (*node.within, node.path) if node.block.occurs.repeats else node.within
        scopes = (f"{node.path}.", *node.scopes)
        yield from _check_rules(node.block.rules, f"{node.pointer}.rules", scopes, within, nodes)


def _check_rules(
    rules: tuple[Rule, ...],
    pointer: str,
    scopes: tuple[str, ...],
    within: tuple[str, ...],
    nodes: tuple[Node, ...],
) -> Iterator[FormFault]:
    known = {node.path: node for node in nodes}
    order = {node.path: -1 for node in nodes}
    for index, rule in enumerate(rules):
        here = f"{pointer}.{index}"
        for part, names in _rule_names(rule):
            for name in sorted(names):
                yield from _bad_name(name, scopes, within, 0, known, order, f"{here}.{part}")


def _rule_names(rule: Rule) -> Iterator[tuple[str, set[str]]]:
    conditions: dict[str, Condition | None] = {"must": rule.must, "when": rule.when}
    for part, condition in conditions.items():
        yield part, fields_named(condition)
    yield "field", {rule.field}


def _unused(form: Form, nodes: tuple[Node, ...]) -> Iterator[FormFault]:
    used = {node.block.uses for node in nodes if node.block}
    groups: dict[str, GroupParts] = dict(form.groups)
    for name in groups:
        if name not in used:
            yield FormFault(f"groups.{name}", f"the group {name!r} is used nowhere")
