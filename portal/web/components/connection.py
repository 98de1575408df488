"""The notice that the connection is lost. Reflex reconnects by itself; nothing is to be done."""

import reflex as rx
from reflex_base.components.memo import memo
from reflex_components_core.core.banner import has_connection_errors

from portal.shared.language import _
from portal.web.components.languages import in_each_language


def connection_notice() -> rx.Component:
    """In place of Reflex's toast and pulsing icon, which need eval:

    `rx.App(app_wraps={(5, "Connection"): lambda stateful: connection_notice() if stateful else
    None, …})`. It is a fragment because Reflex puts the whole page inside of an app wrap.
    """
    return rx.fragment(memo(_connection_line)())


def _words() -> rx.Component:
    return rx.el.span(
        _("Verbindung unterbrochen – wir verbinden Sie neu. Ihre Angaben bleiben da.")
    )


def _connection_line() -> rx.Component:
    notice = rx.el.div(
        rx.el.span(class_name="pulse", aria_hidden="true"),
        in_each_language(_words),
        class_name="connection",
    )
    return rx.el.div(rx.cond(has_connection_errors, notice, rx.fragment()), aria_live="polite")
