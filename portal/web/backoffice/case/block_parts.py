"""How text blocks are offered: a list and a button (assets/js/blocks.js puts the words in)."""

from typing import Any

import reflex as rx

from portal.web.backoffice.case.blocks import ShownBlock
from portal.web.components.buttons import secondary_button
from portal.web.components.scripts import script


def offered_blocks(blocks: Any, field: str, whose: str = "") -> rx.Component:
    """Put into the field with the id `field`; `whose` tells several lists on one page apart."""
    identity = f"baustein-{field}"
    more = rx.el.span(f" {whose}", class_name="kern-sr-only") if whose else rx.fragment()
    named = {"aria_label": f"Einfügen {whose}"} if whose else {}
    return rx.cond(
        blocks.length() > 0,
        rx.el.div(
            script("blocks"),
            rx.el.div(
                rx.el.label("Textbaustein", more, html_for=identity, class_name="kern-label"),
                rx.el.div(
                    rx.el.select(
                        rx.el.option("Bitte wählen", value=""),
                        rx.foreach(blocks, _block),
                        id=identity,
                        class_name="kern-form-input__select",
                    ),
                    class_name="kern-form-input__select-wrapper",
                ),
                class_name="kern-form-input field",
            ),
            secondary_button("Einfügen", **named, custom_attrs={"data-inserts": field}),
            rx.el.p("", class_name="hint", role="status"),
            class_name="blocks",
        ),
    )


def _block(one: rx.Var[ShownBlock]) -> rx.Component:
    return rx.el.option(one.name, value=one.text)
