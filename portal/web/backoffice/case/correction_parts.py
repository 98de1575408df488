"""How a correction is asked for on the desk."""

import reflex as rx

from portal.web.backoffice.case.block_parts import offered_blocks
from portal.web.backoffice.case.correction import Markable
from portal.web.backoffice.case.state import StaffCase
from portal.web.citizen.cases.correction_shown import mark_list
from portal.web.components.alerts import refusal
from portal.web.components.buttons import (
    button_bar,
    primary_button,
    secondary_button,
)
from portal.web.components.choices import choice_card
from portal.web.components.forms import ASKS, cancel_button, kept, plain_form, text_area, text_input


def marking() -> rx.Component:
    """The answers with a box each; what was typed stays while one looks over it."""
    return rx.el.section(
        rx.el.h2("Korrektur anfordern", custom_attrs=ASKS),
        refusal(StaffCase.marking_refusal),
        rx.cond(StaffCase.previewing, _preview()),
        plain_form(
            rx.el.p(
                "Kreuzen Sie an, was zu korrigieren ist. Nur diese Angaben können danach geändert "
                "werden.",
                class_name="lead",
            ),
            rx.foreach(StaffCase.markables, _answer),
            text_area("Nachricht dazu (optional)", "text", rows=4, id="f-korrektur"),
            offered_blocks(StaffCase.correction_blocks, "f-korrektur", "zur Korrektur"),
            button_bar(
                primary_button("Vorschau", type="submit"),
                cancel_button(StaffCase.stop_marking),
            ),
            on_submit=StaffCase.look_over_marks,
            action="/antrag/ohne-skript",
            hidden=StaffCase.previewing,
            key=StaffCase.marking_drawing,
            custom_attrs=kept("korrektur"),
        ),
    )


def _preview() -> rx.Component:
    return rx.el.div(
        rx.el.h3("Das liest die Bürgerin oder der Bürger", custom_attrs=ASKS),
        rx.cond(
            StaffCase.marking_text != "",
            rx.el.p(StaffCase.marking_text, class_name="letter"),
        ),
        mark_list(StaffCase.marked),
        rx.el.p(
            "Darüber geht eine Benachrichtigung hinaus. Bis zur Antwort ruht die Frist.",
            class_name="hint",
        ),
        button_bar(
            primary_button("Korrektur anfordern", on_click=StaffCase.send_marks),
            secondary_button("Ändern", on_click=StaffCase.mark_again),
        ),
        class_name="box",
    )


def _answer(one: rx.Var[Markable]) -> rx.Component:
    return rx.fragment(
        rx.cond(one.part != "", rx.el.h3(one.part)),
        rx.el.div(
            choice_card(
                f"markiert:{one.path}",
                "ja",
                one.label,
                f"m-{one.path}",
                hint=one.text,
                kind="checkbox",
            ),
            text_input(
                rx.el.span("Hinweis", rx.el.span(" zu ", one.label, class_name="kern-sr-only")),
                f"hinweis:{one.path}",
                id=f"h-{one.path}",
                max_length=500,
            ),
            class_name="markable",
        ),
    )
