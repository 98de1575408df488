"""Writing to the citizen from the case."""

import reflex as rx

from portal.web.backoffice.case.state import StaffCase
from portal.web.citizen.cases.page import conversation
from portal.web.components.buttons import button_bar, secondary_button
from portal.web.components.forms import plain_form, text_area


def conversation_with_citizen() -> rx.Component:
    """The messages so far and a field to write."""
    return conversation(StaffCase.letters, StaffCase.may_write, _write())


def _write() -> rx.Component:
    return plain_form(
        text_area("Nachricht schreiben", "nachricht", rows=4),
        button_bar(secondary_button("Nachricht senden", type="submit")),
        on_submit=StaffCase.write,
        action="/antrag/ohne-skript",
        key=StaffCase.drawing,
    )
