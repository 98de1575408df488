"""On "Anmeldung und Sicherheit": the address and the password one signs in with."""

import reflex as rx

from portal.shared.language import _
from portal.web.guards import citizens
from portal.web.session import visit_of


class SignInData(rx.State):
    """The address the account has now."""

    email: str = ""

    @rx.event
    @citizens
    async def load(self) -> None:
        """Show the address."""
        visit = await visit_of(self)
        self.email = visit.session.email if visit.session else ""


def section() -> rx.Component:
    """Address and password."""
    return rx.el.section(
        rx.el.h2(_("E-Mail-Adresse und Passwort"), id="anmeldedaten"),
        rx.el.dl(
            rx.el.dt(_("E-Mail-Adresse")),
            rx.el.dd(SignInData.email),
            class_name="glance",
        ),
        aria_labelledby="anmeldedaten",
    )
