"""What the case worker may do next: the rows of the status table as buttons."""

import reflex as rx

from portal.web.backoffice.case.block_parts import offered_blocks
from portal.web.backoffice.case.state import Action, StaffCase
from portal.web.components.buttons import button_bar, primary_button, secondary_button
from portal.web.components.forms import cancel_button, kept, plain_form, text_area


def next_step() -> rx.Component:
    """The buttons, or the text that one of them asks for."""
    return rx.el.section(
        rx.el.h2("Nächster Schritt", class_name="kern-sr-only"),
        rx.cond(
            StaffCase.asking != "",
            _ask(),
            rx.el.div(rx.foreach(StaffCase.actions, _button), class_name="actions"),
        ),
    )


def _button(action: rx.Var[Action]) -> rx.Component:
    told = f"folge-{action.key}"
    does = {"on_click": StaffCase.act(action.key), "aria_describedby": told}
    does["custom_attrs"] = {"data-act": action.key}
    return rx.el.div(
        rx.cond(
            action.primary,
            primary_button(action.label, **does),
            secondary_button(action.label, **does),
        ),
        rx.el.p(action.tells, id=told, class_name="hint"),
        key=action.key,
    )


def _ask() -> rx.Component:
    return plain_form(
        text_area(
            StaffCase.asking_label,
            "text",
            id="f-begruendung",
            rows=5,
            error=StaffCase.asking_error,
            auto_focus=True,
        ),
        offered_blocks(StaffCase.asking_blocks, "f-begruendung", "dafür"),
        rx.el.p("Der Text steht danach im Vorgang. ", StaffCase.asking_tells, class_name="hint"),
        button_bar(
            primary_button(StaffCase.asking_button, type="submit"),
            cancel_button(StaffCase.never_mind),
        ),
        on_submit=StaffCase.act_with_text,
        action="/antrag/ohne-skript",
        key=StaffCase.asking,
        custom_attrs=kept("handlung-" + StaffCase.asking),
    )
