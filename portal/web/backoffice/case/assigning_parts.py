"""How it is drawn who works on the case."""

import reflex as rx

from portal.web.backoffice.case.assigning import ShownColleague
from portal.web.backoffice.case.state import StaffCase
from portal.web.components.alerts import refusal
from portal.web.components.buttons import button_bar, secondary_button, text_button
from portal.web.components.field_parts import ABSENT
from portal.web.components.forms import plain_form


def who_works_on_it() -> rx.Component:
    """Nothing where the case is over."""
    return rx.fragment(
        refusal(StaffCase.assign_error),
        rx.cond(
            StaffCase.may_take | StaffCase.may_give_back,
            rx.el.details(
                rx.el.summary("Zuständigkeit ändern"),
                rx.el.p("Zurzeit bei: ", rx.el.b(StaffCase.assignee)),
                button_bar(
                    rx.cond(
                        StaffCase.may_take,
                        secondary_button("Mir zuweisen", on_click=StaffCase.take_over),
                    ),
                    rx.cond(
                        StaffCase.may_give_back,
                        text_button("Zurückgeben", on_click=StaffCase.give_back),
                    ),
                ),
                rx.cond(StaffCase.colleagues.length() > 0, _to_a_colleague()),
            ),
        ),
    )


def _to_a_colleague() -> rx.Component:
    wrong = StaffCase.nobody_chosen != ""
    choices = rx.el.select(
        rx.el.option("Bitte wählen", value=""),
        rx.foreach(StaffCase.colleagues, _colleague),
        name="kollegin",
        id="f-kollegin",
        class_name="kern-form-input__select",
        aria_invalid=rx.cond(wrong, "true", "false"),
        aria_describedby=rx.cond(wrong, "f-kollegin-fehler", ABSENT),
    )
    return plain_form(
        rx.el.div(
            rx.el.label("Zuweisen an", html_for="f-kollegin", class_name="kern-label"),
            rx.el.div(choices, class_name="kern-form-input__select-wrapper"),
            rx.cond(
                wrong,
                rx.el.p(StaffCase.nobody_chosen, id="f-kollegin-fehler", class_name="kern-error"),
            ),
            class_name=rx.cond(
                wrong, "kern-form-input kern-form-input--error field", "kern-form-input field"
            ),
        ),
        button_bar(secondary_button("Zuweisen", type="submit")),
        on_submit=StaffCase.hand_over,
        action="/antrag/ohne-skript",
    )


def _colleague(one: rx.Var[ShownColleague]) -> rx.Component:
    return rx.el.option(one.name, value=one.key)
