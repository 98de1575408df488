"""Boxes that say what has happened or what to mind."""

from typing import Any, Literal

import reflex as rx

from portal.web.components.links import Words

Tone = Literal["info", "success", "warning", "danger"]


def alert(
    title: Words, *children: Any, tone: Tone = "info", live: bool = False, **props: Any
) -> rx.Component:
    """A box with a heading. `live=True` has it read out when it appears after an action."""
    if live:
        props["role"] = "alert" if tone == "danger" else "status"
    return rx.el.div(
        rx.el.strong(title, class_name="kern-title"),
        *[as_paragraph(child) for child in children],
        class_name=f"kern-alert kern-alert--{tone}",
        **props,
    )


def refusal(message: rx.Var[str]) -> rx.Component:
    """The message of a refused action (`PortalError.message`), read out; nothing when empty."""
    box = rx.el.div(
        rx.el.strong(message, class_name="kern-title"),
        class_name="kern-alert kern-alert--danger",
    )
    return rx.el.div(rx.cond(message != "", box, rx.fragment()), role="alert")


def as_paragraph(child: Any) -> rx.Component:
    """Words become a paragraph; a component stays as it is."""
    return child if isinstance(child, rx.Component) else rx.el.p(child, class_name="kern-body")
