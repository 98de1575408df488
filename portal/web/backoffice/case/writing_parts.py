"""The conversation on the desk, as it is drawn."""

import reflex as rx

from portal.web.backoffice.case.block_parts import offered_blocks
from portal.web.backoffice.case.state import StaffCase
from portal.web.components.buttons import secondary_button
from portal.web.components.conversation import conversation, writing_form


def conversation_with_citizen() -> rx.Component:
    """The messages so far and a field to write."""
    return conversation(
        StaffCase,
        writing_form(
            StaffCase,
            "Nachricht schreiben",
            secondary_button("Nachricht senden", type="submit"),
            below=offered_blocks(StaffCase.message_blocks, "f-nachricht", "für die Nachricht"),
            upload_url="/vorgaenge/" + StaffCase.reference + "/dateien",
        ),
    )
