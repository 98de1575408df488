"""The notice that the connection is lost. Reflex reconnects by itself; nothing is to be done."""

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors


def connection_notice() -> rx.Component:
    """For `rx.App(app_wraps=…)` in place of Reflex's toast and pulsing icon, which need eval."""
    notice = rx.el.div(
        rx.el.span(class_name="pulse", aria_hidden="true"),
        rx.el.span("Verbindung unterbrochen – wir verbinden Sie neu. Ihre Angaben bleiben da."),
        class_name="connection",
    )
    return rx.el.div(rx.cond(has_connection_errors, notice, rx.fragment()), role="status")
