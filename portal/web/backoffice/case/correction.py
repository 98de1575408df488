"""Asking for a correction: mark answers, look over what the citizen will read, send."""

from dataclasses import dataclass

import reflex as rx
from reflex_base.utils.form import FormData

from portal.cases.corrections import request_correction
from portal.cases.views import StaffCaseView
from portal.errors import PortalError
from portal.web.citizen.cases.correction_shown import (
    ShownCorrection,
    ShownMark,
    shown_correction,
)
from portal.web.form_data import texts_of
from portal.web.guards import staff
from portal.web.services import services
from portal.web.session import visit_of

_MARK, _REMARK = "markiert:", "hinweis:"


@dataclass(frozen=True)
class Markable:
    """An answer that can be marked; `part` heads the first one of its step."""

    path: str
    label: str
    text: str
    part: str


class CorrectionOnDesk(rx.State, mixin=True):
    """The part of the case's page that asks for corrections."""

    marking: bool = False
    previewing: bool = False
    markables: list[Markable] = []
    marked: list[ShownMark] = []
    marking_text: str = ""
    marking_refusal: str = ""
    marking_drawing: int = 0
    corrections: list[ShownCorrection] = []
    _remarks: dict[str, str] = {}

    @rx.event
    @staff
    async def look_over_marks(self, form_data: FormData) -> None:
        """ "Vorschau": what the citizen will be asked."""
        typed = texts_of(form_data)
        wanted = {
            name.removeprefix(_MARK): "" for name in typed if name.startswith(_MARK) and typed[name]
        }
        remarks = {path: str(typed.get(_REMARK + path, "")) for path in wanted}
        chosen = [one for one in self.markables if one.path in remarks]
        if not chosen:
            self.marking_refusal = "Bitte kreuzen Sie mindestens eine Angabe an."
            return
        self._remarks = {one.path: remarks[one.path] for one in chosen}
        self.marked = [ShownMark(one.label, one.text, remarks[one.path]) for one in chosen]
        self.marking_text = str(typed.get("text", ""))[:4000]
        self.marking_refusal, self.previewing = "", True

    @rx.event
    @staff
    async def mark_again(self) -> None:
        """ "Ändern": back to the marks, which are as they were."""
        self.previewing = False

    @rx.event
    @staff
    async def stop_marking(self) -> None:
        """ "Abbrechen": nothing is asked."""
        self._end_marking()

    @rx.event
    @staff
    async def send_marks(self) -> None:
        """ "Korrektur anfordern": what was looked over is sent."""
        visit = await visit_of(self)
        if visit.scope is None or not self.previewing:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                await request_correction(
                    session, visit.scope, services().follow_ups, self.reference, self._remarks,
                    revision=self.revision, text=self.marking_text,
                )  # fmt: skip
        except PortalError as fault:
            self.marking_refusal, self.previewing = fault.message, False
            return
        self._end_marking()
        await self._show(visit)

    def _begin_marking(self) -> None:
        self._end_marking()
        self.marking = True
        self.marking_drawing += 1

    def _end_marking(self) -> None:
        self.marking = self.previewing = False
        self.marking_refusal, self.marking_text, self.marked, self._remarks = "", "", [], {}

    def _tell_corrections(self, view: StaffCaseView) -> None:
        self.corrections = [shown_correction(one) for one in view.case.corrections]
        self.markables = [
            Markable(row["path"], row["label"], row["text"], part["title"] if not number else "")
            for part in view.case.review
            for number, row in enumerate(
                row for row in part["rows"] if row["path"] in view.markable
            )
        ]
        if not self.markables:
            self._end_marking()
