"""The page "Anmeldung und Sicherheit": how one signs in, and where one is signed in.

Each section is a function with a state of its own, in a module of its own. A new one is named in
`SECTIONS`; its `load` handler in `ON_LOAD`.
"""

from collections.abc import Callable
from typing import Any

import reflex as rx

from portal.shared.language import _
from portal.web.citizen.account import linked, own_sessions, passkeys, sign_in_data
from portal.web.citizen.chrome import header
from portal.web.components.page import breadcrumbs, citizen_page

SECURITY_PATH = "/konto/sicherheit/"

# In the order they stand on the page.
SECTIONS: tuple[Callable[[], rx.Component], ...] = (
    sign_in_data.section,
    passkeys.section,
    linked.section,
    own_sessions.section,
)
ON_LOAD: tuple[Any, ...] = (
    sign_in_data.SignInData.load,
    passkeys.OwnPasskeys.load,
    linked.LinkedAccounts.load,
    own_sessions.OwnSessions.load,
)


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.el.h1(_("Anmeldung und Sicherheit")),
        rx.el.div(*[section() for section in SECTIONS], class_name="narrow"),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs((_("Mein Konto"), "/konto/"), here=_("Anmeldung und Sicherheit")),
    )
