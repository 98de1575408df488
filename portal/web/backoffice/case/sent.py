"""What the citizen sent, in the form's order."""

import reflex as rx

from portal.web.backoffice.case.state import StaffCase
from portal.web.citizen.cases.page import answers


def sent_answers() -> rx.Component:
    """The answers, step by step."""
    return rx.el.section(
        rx.el.h2("Angaben"),
        rx.foreach(
            StaffCase.parts,
            lambda part: rx.el.section(rx.el.h3(part.title), answers(part.answers)),
        ),
    )
