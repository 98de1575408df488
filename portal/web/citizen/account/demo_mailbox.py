"""Where the demonstration shows the mail that a page has just spoken of."""

import reflex as rx

from portal.settings import load_settings
from portal.shared.language import _
from portal.web.components.links import document_link


def demo_mailbox() -> rx.Component:
    """The way to the demo's mailbox; nothing outside the demo."""
    if not load_settings().demo:
        return rx.fragment()
    return rx.el.p(
        _("In der Vorführung liegt die E-Mail hier:"),
        " ",
        document_link(_("Demo-Postfach"), href="/demo/postfach/"),
    )
