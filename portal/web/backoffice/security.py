"""How a member of staff signs in: a passkey instead of the app's code."""

import reflex as rx

from portal.web.backoffice.frame import header
from portal.web.citizen.account.passkeys import STAFF_PATH, passkey_section
from portal.web.components.page import backoffice_page

TITLE = "Anmeldung und Sicherheit"


def page() -> rx.Component:
    """The own passkeys."""
    return backoffice_page(
        rx.el.h1(TITLE),
        rx.el.div(
            passkey_section(
                "Bei der Anmeldung geben Sie nach dem Passwort entweder den Code Ihrer App ein "
                "oder Sie nehmen einen Passkey. Den kann niemand auf einer falschen Seite stehlen.",
                STAFF_PATH,
            ),
            class_name="narrow",
        ),
        current="Anmeldung",
        header=header(),
    )
