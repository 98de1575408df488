"""What the account's pages show. Passwords never pass through here: the forms post to routes."""

from dataclasses import dataclass
from urllib.parse import quote

import reflex as rx

from portal.applications import open_drafts
from portal.identity import path_within_portal, take_flash
from portal.persistence.database import system_scope
from portal.shared.clock import moment_in_words
from portal.shared.trust import TrustLevel
from portal.web.guards import citizens, public
from portal.web.services import services
from portal.web.session import visit_of

_LEVELS = {
    TrustLevel.NONE: "keine",
    TrustLevel.BASIC: "E-Mail-Adresse bestätigt",
    TrustLevel.SUBSTANTIAL: "Identität geprüft",
    TrustLevel.HIGH: "mit dem Online-Ausweis geprüft",
}


class Entry(rx.State):
    """The pages "Anmelden" and "Konto erstellen": what was wrong, and what to go on with

    (empty: the server leads citizens to their account and staff to their desk).
    """

    continue_to: str = ""
    email: str = ""
    display_name: str = ""
    form_fault: str = ""
    email_fault: str = ""
    name_fault: str = ""
    password_fault: str = ""
    notice: str = ""
    sent: bool = False
    drawing: int = 0

    @rx.var
    def register_path(self) -> str:
        """To "Konto erstellen", keeping what to go on with."""
        return _going_on("/registrieren/", self.continue_to)

    @rx.var
    def sign_in_path(self) -> str:
        """To "Anmelden", keeping what to go on with."""
        return _going_on("/anmelden/", self.continue_to)

    @rx.var
    def errors(self) -> list[tuple[str, str]]:
        """What the error summary lists: (element, message)."""
        faults = [
            ("f-email", self.email_fault),
            ("f-display_name", self.name_fault),
            ("f-password", self.password_fault or self.form_fault),
        ]
        return [(element, words) for element, words in faults if words]

    @rx.event
    @public
    async def load(self) -> None:
        """Show the note that the last attempt left, once."""
        query = self.router.url.query_parameters
        wanted = query.get("weiter", "")
        self.continue_to = path_within_portal(wanted) if wanted else ""
        self.sent = query.get("gesendet", "") == "1"
        visit = await visit_of(self)
        note = {}
        if visit.session is not None:
            async with services().database.transaction(system_scope()) as session:
                note = await take_flash(session, visit.session.id)
        self._show(note.get("faults", {}), note.get("typed", {}))
        # Drawn anew only where there is something to put in: who types fast loses nothing.
        self.drawing += 1 if note else 0

    def _show(self, faults: dict[str, str], typed: dict[str, str]) -> None:
        self.email = typed.get("email", "")
        self.display_name = typed.get("display_name", "")
        self.form_fault = faults.get("form", "")
        self.email_fault = faults.get("email", "")
        self.name_fault = faults.get("display_name", "")
        self.password_fault = faults.get("password", "")
        self.notice = faults.get("notice", "")


def _going_on(page: str, continue_to: str) -> str:
    return f"{page}?weiter={quote(continue_to, safe='/')}" if continue_to else page


@dataclass(frozen=True)
class Draft:
    """A draft to go on with."""

    title: str
    municipality: str
    saved: str
    href: str


class Account(rx.State):
    """The page "Mein Konto"."""

    name: str = ""
    email: str = ""
    level: str = ""
    identified: bool = False
    drafts: list[Draft] = []
    ready: bool = False

    @rx.event
    @citizens
    async def load(self) -> None:
        """Who is signed in, how well known, and which drafts are open here."""
        visit = await visit_of(self)
        info, scope = visit.session, visit.scope
        if info is None or scope is None or visit.municipality is None:
            return
        self.name, self.email = info.display_name, info.email
        self.level = _LEVELS[info.trust_level]
        self.identified = info.trust_level.reaches(TrustLevel.SUBSTANTIAL)
        async with services().database.transaction(scope) as session:
            drafts = await open_drafts(session, scope, visit.municipality.slug)
        here = visit.municipality.slug
        self.drafts = [
            Draft(
                draft.title,
                draft.municipality_name,
                moment_in_words(draft.saved_at),
                f"/antrag/{draft.service}/"
                + ("" if draft.municipality == here else f"?bei={draft.municipality}"),
            )
            for draft in drafts
        ]
        self.ready = True
