"""What stands in a field before the citizen typed anything, because the portal knows it. Pure.

An offer is shown in the input and marked; like a default it becomes an answer only when the step
is sent. It concerns the applicant alone, never somebody else a form asks about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from portal.forms.conditions import Moment
from portal.forms.context import RawAnswers
from portal.forms.definition import AddressElement, Form, GroupElement
from portal.forms.evolution import carry_over
from portal.forms.field_definitions import DateField, DateTimeField, FieldBase, LabelElement
from portal.forms.fields import FIELD_TYPES
from portal.forms.structure import AnyField, Node, outline

Source = Literal["account", "last_time", "servicekonto"]
_BY_TOKEN = {
    "given-name": "first_names",
    "family-name": "last_name",
    "name": "name",
    "email": "email",
    "tel": "phone",
    "bday": "birth_date",
}
_SUFFIXES = {kind: field_type.suffixes for kind, field_type in FIELD_TYPES.items()}
_NEVER_REPEATED = frozenset({"file", "declaration", "hidden", "locked"})


@dataclass(frozen=True)
class Offer:
    """A value for one input, and where it comes from."""

    value: str | list[str]
    source: Source


Offers = Mapping[str, Offer]
"""Offers by the input's name."""


def offers_from_account(form: Form, known: Mapping[str, str]) -> dict[str, Offer]:
    """What is known of the applicant, at the fields that ask for it.

    `known` has first_names, last_name, name, email, phone, birth_date.day and so on, and
    address.street and so on; what is missing is not offered.
    """
    offers: dict[str, Offer] = {}
    for node, field, subject in applicants_fields(form):
        for suffix in FIELD_TYPES[field.kind].suffixes:
            if value := known.get(subject + suffix, ""):
                offers[node.path + suffix] = Offer(value, "account")
    return offers


def applicants_fields(form: Form) -> list[tuple[Node, AnyField, str]]:
    """The fields about the applicant, each with what it asks: first_names, address.city …"""
    return [
        (node, field, subject)
        for node, field in _single_fields(form)
        if (subject := _subject(field))
    ]


def offers_from_last_time(form: Form, answers: RawAnswers) -> dict[str, Offer]:
    """The answers of an earlier application, as far as they fit and may be repeated.

    Left out: uploads, declarations, repeated items, days that must lie ahead, and whatever the
    author marked `repeatable: false`.
    """
    fitting = carry_over({}, form, answers).answers
    kept_out = _groups_not_repeated(form)
    return {
        node.path + suffix: Offer(value, "last_time")
        for node, field in _single_fields(form)
        if _may_be_repeated(field) and not node.path.startswith(kept_out)
        for suffix in FIELD_TYPES[field.kind].suffixes
        if (value := fitting.get(node.path + suffix))
    }


def with_offers(form: Form, step_id: str, raw: RawAnswers, offers: Offers) -> RawAnswers:
    """The answers of a step as they stand on its page: offers where nothing was entered yet.

    Only names of that step: what is offered further on must not decide what is asked here.
    """
    if not offers:
        return raw
    names = {
        node.path + suffix
        for node, field in _single_fields(form)
        if form.steps[node.step].id == step_id
        for suffix in FIELD_TYPES[field.kind].suffixes
    }
    offered = {
        name: offer.value for name, offer in offers.items() if name in names and name not in raw
    }
    return raw | offered


def source_of(offers: Offers, raw: RawAnswers, path: str, kind: str) -> Source | None:
    """Where what stands in the field at `path` comes from, if it is an offer."""
    for suffix in _SUFFIXES.get(kind, ("",)):
        name = path + suffix
        if name in offers and name not in raw:
            return offers[name].source
    return None


def _single_fields(form: Form) -> list[tuple[Node, AnyField]]:
    """Every field outside repeating groups: who is asked for several may be anybody."""
    return [
        (node, node.element)
        for node in outline(form)
        if node.block is None
        and not node.within
        and isinstance(node.element, FieldBase)
        and not isinstance(node.element, LabelElement | GroupElement | AddressElement)
    ]


def _subject(field: AnyField) -> str:
    if field.prefill == "none":
        return ""
    if field.prefill:
        return field.prefill.removeprefix("applicant.")
    return _BY_TOKEN.get(field.autocomplete, "")


def _may_be_repeated(field: AnyField) -> bool:
    return field.kind not in _NEVER_REPEATED and field.repeatable and not _lies_ahead(field)


def _groups_not_repeated(form: Form) -> tuple[str, ...]:
    """What the paths in groups and addresses begin with that are asked afresh each time."""
    return tuple(
        f"{node.path}."
        for node in outline(form)
        if node.block is not None and not node.element.repeatable
    )


def _lies_ahead(field: AnyField) -> bool:
    """A day that must be fresh: not before today, or counted from today."""
    if not isinstance(field, DateField | DateTimeField):
        return False
    earliest = field.earliest
    counted = isinstance(earliest, Moment) and earliest.today and earliest.plus_days >= 0
    return earliest == "today" or bool(counted and earliest)
