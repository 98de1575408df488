"""Writing to the citizen from the case."""

from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.cases.messages import draft_of, keep_draft, note_read
from portal.cases.service import write_message
from portal.cases.views import CaseView
from portal.errors import PortalError
from portal.web.citizen.cases.letters import Letter, Paper, is_second_click, letters_of
from portal.web.guards import staff
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.message_files import remove_message_file


class WritesToCitizen(rx.State, mixin=True):
    """The part of the case's page that is the conversation."""

    letters: list[Letter] = []
    waiting: list[Paper] = []
    draft: str = ""
    write_error: str = ""
    sent_note: str = ""
    drawing: int = 0
    may_write: bool = False
    has_news: bool = False
    _sent: str = ""
    _fresh: list[str] = []

    @rx.event
    @staff
    async def write(self, form_data: FormData) -> None:
        """Write to the citizen without changing the status."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        body = str(form_data.get("nachricht", ""))
        if is_second_click(form_data, self.reference, self.drawing, body.strip() == self._sent):
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                await write_message(
                    session, visit.scope, services().follow_ups, self.reference, body
                )
                await note_read(session, visit.scope, self.reference)
        except PortalError as fault:
            self.write_error, self.sent_note = fault.message, ""
            return
        self.sent_note = "Nachricht gesendet."
        self.write_error, self.draft, self._sent, self._fresh = "", "", body.strip(), []
        self.drawing += 1
        await self._show(visit)

    @rx.event
    @staff
    async def type_on(self, typed: str) -> None:
        """Keep what is in the field; a straggler of what was just sent is none."""
        visit = await visit_of(self)
        if visit.scope is None or typed.strip() == self._sent != "":
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                await keep_draft(session, visit.scope, self.reference, typed)
        except PortalError as fault:
            self.write_error = fault.message
            return
        if typed.strip():
            self.write_error, self.sent_note = "", ""

    @rx.event
    @staff
    async def take_back(self, key: str) -> None:
        """Remove a file that was not sent yet."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            await remove_message_file(services(), visit.scope, self.reference, UUID(key))
        except (PortalError, ValueError) as fault:
            self.write_error = fault.message if isinstance(fault, PortalError) else ""
        await self._show(visit)

    @rx.event
    @staff
    async def see_news(self) -> None:
        """A message came while the page was open, and now somebody is at it."""
        if self.has_news:
            await self._open_conversation(await visit_of(self), draft_too=False)

    def _tell_letters(self, case: CaseView) -> None:
        unread = [str(message.id) for message in case.messages if message.is_new]
        self._fresh = sorted({*self._fresh, *unread})
        self.letters = letters_of(case, self._fresh, for_staff=True)
        self.may_write = case.may_write
        self.has_news = bool(unread)

    async def _open_conversation(self, visit: Visit, draft_too: bool = True) -> None:
        """What is shown counts as read, and the field has what was typed into it."""
        if visit.scope is None or self.missing or self.reads_only:
            return
        async with services().database.transaction(visit.scope) as session:
            await note_read(session, visit.scope, self.reference)
            if draft_too:
                self.draft = await draft_of(session, visit.scope, self.reference)
                self.drawing += 1
        self.has_news, self._sent = False, ""
