"""Files looked at without leaving the page (assets/js/viewing.js); staff's pages alone do."""

import reflex as rx

from portal.shared.language import _
from portal.web.components.buttons import text_button
from portal.web.components.links import Words

# What the browser can show beside our page; anything else is fetched.
KINDS = {"application/pdf": "pdf", "image/jpeg": "image", "image/png": "image"}


def view_button(name: Words, href: Words, kind: Words) -> rx.Component:
    """Opens the file at `href` over the page, titled with its name; nothing where `kind`, one of
    KINDS' words, is empty. The page brings the script "viewing"."""
    return rx.cond(
        kind != "",
        rx.fragment(
            " ",
            text_button(
                _("Ansehen"),
                rx.el.span(": ", name, class_name="kern-sr-only"),
                custom_attrs={"data-view": href, "data-view-kind": kind, "data-view-name": name},
            ),
        ),
    )
