"""On "Anmeldung und Sicherheit": the address and the password one signs in with."""

import reflex as rx

from portal.identity import take_flash
from portal.persistence.database import system_scope
from portal.shared.language import N_, _
from portal.web.components.alerts import alert
from portal.web.components.links import internal_link
from portal.web.guards import citizens
from portal.web.services import services
from portal.web.session import visit_of

_DONE = {
    "adresse": N_("Ihre neue E-Mail-Adresse gilt. Mit ihr melden Sie sich jetzt an."),
    "passwort": N_("Ihr neues Passwort gilt. Auf allen anderen Geräten sind Sie abgemeldet."),
}


class SignInData(rx.State):
    """The address the account has now."""

    email: str = ""
    done: str = ""
    fault: str = ""

    @rx.event
    @citizens
    async def load(self) -> None:
        """Show the address."""
        visit = await visit_of(self)
        if visit.session is None:
            return
        self.email = visit.session.email or _("noch keine")
        async with services().database.transaction(system_scope()) as session:
            note = await take_flash(session, visit.session.id)
        self.fault = note.get("faults", {}).get("form", "")
        changed = self.router.url.query_parameters.get("geaendert", "")
        self.done = _(_DONE.get(changed, "")) if changed in _DONE else ""


def section() -> rx.Component:
    """Address and password."""
    return rx.el.section(
        rx.cond(SignInData.fault != "", alert(SignInData.fault, tone="danger", live=True)),
        rx.cond(SignInData.done != "", alert(SignInData.done, tone="success", live=True)),
        rx.el.h2(_("E-Mail-Adresse und Passwort"), id="anmeldedaten"),
        rx.el.dl(
            rx.el.dt(_("E-Mail-Adresse")),
            rx.el.dd(SignInData.email),
            class_name="glance",
        ),
        rx.el.ul(
            rx.el.li(internal_link(_("E-Mail-Adresse ändern"), href="/konto/adresse/")),
            rx.el.li(internal_link(_("Passwort ändern"), href="/konto/passwort/")),
            class_name="plain-list",
        ),
        aria_labelledby="anmeldedaten",
    )
