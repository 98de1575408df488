"""What stands where there is nothing yet: it says so, and what to do."""

from typing import Any

import reflex as rx

from portal.web.components.alerts import as_paragraph
from portal.web.components.buttons import button_bar
from portal.web.components.icons import icon
from portal.web.components.links import Words


def empty_state(
    words: Words, *children: Any, drawing: str, actions: tuple[rx.Component, ...] = ()
) -> rx.Component:
    """`words` is the fact ("Ihr Warenkorb ist leer."), `children` explain, `actions` lead on."""
    return rx.el.div(
        icon(drawing),
        rx.el.h2(words),
        *[as_paragraph(child) for child in children],
        *([button_bar(*actions)] if actions else []),
        class_name="empty",
    )


def skeleton(lines: int = 3) -> rx.Component:
    """Keeps the room of content that arrives after the first paint, so that nothing jumps."""
    bars = [rx.el.span(class_name="skeleton skeleton--line") for _ in range(lines)]
    return rx.el.div(rx.el.span(class_name="skeleton skeleton--title"), *bars, aria_hidden="true")


def skeleton_cards(count: int = 3) -> rx.Component:
    cards = [rx.el.span(class_name="skeleton skeleton--card") for _ in range(count)]
    return rx.el.div(*cards, class_name="shelf", aria_hidden="true")
