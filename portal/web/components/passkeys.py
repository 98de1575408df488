"""The button that leads to a passkey: to sign in, to confirm, to have a new one."""

from typing import Any

import reflex as rx

from portal.web.components.buttons import secondary_button
from portal.web.components.links import Words
from portal.web.components.native_form import native_form

START_PATH = "/anmelden/passkey/"


def passkey_button(words: Words, purpose: str, continue_to: Words, *children: Any) -> rx.Component:
    """A form of its own; `children` are its further fields. `purpose` as the route has it."""
    return native_form(
        *children,
        rx.el.input(type="hidden", name="zweck", value=purpose, read_only=True),
        rx.el.input(type="hidden", name="weiter", value=continue_to, read_only=True),
        secondary_button(words, type="submit"),
        action=START_PATH,
    )
