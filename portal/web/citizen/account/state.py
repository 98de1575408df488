"""What the account's pages show. Passwords never pass through here: the forms post to routes."""

from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

import reflex as rx

from portal.applications import OpenDraft, open_drafts
from portal.applications.lifetime import ends_at
from portal.errors import PortalError
from portal.identity import path_within_portal, take_flash
from portal.persistence.database import Scope, system_scope
from portal.shared.clock import BERLIN, long_date, moment_in_words
from portal.shared.language import N_, _
from portal.shared.trust import TrustLevel
from portal.web.guards import citizens, public
from portal.web.language import localized
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow.drafts import give_up_application
from portal.workflow.mails import address_refused_on

_LEVELS = {
    TrustLevel.NONE: N_("keine"),
    TrustLevel.BASIC: N_("E-Mail-Adresse bestätigt"),
    TrustLevel.SUBSTANTIAL: N_("Identität geprüft"),
    TrustLevel.HIGH: N_("mit dem Online-Ausweis geprüft"),
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
    link_code: str = ""
    sent: bool = False
    run_out: bool = False
    drawing: int = 0

    @rx.var
    def going_on(self) -> str:
        """The query that keeps what to go on with, from "Anmelden" to "Konto erstellen"."""
        return f"?weiter={quote(self.continue_to, safe='/')}" if self.continue_to else ""

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
        self.run_out = query.get("abgelaufen", "") == "1"
        self.link_code = query.get("bestaetigung", "")[:200]
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


@dataclass(frozen=True)
class Draft:
    """A draft to go on with."""

    title: str
    municipality: str
    saved: str
    href: str
    application_id: str
    ends: str


class Account(rx.State):
    """The page "Mein Konto"."""

    name: str = ""
    email: str = ""
    level: str = ""
    mail_refused_on: str = ""
    identified: bool = False
    drafts: list[Draft] = []
    deleted: str = ""
    ready: bool = False

    @rx.event
    @citizens
    async def load(self) -> None:
        """Who is signed in, how well known, and which drafts are open here."""
        visit = await visit_of(self)
        info, scope = visit.session, visit.scope
        if info is None or scope is None or visit.municipality is None:
            return
        self.name, self.email = info.display_name, info.email or _("noch keine")
        self.level = _(_LEVELS[info.trust_level])
        self.identified = info.trust_level.reaches(TrustLevel.SUBSTANTIAL)
        self.deleted = ""
        self.mail_refused_on = await address_refused_on(services(), info.account_id)
        await self._show_drafts(scope, visit.municipality.slug)
        self.ready = True

    @rx.event
    @citizens
    async def delete_draft(self, application_id: str) -> None:
        """ "Endgültig löschen": answers and uploads of one's own draft are forgotten at once."""
        visit = await visit_of(self)
        if visit.scope is None or visit.municipality is None:
            return
        try:
            await give_up_application(services(), visit.scope, UUID(application_id))
            self.deleted = _("Der Entwurf ist gelöscht.")
        except (PortalError, ValueError) as fault:
            self.deleted = fault.message if isinstance(fault, PortalError) else ""
        await self._show_drafts(visit.scope, visit.municipality.slug)

    async def _show_drafts(self, scope: Scope, here: str) -> None:
        async with services().database.transaction(scope) as session:
            drafts = await open_drafts(session, scope, here)
        self.drafts = [_draft(draft, here) for draft in drafts]


def _draft(draft: OpenDraft, here: str) -> Draft:
    at = "" if draft.municipality == here else f"?bei={draft.municipality}"
    end = ends_at(draft.touched_at, draft.end_announced_at, services().draft_lifetime)
    return Draft(
        title=draft.title,
        municipality=draft.municipality_name,
        saved=moment_in_words(draft.saved_at),
        href=localized(f"/antrag/{draft.service}/{at}"),
        application_id=str(draft.application_id),
        ends=long_date(end.astimezone(BERLIN).date()),
    )
