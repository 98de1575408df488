"""One case as the citizen sees it: where it stands, its story, messages and papers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import reflex as rx

from portal.cases.figures.feedback import has_result
from portal.cases.messages import read_by, typing_in, waiting_files
from portal.cases.notices import consent_to_inbox
from portal.cases.queries import case_for_citizen
from portal.cases.service import PAID, apply_action
from portal.cases.status import CaseAction, CaseStatus
from portal.cases.views import CaseView
from portal.catalogue import load_catalogue
from portal.catalogue.translation import said_by
from portal.errors import PortalError
from portal.municipalities import municipality_by_slug
from portal.shared import clock
from portal.shared.language import _, spoken
from portal.shared.money import format_euro
from portal.web.citizen.appointments.shown import ShownAppointment, shown
from portal.web.citizen.cases.correction_shown import ShownCorrection, shown_correction
from portal.web.citizen.cases.fees import (
    ShownClaim,
    ShownRelief,
    shown_claims,
    shown_relief,
)
from portal.web.citizen.cases.letters import Paper, paper_of, waiting_of
from portal.web.citizen.cases.writing import WritesToTownHall
from portal.web.citizen.service.state import Office, office_of
from portal.web.citizen.translation import title_in_our_words
from portal.web.components.review import SumLine
from portal.web.components.status import TimelineEntry
from portal.web.durations import usual_duration
from portal.web.guards import citizens, internal
from portal.web.live import watch_found
from portal.web.services import services
from portal.web.session import Visit, visit_of


@dataclass(frozen=True)
class Answer:
    """One answer as it was sent; `proven` where a Servicekonto vouched for it."""

    label: str
    value: str
    proven: bool = False


@dataclass(frozen=True)
class Part:
    """The answers of one step as they were sent."""

    title: str
    answers: list[Answer]


class Case(WritesToTownHall, rx.State):
    """The case whose page is open."""

    reference: str = ""
    title: str = ""
    municipality: str = ""
    status: str = ""
    status_text: str = ""
    question: str = ""
    due: str = ""
    story: list[TimelineEntry] = []
    papers: list[Paper] = []
    parts: list[Part] = []
    sums: list[SumLine] = []
    total_amount: str = ""
    paid_on_site: str = ""
    relief: ShownRelief = ShownRelief()
    claims: list[ShownClaim] = []
    asked: ShownCorrection = ShownCorrection()
    corrections: list[ShownCorrection] = []
    appointment: ShownAppointment = ShownAppointment()
    revision: int = 0
    office: Office = Office()
    has_result: bool = False
    may_write: bool = False
    may_withdraw: bool = False
    may_consent: bool = False
    may_rate: bool = False
    ended_letters: list[str] = []
    asking_to_withdraw: bool = False
    answering: bool = False
    refusal: str = ""
    ready: bool = False
    missing: bool = False

    @rx.event
    @citizens
    async def load(self) -> AsyncIterator[None]:
        """Show the case; from now on changes show by themselves."""
        self.refusal, self.write_error, self.sent_note = "", "", ""
        self.asking_to_withdraw = False
        self._fresh = []
        reference = self.router.url.path.strip("/").split("/")[-1]
        if reference != self.reference:
            self.reference, self.ready = reference, False
            yield  # not for a moment another case under this address
        visit = await visit_of(self)
        await self._show(visit)
        await self._open_conversation(visit)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """The case changed."""
        await self._show(await visit_of(self))

    @rx.event
    @citizens
    async def consent(self) -> None:
        """ "Schreiben hier bekommen": from now on, for this case."""
        visit = await visit_of(self)
        if visit.scope is None or visit.citizen_id is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                await consent_to_inbox(session, visit.citizen_id, self.reference)
        except PortalError as fault:
            self.refusal = fault.message
        await self._show(visit)

    @rx.event
    @citizens
    async def ask_to_withdraw(self) -> None:
        """ "Antrag zurückziehen": ask first."""
        self.asking_to_withdraw = not self.asking_to_withdraw

    @rx.event
    @citizens
    async def withdraw(self) -> None:
        """Withdraw the application for good."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                await apply_action(
                    session, visit.scope, services().follow_ups, self.reference,
                    CaseAction.WITHDRAW, revision=self.revision,
                )  # fmt: skip
        except PortalError as fault:
            self.refusal = fault.message
        self.asking_to_withdraw = False
        await self._show(visit)

    async def _show(self, visit: Visit) -> None:
        self.ready = True
        if visit.citizen_id is None or visit.scope is None:
            self.missing = True
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                case = await case_for_citizen(session, visit.citizen_id, self.reference)
                waiting = await waiting_files(session, case.id, visit.citizen_id)
        except PortalError:
            self.missing = True
            return
        self.missing = False
        self._tell(case)
        self.waiting = waiting_of(waiting)
        self.due = await _outlook(case)
        subjects = [f"appointment:{case.appointment.id}"] if case.appointment else []
        subjects += [read_by(case.id, "staff"), typing_in(case.id, visit.citizen_id)]
        watch_found(self, Case.refresh, f"case:{case.id}", *subjects)

    def _tell(self, case: CaseView) -> None:
        self.title = title_in_our_words(case.service, case.title)
        self.municipality = case.municipality_name
        self.status, self.status_text = case.status_words, _what_now(case)
        self.question, self.revision = case.question, case.revision
        self.story = story_of(case, receipt_of(case))
        self._tell_letters(case)
        self.papers, self.parts = own_papers(case), parts_of(case)
        town = municipality_by_slug(case.municipality)
        self.sums = [
            SumLine(said_by(town, line["label"], spoken()), format_euro(line["total_cents"]))
            for line in case.fee_lines
        ]
        self.total_amount = format_euro(case.total_cents) if case.total_cents else ""
        self.appointment, self.paid_on_site = shown(case.appointment), case.paid_on_site
        self.relief, self.claims = shown_relief(case.fees.relief), shown_claims(case.fees)
        asked = case.asked_to_correct
        self.asked = shown_correction(asked) if asked else ShownCorrection()
        ended = [one for one in case.corrections if one.status == "answered"]
        self.corrections = [shown_correction(one) for one in ended]
        actions = {row.action for row in case.actions}
        self.may_write, self.answering = case.may_write, CaseAction.ANSWER in actions
        self.may_withdraw = CaseAction.WITHDRAW in actions
        self.office = _office(case)
        self.has_result = case.status is CaseStatus.PROVIDED
        self.may_rate = has_result(case.status)
        self.may_consent = not (case.consents_to_inbox or case.status.final)
        ended = [one for one in case.notices if not one.can_be_retrieved]
        self.ended_letters = [f"{one.title}: {one.standing}" for one in ended]


def _what_now(case: CaseView) -> str:
    """What the status means; while something is to be paid, that comes first."""
    owed = case.fees.owed_cents
    if case.asked_to_correct:
        return _("Bitte korrigieren Sie einzelne Angaben. Solange ruht die Bearbeitung.")
    if not owed or case.status.final or case.status is CaseStatus.INQUIRY:
        return _where_it_went(case) or case.status_text
    words = _("Bitte bezahlen Sie noch {amount}. Danach bearbeiten wir Ihren Antrag weiter.")
    return words.format(amount=format_euro(owed))


def _where_it_went(case: CaseView) -> str:
    """Forwarded and not yet taken on there: who has it. Else empty."""
    was_forwarded = any(entry.kind == CaseAction.FORWARD for entry in case.timeline)
    if not was_forwarded or case.status is not CaseStatus.RECEIVED:
        return ""
    words = _("Ihr Antrag liegt jetzt hier: {name}. Sie müssen nichts weiter tun.")
    return words.format(name=case.municipality_name)


async def _outlook(case: CaseView) -> str:
    """When it will probably be done; empty where it is, or where the citizen is asked first."""
    waits_for_us = case.status in (CaseStatus.RECEIVED, CaseStatus.IN_PROGRESS)
    if not waits_for_us or case.fees.owed_cents:
        return ""
    if case.due_on < clock.today():
        return _("Es dauert diesmal länger als üblich. Wir bitten um etwas Geduld.")
    usual = await usual_duration(case.authority, case.service)
    expected = _("Voraussichtlich fertig bis {day}").format(day=case.due_words)
    return f"{expected} ({usual})." if usual else f"{expected}."


def _office(case: CaseView) -> Office:
    """Who is there for questions: the department for the service where the case lies."""
    town = municipality_by_slug(case.authority or case.municipality)
    offer = load_catalogue().offer(town, case.service, at=town.slug)
    return office_of((offer.contact if offer else None) or town.front_desk)


def story_of(case: CaseView, receipt: str = "") -> list[TimelineEntry]:
    """The timeline in words; `receipt` is where the payment's can be fetched."""
    return [
        TimelineEntry(
            title=entry.words,
            when=entry.when,
            when_iso=entry.at.isoformat() if entry.at else "",
            state=entry.state,
            note=entry.detail,
            link=receipt if entry.kind == PAID else "",
            link_label=_("Quittung"),
        )
        for entry in case.timeline
    ]


def own_papers(case: CaseView) -> list[Paper]:
    """What the portal writes for the citizen, then the files of the case."""
    copy = Paper(_("Ihr Antrag (PDF)"), "", f"/vorgaenge/{case.reference}/antrag.pdf")
    receipt = [Paper(_("Quittung (PDF)"), "", href) for href in [receipt_of(case)] if href]
    provided = [
        Paper(one.title, one.standing, f"/vorgaenge/{case.reference}/schreiben/{one.id}.pdf")
        for one in case.notices
        if one.can_be_retrieved
    ]
    return [*provided, copy, *receipt, *papers_of(case)]


def receipt_of(case: CaseView) -> str:
    """Where the receipt can be fetched; empty where nothing was paid."""
    was_paid = any(entry.kind == PAID for entry in case.timeline)
    return f"/vorgaenge/{case.reference}/quittung.pdf" if was_paid else ""


def papers_of(case: CaseView, *, for_staff: bool = False) -> list[Paper]:
    """The files of the case."""
    return [paper_of(file, for_staff=for_staff) for file in case.files]


def parts_of(case: CaseView) -> list[Part]:
    """The answers as they were sent, in words."""
    return [
        Part(
            part["title"],
            [Answer(row["label"], row["text"], row.get("proven", False)) for row in part["rows"]],
        )
        for part in case.review
    ]
