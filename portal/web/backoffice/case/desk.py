"""Beside the case: notes, checklist, earlier cases, files to be looked at. Nothing of it leaves."""

from dataclasses import dataclass

import reflex as rx
from reflex_base.utils.form import FormData
from sqlalchemy import select
from sqlmodel import col

from portal.cases.access import require_case_worker
from portal.cases.checklist import CheckView, checklist_of, open_items, tick
from portal.cases.hints import Hints, OtherCase, hints_about
from portal.cases.notes import NoteView, notes_of, write_note
from portal.cases.tables import Case
from portal.errors import PortalError
from portal.web.guards import internal, staff
from portal.web.live import watch_found
from portal.web.services import services
from portal.web.session import Visit, visit_of


@dataclass(frozen=True)
class Note:
    """An internal note."""

    author: str
    when: str
    body: str


@dataclass(frozen=True)
class Check:
    """An item of the checklist."""

    item: str
    text: str
    is_done: bool
    by: str


@dataclass(frozen=True)
class Other:
    """Another case on this desk."""

    reference: str
    href: str
    words: str
    why: str


class CaseDesk(rx.State):
    """What only the town hall sees of a case."""

    of: str = ""
    notes: list[Note] = []
    checks: list[Check] = []
    duplicates: list[Other] = []
    earlier: list[Other] = []
    still_open: str = ""
    note_error: str = ""
    drawing: int = 0

    @rx.event
    @staff
    async def load(self) -> None:
        """Show it; colleagues' notes and ticks show by themselves."""
        reference = self.router.url.path.strip("/").split("/")[-1]
        if reference != self.of:
            self.reset()
            self.of = reference
        self.note_error = ""
        await self._show(await visit_of(self))

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Somebody wrote or ticked something."""
        await self._show(await visit_of(self))

    @rx.event
    @staff
    async def note(self, form_data: FormData) -> None:
        """Add an internal note."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                await write_note(session, visit.scope, self.of, str(form_data.get("vermerk", "")))
        except PortalError as fault:
            self.note_error = fault.message
            return
        self.note_error = ""
        self.drawing += 1
        await self._show(visit)

    @rx.event
    @staff
    async def tick(self, item: str, is_done: bool) -> None:
        """Tick an item of the checklist, or take the tick away."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                await tick(session, visit.scope, self.of, item, is_done=is_done)
        except PortalError as fault:
            self.note_error = fault.message
        await self._show(visit)

    async def _show(self, visit: Visit) -> None:
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                actor = await require_case_worker(session, visit.scope)
                query = select(Case).where(col(Case.reference) == self.of, actor.readable)
                case = (await session.scalars(query)).one_or_none()
                if case is None:
                    self.reset()
                    return
                notes, checks = await notes_of(session, case), await checklist_of(session, case)
                hints = await hints_about(session, visit.scope, case)
        except PortalError:
            self.reset()
            return
        self._tell(notes, checks, hints)
        watch_found(self, CaseDesk.refresh, f"case:{case.id}")

    def _tell(
        self, notes: tuple[NoteView, ...], checks: tuple[CheckView, ...], hints: Hints
    ) -> None:
        self.notes = [Note(note.author, note.when, note.body) for note in notes]
        self.checks = [Check(one.item, one.text, one.is_done, one.by) for one in checks]
        self.still_open = "; ".join(open_items(checks))
        self.duplicates = [_other(other) for other in hints.duplicates]
        self.earlier = [_other(other) for other in hints.earlier]


def _other(case: OtherCase) -> Other:
    href = f"/verwaltung/vorgaenge/{case.reference}/"
    return Other(case.reference, href, f"{case.title}, {case.opened}, {case.status}", case.why)
