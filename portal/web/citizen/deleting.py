"""Deleting a draft: asked first, for what was typed is gone at once."""

from typing import Any

import reflex as rx

from portal.shared.language import _
from portal.web.components.buttons import danger_button
from portal.web.components.links import Words


def delete_draft(on_click: Any, about: Words | None = None) -> rx.Component:
    """ "Entwurf löschen" opens the question, "Endgültig löschen" does it.

    `about` tells several of them apart for who hears the page.
    """
    heard = rx.fragment() if about is None else rx.el.span(": ", about, class_name="kern-sr-only")
    return rx.el.details(
        rx.el.summary(_("Entwurf löschen"), heard),
        rx.el.p(_("Alle Angaben und Dateien dieses Entwurfs sind dann weg.")),
        danger_button(_("Endgültig löschen"), on_click=on_click),
        class_name="help",
    )
