"""What all fields have in common: label, hint, error, help, and the links between them."""

from typing import Any

import reflex as rx

from portal.forms.fields.view import FieldView
from portal.shared.language import _

Field = rx.Var[FieldView]
ABSENT = rx.Var("undefined")


def absent_if_empty(value: rx.Var[str]) -> rx.Var[str]:
    """The value, or no attribute at all."""
    return rx.cond(value != "", value, ABSENT)


def label_for(field: Field) -> rx.Component:
    return rx.el.label(field.label, html_for=field.element_id, class_name="kern-label")


def hint_line(field: Field) -> rx.Component:
    return rx.fragment(
        rx.cond(field.hint != "", rx.el.p(field.hint, id=field.hint_id, class_name="kern-hint")),
        rx.cond(field.offered != "", offered_line(field)),
    )


def offered_line(field: Field) -> rx.Component:
    """Where the value comes from that nobody typed."""
    words = rx.match(
        field.offered,
        ("account", _("Aus Ihrem Konto übernommen")),
        ("servicekonto", _("Aus Ihrem Servicekonto")),
        _("Wie bei Ihrem letzten Antrag"),
    )
    return rx.fragment(
        rx.el.p(words, id=field.offered_id, class_name="offered"),
        rx.cond(field.explains_proof, _why_locked()),
    )


def _why_locked() -> rx.Component:
    """At the first field of a step that cannot be changed."""
    words = _(
        "Diese Angaben hat Ihr Servicekonto bestätigt. Darum lassen sie sich hier nicht ändern. "
        "Stimmt etwas nicht, dann lassen Sie es bitte im Servicekonto berichtigen und melden sich "
        "danach neu damit an. Oder wenden Sie sich an Ihr Bürgerbüro."
    )
    return rx.el.details(rx.el.summary(_("Stimmt nicht?")), rx.el.p(words), class_name="help")


def error_line(field: Field) -> rx.Component:
    return rx.cond(
        field.error != "", rx.el.p(field.error, id=field.error_id, class_name="kern-error")
    )


def help_text(field: Field) -> rx.Component:
    """The longer explanation, folded."""
    words = rx.el.details(rx.el.summary(_("Mehr dazu")), rx.el.p(field.help), class_name="help")
    return rx.cond(field.help != "", words)


def invalid_class(field: Field, kind: str) -> rx.Var[str]:
    return rx.cond(field.invalid, f"{kind} {kind}--error field", f"{kind} field")


def described(field: Field) -> dict[str, Any]:
    return {"aria_describedby": absent_if_empty(field.described_by)}


def input_props(field: Field, typed: bool = True) -> dict[str, Any]:
    """The attributes of a labelled control; `typed` adds those of inputs one types into."""
    custom = {
        "id": field.element_id,
        "data-drives": rx.cond(field.drives, "", ABSENT),
    }
    props: dict[str, Any] = {
        "name": field.path,
        "auto_complete": absent_if_empty(field.autocomplete),
        "aria_invalid": rx.cond(field.invalid, "true", "false"),
        "aria_required": rx.cond(field.required, "true", "false"),
        "custom_attrs": custom,
        **described(field),
    }
    if typed:
        props["read_only"] = field.proven
        custom["inputMode"] = absent_if_empty(field.inputmode)
        props["max_length"] = rx.cond(field.maxlength > 0, field.maxlength, ABSENT)
    return props
