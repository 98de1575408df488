"""Where one is in a form."""

from typing import Any

import reflex as rx

from portal.shared.language import _
from portal.web.components.links import Words


def step_progress(step: int | rx.Var[int], steps: int | rx.Var[int]) -> rx.Component:
    """ "Schritt 2 von 5" with a bar. Both count from 1."""
    words = _("Schritt {number} von {total}").format(
        number=rx.Var.create(step), total=rx.Var.create(steps)
    )
    return rx.el.div(
        rx.el.p(words, class_name="step", id="schritt"),
        rx.el.progress(value=step, max=steps, aria_labelledby="schritt"),
        class_name="kern-progress",
    )


def step_heading(title: Words, step: Words = "", **props: Any) -> rx.Component:
    """The question of a step as h1. page.js moves the focus to it when its words change, and keeps
    `step` when the language is changed.
    """
    return rx.el.h1(title, custom_attrs={"data-step": step}, **props)
