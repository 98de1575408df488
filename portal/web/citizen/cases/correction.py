"""`/vorgaenge/<reference>/korrektur/`: the marked answers are mended, looked over and sent."""

from collections.abc import AsyncIterator
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.cases.corrections import (
    CorrectionWrong,
    NothingToCorrect,
    OpenCorrection,
    correction_to_answer,
    save_correction,
    send_correction,
)
from portal.errors import PortalError
from portal.forms import FieldError, FieldView
from portal.shared.language import GERMAN, _, speaking
from portal.shared.money import format_euro
from portal.web.citizen.cases.correction_shown import ShownChange, shown_changes
from portal.web.form_data import texts_of
from portal.web.guards import citizens
from portal.web.language import localized
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.correction_files import remove_correction_file


class Correction(rx.State):
    """The open correction of this tab. What was typed lies in the database, not here."""

    reference: str = ""
    text: str = ""
    fields: list[FieldView] = []
    changes: list[ShownChange] = []
    errors: list[tuple[str, str]] = []
    fee: str = ""
    costs_more: bool = False
    checking: bool = False
    refusal: str = ""
    revision: int = 0
    drawing: int = 0
    ready: bool = False
    missing: bool = False
    _agreed_cents: int = -1

    @rx.var
    def autosave_url(self) -> str:
        """Where our script sends what is typed."""
        return f"/vorgaenge/{self.reference}/korrektur/speichern"

    @rx.var
    def upload_url(self) -> str:
        """Where our script sends files; the field's path follows."""
        return f"/vorgaenge/{self.reference}/korrektur/dateien/"

    @rx.event
    @citizens
    async def load(self) -> AsyncIterator[None]:
        """Show what is to be mended, as far as it is."""
        reference = _reference_in(self.router.url.path)
        self.refusal, self.errors, self.checking = "", [], False
        if reference != self.reference:
            self.reference, self.ready = reference, False
            yield
        await self._show(await visit_of(self))
        self.drawing += 1  # what this tab drew before is older than what autosave has stored since

    @rx.event
    @citizens
    async def leave(self) -> None:
        """The page is left: what it showed is old when it is opened again."""
        self.ready = False

    @rx.event
    @citizens
    async def redraw(self, occasion: str) -> None:
        """Something was stored on which other fields depend, or a file arrived."""
        await self._show(await visit_of(self))

    @rx.event
    @citizens
    async def look_over(self, form_data: FormData) -> None:
        """ "Weiter": keep what was typed; with no mistake show what will be sent."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        self.refusal = ""
        try:
            async with services().database.transaction(visit.scope) as session:
                await save_correction(
                    session, visit.scope, self.reference, texts_of(form_data), whole=True
                )
                now = await correction_to_answer(session, visit.scope, self.reference)
                with speaking(GERMAN):
                    faults = now.mistakes()
        except PortalError as fault:
            self.refusal = fault.message
            return
        self._tell(now, faults)
        self.drawing += 1
        if not faults and not self.changes:
            self.refusal = _(
                "Sie haben noch nichts geändert. Stimmen die Angaben so, schreiben Sie uns das"
                " bitte als Nachricht in Ihrem Vorgang."
            )
        self.checking = not faults and bool(self.changes)

    @rx.event
    @citizens
    async def change_again(self) -> None:
        """ "Ändern": back to the fields."""
        self.checking = False
        self.drawing += 1
        await self._show(await visit_of(self))

    @rx.event
    @citizens
    async def send(self) -> rx.event.EventSpec | None:
        """ "Korrektur absenden": what was looked over, for the fee that was shown."""
        visit = await visit_of(self)
        if visit.scope is None or not self.checking:
            return None
        try:
            async with services().database.transaction(visit.scope) as session:
                await send_correction(
                    session, visit.scope, services().follow_ups, self.reference,
                    agreed_cents=self._agreed_cents,
                )  # fmt: skip
        except NothingToCorrect:
            pass
        except CorrectionWrong as fault:
            self.refusal, self.checking = fault.message, False
            await self._show(visit, fault.errors)
            return None
        except PortalError as fault:
            self.refusal, self.checking = fault.message, False
            await self._show(visit)
            return None
        return rx.redirect(localized(f"/vorgaenge/{self.reference}/"))

    @rx.event
    @citizens
    async def remove_file(self, path: str, file_id: str) -> None:
        """ "entfernen" beside a file."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            await remove_correction_file(
                services(), visit.scope, self.reference, path, UUID(file_id)
            )
        except (PortalError, ValueError):
            return
        await self._show(visit)

    async def _show(self, visit: Visit, faults: tuple[FieldError, ...] = ()) -> None:
        self.ready = True
        if visit.scope is None or visit.citizen_id is None:
            self.missing = True
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                now = await correction_to_answer(session, visit.scope, self.reference)
        except PortalError:
            self.missing = True
            return
        self.missing = False
        self._tell(now, faults)

    def _tell(self, now: OpenCorrection, faults: tuple[FieldError, ...]) -> None:
        with speaking(GERMAN):
            steps = now.steps(faults)
            self.changes = shown_changes(now.changes())
        self.text, self.revision = now.request.text, now.request.revision
        self.fields = [line for step in steps for line in step.fields]
        self.errors = [(fault.element_id, fault.message) for fault in faults]
        self._agreed_cents = -1 if now.new_cents is None else now.new_cents
        more = (now.new_cents or 0) - now.old_cents
        self.costs_more, self.fee = more > 0, _fee_in_words(more, now)


def _reference_in(path: str) -> str:
    """The case of /vorgaenge/<reference>/korrektur/; "" of any other address."""
    *_, reference, _last = ["", "", *path.strip("/").split("/")]
    return reference


def _fee_in_words(more: int, now: OpenCorrection) -> str:
    if now.new_cents is None or more == 0:
        return ""
    fee = {"new": format_euro(now.new_cents), "old": format_euro(now.old_cents)}
    if more > 0:
        words = _(
            "Mit Ihrer Korrektur kostet der Antrag {new} statt {old}. {difference} bezahlen Sie "
            "nach dem Absenden."
        )
    else:
        words = _(
            "Mit Ihrer Korrektur kostet der Antrag {new} statt {old}. Wir erstatten Ihnen "
            "{difference}."
        )
    return words.format(difference=format_euro(abs(more)), **fee)
