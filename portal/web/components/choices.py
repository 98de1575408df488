"""Choices as cards: the whole card is the target, its words are the input's name."""

from typing import Any

import reflex as rx

from portal.forms.fields.view import FieldView, OptionView
from portal.web.components.field_parts import (
    ABSENT,
    described,
    error_line,
    help_text,
    hint_line,
    invalid_class,
)
from portal.web.components.links import Words

Field = rx.Var[FieldView]
Option = rx.Var[OptionView]


def choice_group(field: Field, kind: str) -> rx.Component:
    """A group named by the field's label. `kind` is radio or checkbox."""
    cards = rx.foreach(field.options, lambda option: _field_card(field, option, kind))
    return rx.el.fieldset(
        rx.el.legend(field.label, class_name="kern-label"),
        hint_line(field),
        rx.el.div(cards, class_name="kern-fieldset__body"),
        error_line(field),
        help_text(field),
        class_name=invalid_class(field, "kern-fieldset"),
        **described(field),
    )


def declaration(field: Field) -> rx.Component:
    """One statement to be ticked."""
    return rx.el.div(
        rx.foreach(
            field.options,
            lambda option: _field_card(field, option, "checkbox", described_by=field.described_by),
        ),
        hint_line(field),
        error_line(field),
        help_text(field),
        class_name="field",
    )


def choice_card(
    name: str,
    value: Words,
    label: Words,
    identity: Words,
    *,
    hint: Words = "",
    checked: bool | rx.Var[bool] = False,
    kind: str = "radio",
    described_by: Words = "",
    **props: Any,
) -> rx.Component:
    """One card. `described_by`: what describes it beside its hint; `props` go to the input."""
    hint_id = rx.Var.create(identity) + "-hinweis"
    return rx.el.div(
        rx.el.input(
            type=kind,
            name=name,
            value=value,
            default_checked=checked,
            class_name=f"kern-form-check__{kind}",
            aria_describedby=rx.cond(
                rx.Var.create(described_by) != "",
                described_by,
                rx.cond(rx.Var.create(hint) != "", hint_id, ABSENT),
            ),
            custom_attrs={"id": identity, **props.pop("custom_attrs", {})},
            **props,
        ),
        rx.el.label(label, html_for=identity, class_name="kern-label"),
        rx.cond(rx.Var.create(hint) != "", rx.el.p(hint, id=hint_id, class_name="kern-hint")),
        class_name="kern-form-check choice",
    )


def choice_fieldset(
    legend: Words, *cards: Any, class_name: str = "", error: Words = "", error_id: str = ""
) -> rx.Component:
    """A group of cards outside a service's form; `class_name="pay"` for ways to pay. Each card is
    told of the `error` by its `described_by`, the id `error_id`."""
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="kern-label"),
        rx.el.div(*cards, class_name="kern-fieldset__body"),
        rx.cond(
            rx.Var.create(error) != "",
            rx.el.p(error, id=error_id or ABSENT, class_name="kern-error"),
        ),
        class_name=f"kern-fieldset field {class_name}".strip(),
    )


def _field_card(field: Field, option: Option, kind: str, described_by: Words = "") -> rx.Component:
    return choice_card(
        name=field.path,
        value=option.value,
        label=option.label,
        identity=option.element_id,
        hint=option.hint,
        checked=option.checked,
        kind=kind,
        described_by=described_by,
        aria_invalid=rx.cond(field.invalid, "true", "false"),
        custom_attrs={"data-drives": rx.cond(field.drives, "", ABSENT)},
    )
