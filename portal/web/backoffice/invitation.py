"""The page behind the link of an invitation, and what staff without a role here find."""

from urllib.parse import quote

import reflex as rx

from portal.errors import PortalError
from portal.identity import take_flash
from portal.persistence.database import system_scope
from portal.settings import load_settings
from portal.web.citizen.chrome import Chrome
from portal.web.components.alerts import alert
from portal.web.components.buttons import (
    button_bar,
    primary_button,
    primary_link,
    secondary_link,
)
from portal.web.components.empty import skeleton
from portal.web.components.error_summary import error_summary
from portal.web.components.forms import password_input, text_input
from portal.web.components.native_form import native_form
from portal.web.components.page import StaffHeader, backoffice_page
from portal.web.guards import internal, is_staff_here, public
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.personnel import INVITATION_PATH, read_invitation, what_waits_for

LABEL = "Einladung"


class Invitation(rx.State):
    """`stage`: "" (loading), over, new, known (sign in), mine (accept), waits, works or none."""

    stage: str = ""
    code: str = ""
    email: str = ""
    role: str = ""
    waiting: list[str] = []
    refusal: str = ""
    name: str = ""
    form_fault: str = ""
    name_fault: str = ""
    password_fault: str = ""
    sign_in_href: str = "/verwaltung/anmelden/"
    drawing: int = 0

    @rx.var
    def errors(self) -> list[tuple[str, str]]:
        """What the error summary lists."""
        faults = [
            ("f-display_name", self.name_fault),
            ("f-password", self.password_fault or self.form_fault),
        ]
        return [(element, words) for element, words in faults if words]

    @rx.event
    @public
    async def load(self) -> None:
        """What the link offers; without one, how far the own invitation has come."""
        query = self.router.url.query_parameters
        self.code = (query.get("code", "") or query.get("bestaetigung", ""))[:200]
        visit = await visit_of(self)
        if visit.staff_id:
            watch(self, Invitation.refresh, f"account:{visit.staff_id}")
        await self._take_note(visit)
        if self.code:
            await self._read(visit)
        else:
            await self._show(visit)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Somebody confirmed the role, or took one away."""
        await self._show(await visit_of(self))

    async def _read(self, visit: Visit) -> None:
        self.sign_in_href = (
            f"/verwaltung/anmelden/?weiter={quote(f'{INVITATION_PATH}?code={self.code}', safe='')}"
        )
        try:
            found = await read_invitation(services(), self.code)
        except PortalError as fault:
            self.stage, self.refusal = "over", self.form_fault or fault.message
            return
        self.email, self.role, self.refusal = found.email, found.role_words, ""
        own = visit.session is not None and visit.session.email == found.email
        self.stage = "new" if not found.known else "mine" if own else "known"

    async def _show(self, visit: Visit) -> None:
        here = visit.municipality.slug if visit.municipality else ""
        if visit.staff_id is None:
            self.stage, self.refusal = "over", "Bitte öffnen Sie den Link aus Ihrer Einladung."
            return
        self.waiting = await what_waits_for(services(), visit.staff_id, here)
        otherwise = "works" if is_staff_here(visit) else "none"
        self.stage = "waits" if self.waiting else otherwise

    async def _take_note(self, visit: Visit) -> None:
        note = {}
        if visit.session is not None:
            async with services().database.transaction(system_scope()) as session:
                note = await take_flash(session, visit.session.id)
        faults, typed = note.get("faults", {}), note.get("typed", {})
        self.form_fault = faults.get("form", "")
        self.name_fault = faults.get("display_name", "")
        self.password_fault = faults.get("password", "")
        self.name = typed.get("display_name", "")
        self.drawing += 1 if note else 0


def page() -> rx.Component:
    """h1 "Einladung"; fields "Vor- und Nachname", "Passwort"; button "Einladung annehmen"."""
    return backoffice_page(
        rx.el.h1(LABEL),
        error_summary(Invitation.errors),
        rx.match(
            Invitation.stage,
            ("new", _newcomer()),
            ("known", _known()),
            ("mine", _mine()),
            ("waits", _waits()),
            ("works", _works()),
            ("none", _none()),
            ("over", alert(Invitation.refusal, tone="warning", live=True)),
            skeleton(4),
        ),
        current="",
        header=StaffHeader(
            municipality=Chrome.municipality,
            entries=(("Zum Bürgerportal", "/", True),),
            demo=load_settings().demo,
        ),
    )


def _offer() -> rx.Component:
    return rx.el.p(
        "Sie sind eingeladen, für ",
        rx.el.b(Chrome.municipality),
        " zu arbeiten: ",
        rx.el.b(Invitation.role),
        ".",
        class_name="lead",
    )


def _newcomer() -> rx.Component:
    return rx.el.div(
        _offer(),
        rx.el.p("Ihr Konto bekommt die Adresse ", rx.el.b(Invitation.email), "."),
        native_form(
            text_input(
                "Vor- und Nachname",
                "display_name",
                error=Invitation.name_fault,
                default_value=Invitation.name,
                auto_complete="name",
            ),
            password_input(
                "Passwort",
                hint="Mindestens 12 Zeichen. Ein Satz, den nur Sie kennen, ist gut.",
                error=rx.cond(
                    Invitation.form_fault != "", Invitation.form_fault, Invitation.password_fault
                ),
                auto_complete="new-password",
            ),
            rx.el.input(type="hidden", name="code", value=Invitation.code, read_only=True),
            rx.el.p(
                "Danach richten Sie einen zweiten Faktor ein. Ihre Rolle bestätigt eine zweite"
                " Person aus der Administration.",
                class_name="hint",
            ),
            button_bar(primary_button("Einladung annehmen", type="submit")),
            action=INVITATION_PATH,
            key=Invitation.drawing,
            class_name="narrow",
        ),
    )


def _known() -> rx.Component:
    return rx.el.div(
        _offer(),
        rx.el.p("Sie haben schon ein Konto für die Arbeit. Melden Sie sich damit an."),
        button_bar(primary_link("Anmelden", Invitation.sign_in_href, document=True)),
    )


def _mine() -> rx.Component:
    return rx.el.div(
        _offer(),
        native_form(
            rx.el.input(type="hidden", name="code", value=Invitation.code, read_only=True),
            rx.el.input(type="hidden", name="als", value="konto", read_only=True),
            button_bar(primary_button("Einladung annehmen", type="submit")),
            action=INVITATION_PATH,
        ),
    )


def _waits() -> rx.Component:
    return alert(
        "Ihre Rolle wartet auf Bestätigung",
        rx.el.ul(rx.foreach(Invitation.waiting, rx.el.li)),
        "Eine zweite Person aus der Administration muss sie bestätigen. Sie müssen nichts tun:"
        " Diese Seite zeigt es von selbst, und Sie bekommen eine E-Mail.",
        live=True,
    )


def _works() -> rx.Component:
    return rx.el.div(
        alert("Sie können jetzt arbeiten.", tone="success", live=True),
        button_bar(primary_link("Zur Verwaltung", "/verwaltung/")),
    )


def _none() -> rx.Component:
    return rx.el.div(
        alert(
            "Hier haben Sie keine Rolle.",
            "Sie sind angemeldet, arbeiten aber nicht für diese Kommune. Bitte wenden Sie sich an"
            " Ihre Administration.",
            tone="warning",
        ),
        button_bar(
            secondary_link(
                "Mit einem anderen Konto anmelden", "/verwaltung/anmelden/", document=True
            )
        ),
    )
