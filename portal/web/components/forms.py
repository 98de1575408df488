"""The form around the fields, and single inputs for forms that are no service: sign-in, search."""

from typing import Any

import reflex as rx

from portal.web.components.buttons import text_button
from portal.web.components.field_parts import ABSENT
from portal.web.components.links import Words


def autosaved_form(
    *children: Any,
    autosave_url: Words,
    revision: Any,
    on_submit: Any,
    on_redraw: Any,
    action: str,
    **props: Any,
) -> rx.Component:
    """A step of a service's form. autosave.js posts what changes to `autosave_url`.

    `on_redraw` takes one string and draws the fields again; it fires once a value that decides
    over other fields (`FieldView.drives`) is stored, and after an upload. `action` answers a
    submission made before React is there (method POST, so nothing gets into an address).
    """
    redraw = rx.el.input(
        type="text",
        default_value="",
        hidden=True,
        tab_index=-1,
        aria_hidden="true",
        on_change=on_redraw,
        custom_attrs={"data-redraw": ""},
    )
    return rx.el.form(
        *children,
        redraw,
        on_submit=on_submit,
        action=action,
        method="post",
        no_validate=True,
        custom_attrs={"data-autosave-url": autosave_url, "data-revision": revision},
        **props,
    )


def saved_note() -> rx.Component:
    """Where autosave.js writes "Gespeichert um 10:42". React leaves its text alone."""
    return rx.el.span(
        class_name="saved",
        aria_live="polite",
        role="status",
        custom_attrs={"data-autosave-status": ""},
    )


def plain_form(*children: Any, on_submit: Any, action: str, **props: Any) -> rx.Component:
    """A form that is not saved while one types."""
    return rx.el.form(
        *children, on_submit=on_submit, action=action, method="post", no_validate=True, **props
    )


# For a heading that comes when asked for: page.js moves the focus to it.
ASKS = {"data-asks": ""}


def kept(name: Words) -> dict[str, Any]:
    """For `custom_attrs` of a form: kept.js holds what was typed until it is sent or cancelled, so
    that a form which a lost connection took away comes back filled. `name` tells forms apart."""
    return {"data-keeps": name}


def cancel_button(on_click: Any, label: Words = "Abbrechen") -> rx.Component:
    """Closes the form; what was typed into it is forgotten."""
    return text_button(label, on_click=on_click, custom_attrs={"data-forgets": ""})


def text_input(
    label: Words,
    name: str,
    *,
    hint: Words = "",
    error: Words = "",
    kind: str = "text",
    short: bool = False,
    **props: Any,
) -> rx.Component:
    """A labelled input. `error` may be a Var; `props` go to the input."""
    identity = props.pop("id", f"f-{name}")
    wrong = rx.Var.create(error) != ""
    describing = f"{identity}-hinweis {identity}-fehler"
    return rx.el.div(
        rx.el.label(label, html_for=identity, class_name="kern-label"),
        rx.cond(
            rx.Var.create(hint) != "",
            rx.el.p(hint, id=f"{identity}-hinweis", class_name="kern-hint"),
        ),
        rx.el.input(
            type=kind,
            name=name,
            id=identity,
            class_name="kern-form-input__input short" if short else "kern-form-input__input",
            aria_invalid=rx.cond(wrong, "true", "false"),
            aria_describedby=rx.cond(wrong | (rx.Var.create(hint) != ""), describing, ABSENT),
            **props,
        ),
        rx.cond(wrong, rx.el.p(error, id=f"{identity}-fehler", class_name="kern-error")),
        class_name=rx.cond(
            wrong, "kern-form-input kern-form-input--error field", "kern-form-input field"
        ),
    )


def password_input(label: Words, name: str = "password", **props: Any) -> rx.Component:
    props.setdefault("auto_complete", "current-password")
    return text_input(label, name, kind="password", **props)


def whose_password(email: Words) -> rx.Component:
    """For password managers: whose password stands beside it."""
    return rx.el.input(
        type="text",
        name="username",
        value=email,
        auto_complete="username",
        read_only=True,
        hidden=True,
        aria_hidden="true",
        tab_index=-1,
    )


def text_area(
    label: Words, name: str, hint: Words = "", rows: int = 5, error: Words = "", **props: Any
) -> rx.Component:
    """Several lines, for messages. `error` may be a Var; `props` go to the textarea."""
    identity = props.pop("id", f"f-{name}")
    wrong = rx.Var.create(error) != ""
    describing = f"{identity}-hinweis {identity}-fehler"
    return rx.el.div(
        rx.el.label(label, html_for=identity, class_name="kern-label"),
        rx.cond(
            rx.Var.create(hint) != "",
            rx.el.p(hint, id=f"{identity}-hinweis", class_name="kern-hint"),
        ),
        rx.el.textarea(
            name=name,
            id=identity,
            rows=rows,
            class_name="kern-form-input__input",
            aria_invalid=rx.cond(wrong, "true", "false"),
            aria_describedby=rx.cond(wrong | (rx.Var.create(hint) != ""), describing, ABSENT),
            **props,
        ),
        rx.cond(wrong, rx.el.p(error, id=f"{identity}-fehler", class_name="kern-error")),
        class_name=rx.cond(
            wrong, "kern-form-input kern-form-input--error field", "kern-form-input field"
        ),
    )
