"""Parts of the forms on "Zuständigkeit"."""

from typing import Any

import reflex as rx

from portal.web.backoffice.duty.lines import Choice
from portal.web.components.field_parts import ABSENT
from portal.web.components.links import Words

NOWHERE = "/antrag/ohne-skript"
"""Where a form goes before its script is there: to the page that says so."""


def select_field(
    label: str,
    name: str,
    choices: rx.Var[list[Choice]],
    *,
    chosen: rx.Var[str] | str = "",
    hint: str = "",
    error: Words = "",
    none: str = "",
    **props: Any,
) -> rx.Component:
    """A list to choose from; `none` is the words of choosing nothing, where that is possible."""
    identity = f"f-{name}"
    wrong = rx.Var.create(error) != ""
    described = f"{identity}-hinweis" if hint else ABSENT
    options = rx.foreach(choices, lambda one: rx.el.option(one.words, value=one.key))
    control = rx.el.select(
        *([rx.el.option(none, value="")] if none else []),
        options,
        name=name,
        id=identity,
        default_value=chosen,
        class_name="kern-form-input__select",
        aria_invalid=rx.cond(wrong, "true", "false"),
        aria_describedby=rx.cond(wrong, f"{identity}-fehler", described),
        **props,
    )
    return rx.el.div(
        rx.el.label(label, html_for=identity, class_name="kern-label"),
        rx.el.p(hint, id=f"{identity}-hinweis", class_name="kern-hint") if hint else rx.fragment(),
        rx.el.div(control, class_name="kern-form-input__select-wrapper"),
        rx.cond(wrong, rx.el.p(error, id=f"{identity}-fehler", class_name="kern-error")),
        class_name=rx.cond(
            wrong, "kern-form-input kern-form-input--error field", "kern-form-input field"
        ),
    )


def of_whom(*whose: Any) -> rx.Component:
    """Whose button it is, for who does not see the box around it."""
    return rx.el.span(": ", *whose, class_name="kern-sr-only")
