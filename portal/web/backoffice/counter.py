"""The counter check: enter the citizen's code, compare the document, confirm; or take it back."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.errors import PortalError
from portal.forms import FieldView
from portal.identity import DoneCheck, Person, plain_code
from portal.shared.clock import moment_in_words
from portal.web.backoffice.counter_form import check_of, faults_of, lines_of, typed_into
from portal.web.form_data import texts_of
from portal.web.guards import internal, staff
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow import counter_check

_CODE_LENGTH = 8


@dataclass(frozen=True)
class Done:
    """A confirmation that can be taken back."""

    id: str
    name: str
    clerk: str
    when: str


class Counter(rx.State):
    """The person at the counter, from the code to the confirmation."""

    code: str = ""
    name: str = ""
    email: str = ""
    identified: bool = False
    found: bool = False
    fields: list[FieldView] = []
    errors: list[tuple[str, str]] = []
    refusal: str = ""
    success: str = ""
    done: list[Done] = []
    revoking: str = ""
    revoking_name: str = ""
    drawing: int = 0
    ready: bool = False

    @rx.event
    @staff
    async def load(self) -> None:
        """An empty counter, or the code that a scanned QR code brought along."""
        visit = await visit_of(self)
        if visit.municipality:
            watch(self, Counter.refresh, f"counter:{visit.municipality.slug}")
        self._clear()
        self.success, self.revoking = "", ""
        await self._list(visit)
        if scanned := plain_code(self.router.url.query_parameters.get("code", "")):
            await self._look_up(visit, scanned)
        self.ready = True

    @rx.event
    @internal
    async def refresh(self) -> None:
        """A colleague confirmed somebody or took something back."""
        await self._list(await visit_of(self))

    @rx.event
    @staff
    async def look_up(self, typed: str) -> None:
        """The code is complete: whose is it?"""
        code = plain_code(typed)
        if len(code) == _CODE_LENGTH and code != self.code:
            await self._look_up(await visit_of(self), code)

    @rx.event
    @staff
    async def confirm(self, form_data: FormData) -> None:
        """ "Identität bestätigen": everything compared, the level rises."""
        visit = await visit_of(self)
        typed = texts_of(form_data)
        code = plain_code(str(typed.get("code", "")))
        if not self.found or code != self.code:
            await self._look_up(visit, code)
            return
        raw = typed_into(typed)
        faults = faults_of(raw)
        if faults:
            self._draw(lines_of(raw, faults), [(f.element_id, f.message) for f in faults])
            return
        if visit.scope is None:
            return
        try:
            await counter_check.confirm_identity(services(), visit.scope, code, check_of(raw))
        except PortalError as fault:
            self.refusal = fault.message
            return
        self.success = f"Die Identität von {typed['name']} ist bestätigt."
        self._clear()
        await self._list(visit)

    @rx.event
    @staff
    async def ask_to_revoke(self, identification_id: str) -> None:
        """ "Zurücknehmen": first asks why."""
        chosen = next((done for done in self.done if done.id == identification_id), None)
        if chosen is not None:
            self.revoking, self.revoking_name = chosen.id, chosen.name
            self.success, self.refusal = "", ""

    @rx.event
    @staff
    async def keep(self) -> None:
        """Nothing is taken back."""
        self.revoking = ""

    @rx.event
    @staff
    async def revoke(self, form_data: FormData) -> None:
        """Take the chosen confirmation back, with the reason."""
        visit = await visit_of(self)
        if visit.scope is None or not self.revoking:
            return
        reason = str(texts_of(form_data).get("grund", ""))
        try:
            await counter_check.revoke_identification(
                services(), visit.scope, UUID(self.revoking), reason
            )
        except PortalError as fault:
            self.refusal = fault.message
            return
        self.success = f"Die Bestätigung für {self.revoking_name} ist zurückgenommen."
        self.revoking, self.refusal = "", ""
        await self._list(visit)

    async def _look_up(self, visit: Visit, code: str) -> None:
        self._clear()
        self.code, self.success = code, ""
        if visit.scope is None:
            return
        if not code:
            self.refusal = "Bitte geben Sie den Code ein, den das Konto zeigt."
            return
        try:
            person = await counter_check.find_person_to_check(services(), visit.scope, code)
        except PortalError as fault:
            self.refusal = fault.message
            return
        self._show(person)

    def _show(self, person: Person) -> None:
        self.found, self.identified = True, person.identified
        self.name, self.email = person.display_name, person.email
        self._draw(lines_of({"name": person.display_name}), [])

    def _draw(self, fields: list[FieldView], errors: list[tuple[str, str]]) -> None:
        self.fields, self.errors, self.refusal = fields, errors, ""
        self.drawing += 1

    def _clear(self) -> None:
        self.code, self.name, self.email, self.found, self.identified = "", "", "", False, False
        self.fields, self.errors, self.refusal = [], [], ""
        self.drawing += 1

    async def _list(self, visit: Visit) -> None:
        if visit.scope is None:
            return
        try:
            done = await counter_check.list_checks_done(services(), visit.scope)
        except PortalError as fault:
            self.refusal, self.done = fault.message, []
            return
        self.done = [_in_words(one) for one in done]


def _in_words(done: DoneCheck) -> Done:
    return Done(str(done.id), done.name, done.clerk, moment_in_words(done.confirmed_at))
