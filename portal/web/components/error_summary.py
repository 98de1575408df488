"""The list of what is wrong, at the top of a form. page.js moves the focus to it."""

import reflex as rx

from portal.shared.language import _
from portal.web.components.links import Words, fragment_link


def error_summary(errors: rx.Var[list[tuple[str, str]]], title: Words = "") -> rx.Component:
    """`errors` holds (element id of the field, message); nothing is shown when it is empty."""
    entries = rx.foreach(errors, lambda error: rx.el.li(fragment_link(error[1], target=error[0])))
    box = rx.el.div(
        rx.el.h2(
            title or _("Bitte prüfen Sie Ihre Angaben"), class_name="kern-title", id="fehler-titel"
        ),
        rx.el.ul(entries),
        class_name="kern-alert kern-alert--danger",
        role="alert",
        tab_index=-1,
        aria_labelledby="fehler-titel",
        custom_attrs={"data-error-summary": ""},
    )
    return rx.cond(errors.length() > 0, box, rx.fragment())
