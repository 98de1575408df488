""" "Stand ohne Anmeldung" in the citizen's own case: make a code, renew it, take it back."""

import reflex as rx

from portal.cases.guest_status import drop_code, has_code, is_offered, make_code
from portal.cases.queries import case_for_citizen
from portal.errors import PortalError
from portal.shared.language import _
from portal.web.components.alerts import alert
from portal.web.components.buttons import button_bar, secondary_button, text_button
from portal.web.components.links import internal_link
from portal.web.guards import citizens
from portal.web.services import services
from portal.web.session import Visit, visit_of


class OwnGuestCode(rx.State):
    """The code of the case that is open; the code itself only until the page is left."""

    of: str = ""
    offered: bool = False
    exists: bool = False
    code: str = ""
    fault: str = ""

    @rx.event
    @citizens
    async def load(self) -> None:
        """Whether there is one."""
        self.reset()
        self.of = self.router.url.path.strip("/").split("/")[-1]
        await self._look(await visit_of(self))

    @rx.event
    @citizens
    async def make(self) -> None:
        """ "Code erstellen" or "Neuen Code erstellen"."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        self.code, self.fault = "", ""
        try:
            async with services().database.transaction(visit.scope) as session:
                self.code = await make_code(session, visit.scope, self.of)
        except PortalError as fault:
            self.fault = fault.message
        await self._look(visit)

    @rx.event
    @citizens
    async def drop(self) -> None:
        """ "Code ungültig machen"."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        self.code, self.fault = "", ""
        try:
            async with services().database.transaction(visit.scope) as session:
                await drop_code(session, visit.scope, self.of)
        except PortalError as fault:
            self.fault = fault.message
        await self._look(visit)

    async def _look(self, visit: Visit) -> None:
        if visit.scope is None or visit.citizen_id is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                case = await case_for_citizen(session, visit.citizen_id, self.of)
                self.offered = is_offered(case.municipality)
                self.exists = await has_code(session, case.id)
        except PortalError:
            self.offered = self.exists = False


def status_without_signing_in(reference: rx.Var[str]) -> rx.Component:
    """The part of the case's page, where the municipality offers it."""
    return rx.cond(
        OwnGuestCode.offered & (OwnGuestCode.of == reference),
        rx.el.details(
            rx.el.summary(_("Stand ohne Anmeldung abfragen")),
            rx.el.p(
                _(
                    "Mit Aktenzeichen und Code sieht man nur, wie weit ein Antrag ist: keinen "
                    "Namen, keine Angaben und keine Nachrichten."
                ),
                " ",
                internal_link(_("Stand abfragen"), href="/status/"),
            ),
            rx.el.div(
                rx.cond(OwnGuestCode.code != "", _just_made()),
                rx.cond(OwnGuestCode.fault != "", alert(OwnGuestCode.fault, tone="danger")),
                role="status",
            ),
            _buttons(),
        ),
    )


def _just_made() -> rx.Component:
    return alert(
        _("Ihr Code"),
        rx.el.p(OwnGuestCode.code, class_name="code"),
        rx.el.p(_("Wir zeigen ihn nur jetzt. Bitte schreiben Sie ihn auf.")),
        tone="success",
    )


def _buttons() -> rx.Component:
    return rx.cond(
        OwnGuestCode.exists,
        rx.fragment(
            rx.cond(
                OwnGuestCode.code == "",
                rx.el.p(_("Es gibt einen Code. Mit einem neuen gilt der alte nicht mehr.")),
            ),
            button_bar(
                secondary_button(_("Neuen Code erstellen"), on_click=OwnGuestCode.make),
                text_button(_("Code ungültig machen"), on_click=OwnGuestCode.drop),
            ),
        ),
        button_bar(secondary_button(_("Code erstellen"), on_click=OwnGuestCode.make)),
    )
