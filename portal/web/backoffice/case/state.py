"""A case as the case worker sees it: answers, files, story, and what the status table allows."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx
from reflex_base.utils.form import FormData

from portal.cases.assignment import ways_to_assign
from portal.cases.messages import read_by, typing_in, waiting_files
from portal.cases.queries import case_for_staff
from portal.cases.service import apply_action
from portal.cases.status import CaseAction, Transition
from portal.cases.views import CaseView, StaffCaseView
from portal.errors import InvalidInput, PortalError
from portal.notifications.kinds import KINDS
from portal.shared.money import format_euro
from portal.shared.trust import TrustLevel
from portal.web.backoffice.case.assigning import AssignsCase
from portal.web.backoffice.case.blocks import OffersBlocks
from portal.web.backoffice.case.correction import CorrectionOnDesk
from portal.web.backoffice.case.fees import FeesOnDesk
from portal.web.backoffice.case.forwarding import ForwardsCase
from portal.web.backoffice.case.letters import Letters
from portal.web.backoffice.case.writing import WritesToCitizen
from portal.web.backoffice.queue.lines import COLOURS
from portal.web.citizen.appointments.shown import ShownAppointment, shown
from portal.web.citizen.cases.letters import Paper, waiting_of
from portal.web.citizen.cases.state import Part, papers_of, parts_of, story_of
from portal.web.components.status import TimelineEntry
from portal.web.guards import internal, staff
from portal.web.live import watch_found
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.assignment import colleagues_of_case
from portal.workflow.history import People, people_in

_LEVELS = {
    TrustLevel.NONE: "nicht angemeldet",
    TrustLevel.BASIC: "Konto mit bestätigter E-Mail-Adresse",
    TrustLevel.SUBSTANTIAL: "Identität geprüft (Bürgerbüro oder Servicekonto)",
    TrustLevel.HIGH: "Online-Ausweis",
}


_USUAL = (
    CaseAction.TAKE_ON,
    CaseAction.MARK_POSTED,
    CaseAction.PROVIDE,
    CaseAction.CLOSE,
    CaseAction.ASK,
    CaseAction.REQUEST_CORRECTION,
    CaseAction.GRANT,
    CaseAction.GRANT_PARTLY,
    CaseAction.REJECT,
    CaseAction.FORWARD,
    CaseAction.WITHDRAW,
    CaseAction.REVOKE,
)
_BY_NOTICE = {
    CaseAction.GRANT: "granted",
    CaseAction.GRANT_PARTLY: "partly",
    CaseAction.REVOKE: "revoked",
}


@dataclass(frozen=True)
class Action:
    """A button of the status table. `needs` names the text it asks for, if any."""

    key: str
    label: str
    tells: str
    needs: str
    primary: bool


class StaffCase(
    AssignsCase, FeesOnDesk, CorrectionOnDesk, ForwardsCase, OffersBlocks, WritesToCitizen, rx.State
):
    """The case on the desk."""

    reference: str = ""
    title: str = ""
    applicant: str = ""
    level: str = ""
    status: str = ""
    due: str = ""
    due_state: str = ""
    due_colour: str = ""
    delegated_by: str = ""
    assignee: str = ""
    fee: str = ""
    story: list[TimelineEntry] = []
    papers: list[Paper] = []
    appointment: ShownAppointment = ShownAppointment()
    parts: list[Part] = []
    actions: list[Action] = []
    asking: str = ""
    asking_label: str = ""
    asking_button: str = ""
    asking_tells: str = ""
    asking_error: str = ""
    revision: int = 0
    refusal: str = ""
    ready: bool = False
    missing: bool = False

    @rx.event
    @staff
    async def load(self) -> AsyncIterator[None]:
        """Show the case; what others do to it shows by itself."""
        reference = self.router.url.path.strip("/").split("/")[-1]
        was_here = reference == self.reference and self.ready
        self.refusal, self._fresh = "", []
        if not was_here:
            self._begin_anew()
            self.reference, self.ready = reference, False
            yield  # not for a moment another case under this address
        visit = await visit_of(self)
        await self._show(visit)
        await self._find_blocks(visit)
        if self.asking:
            self._offer_blocks_for(CaseAction(self.asking))
        await self._open_conversation(visit)

    def _begin_anew(self) -> None:
        """Another case. The same one comes back after a lost connection, with what was begun."""
        self.asking, self.withdrawing, self.write_error = "", "", ""
        self.assign_error = self.asking_error = ""
        self._forget_errors()
        self._end_marking()
        self._end_forwarding()

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Somebody changed the case."""
        await self._show(await visit_of(self))

    @rx.event
    @staff
    async def act(self, key: str) -> Any:
        """One of the buttons: done at once, or first asks for the text it needs."""
        chosen = next((action for action in self.actions if action.key == key), None)
        if chosen is None:
            return None
        self.refusal = self.asking_error = ""
        if key in _BY_NOTICE:
            return Letters.decide(_BY_NOTICE[CaseAction(key)])
        if key == CaseAction.REQUEST_CORRECTION:
            self._begin_marking()
        elif key == CaseAction.FORWARD:
            self._begin_forwarding()
        elif chosen.needs:
            self.asking, self.asking_label = key, chosen.needs
            self.asking_button, self.asking_tells = chosen.label, chosen.tells
            self._offer_blocks_for(CaseAction(key))
        else:
            await self._apply(key, "")
        return None

    @rx.event
    @staff
    async def act_with_text(self, form_data: FormData) -> None:
        """The text an action asked for."""
        if self.asking:
            await self._apply(self.asking, str(form_data.get("text", "")))

    @rx.event
    @staff
    async def never_mind(self) -> None:
        """Close the field without doing anything."""
        self.asking = self.asking_error = self.refusal = ""

    async def _apply(self, key: str, text: str) -> None:
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                await apply_action(
                    session, visit.scope, services().follow_ups, self.reference,
                    CaseAction(key), revision=self.revision, text=text,
                )  # fmt: skip
        except InvalidInput as fault:
            self.refusal, self.asking_error = ("", fault.message) if self.asking else (
                fault.message, "",
            )  # fmt: skip
        except (PortalError, ValueError) as fault:
            self.refusal = fault.message if isinstance(fault, PortalError) else ""
        else:
            self.refusal = self.asking = self.asking_error = ""
        await self._show(visit)

    async def _show(self, visit: Visit) -> None:
        self.ready = True
        if visit.scope is None:
            self.missing = True
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                view = await case_for_staff(session, visit.scope, self.reference)
                ways = await ways_to_assign(session, visit.scope, self.reference)
                waiting = await waiting_files(session, view.case.id, visit.scope.actor_id)
            colleagues = await colleagues_of_case(services(), visit.scope, self.reference)
            people = await people_in(services(), view)
        except PortalError:
            self.missing = True
            return
        self.missing = False
        self._tell(view, people)
        self._tell_ways(ways, colleagues)
        self.waiting = waiting_of(waiting)
        here = visit.municipality.slug if visit.municipality else ""
        talk = (read_by(view.case.id, "citizen"), typing_in(view.case.id, visit.scope.actor_id))
        watch_found(self, StaffCase.refresh, f"case:{view.case.id}", f"desks:{here}", *talk)

    def _tell(self, view: StaffCaseView, people: People) -> None:
        case = view.case
        self.title, self.applicant = case.title, view.applicant_name
        self.level = _LEVELS.get(TrustLevel(view.trust_level), "")
        self.delegated_by = view.delegated_by
        self.status, self.due = case.status_words, _deadline(case)
        self.due_state, self.due_colour = view.urgency_words, COLOURS[view.urgency]
        self.assignee = "Sie" if view.assigned_to_me else case.assignee_name or "niemand"
        self.fee = fee_for_staff(case)
        self.story = _with_names(story_of(case), case, people)
        self._tell_letters(case)
        href = f"/verwaltung/vorgaenge/{case.reference}/antrag.pdf"
        copy = Paper("Antrag (PDF)", "", href, kind="pdf")
        self.papers, self.parts = [copy, *papers_of(case, for_staff=True)], parts_of(case)
        self.actions = actions_of(case.actions, case.reference)
        self.appointment = shown(case.appointment)
        self.revision = case.revision
        self._tell_fees(case)
        self._tell_corrections(view)
        self._tell_forwarding(view)
        if not self.authorities:
            self.actions = [one for one in self.actions if one.key != CaseAction.FORWARD]


def _deadline(case: CaseView) -> str:
    if case.status.final:
        return ""
    if case.is_paused:
        return f"Die Frist ruht, bis eine Antwort da ist (sonst {case.due_words})."
    return f"Frist: {case.due_words}"


def _with_names(story: list[TimelineEntry], case: CaseView, people: People) -> list[TimelineEntry]:
    """The desk also reads who did it."""
    told = zip(story, map(people.who, case.timeline), strict=True)
    return [replace(line, when=f"{line.when}, {who}") if who else line for line, who in told]


def fee_for_staff(case: CaseView) -> str:
    """What was paid, or is to be paid at the desk."""
    if case.paid_on_site:
        return f"{case.paid_on_site}, zahlbar vor Ort"
    relief = case.fees.relief
    if relief is not None:
        full = format_euro(relief.full_cents)
        if relief.is_undecided:
            return f"{full}, Ermäßigung beantragt"
        return f"{format_euro(relief.remains_cents)} statt {full}"
    return format_euro(case.total_cents) if case.total_cents else "gebührenfrei"


def actions_of(moves: Sequence[Transition], reference: str = "") -> list[Action]:
    """The buttons; the usual next step first and most prominent."""
    ordered = sorted(moves, key=lambda move: _USUAL.index(move.action))
    return [_action(move, number, reference) for number, move in enumerate(ordered)]


def _action(move: Transition, number: int, reference: str) -> Action:
    """What the citizen will be told is said before the click, in the words of the mail."""
    subject = KINDS[move.mail].subject.format(reference=reference) if move.mail else ""
    tells = f"Benachrichtigung: „{subject}“" if subject else "Ohne Benachrichtigung"
    if move.action in _BY_NOTICE:
        tells = f"Öffnet einen Entwurf. Nach dem Ausstellen: {tells}"
    return Action(move.action.value, move.label, tells, move.text_label, number == 0)
