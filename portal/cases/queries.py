"""What is asked about one case, or about one citizen's cases: projections fit for pages."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Submission
from portal.appointments import appointment_of_application
from portal.audit import Look, Seen, note_access, record
from portal.cases.access import require_case_worker
from portal.cases.conversation_tables import MessageFile, MessageReading
from portal.cases.correction_queries import CorrectionView, corrections_of, unsent_files
from portal.cases.corrections import markable_in
from portal.cases.due import urgency_in_words, urgency_of
from portal.cases.fee_views import fees_of_case, owed_by_case
from portal.cases.fees import why_fee_is_open
from portal.cases.messages import files_by_message, readings_of, unread_by_case
from portal.cases.notice_views import can_revoke, notices_for_citizen
from portal.cases.notices import consents_to_inbox
from portal.cases.status import CaseAction, CaseStatus, Role, Transition, actions_open_to
from portal.cases.tables import Case, CaseEvent, CaseMessage
from portal.cases.timeline import STAFF_ONLY, tell_story
from portal.cases.views import CaseFile, CaseSummary, CaseView, Message, StaffCaseView
from portal.errors import NotFound
from portal.files.tables import StoredFile
from portal.municipalities import municipality_by_slug
from portal.persistence.database import Scope
from portal.persistence.sealed_columns import is_readable, or_plain_words
from portal.sealing import SealBroken
from portal.shared import clock
from portal.shared.language import _


async def cases_of_citizen(session: AsyncSession, account_id: UUID) -> tuple[CaseSummary, ...]:
    """All cases of a citizen, in every municipality, the newest first."""
    query = (
        select(Case)
        .where(col(Case.account_id) == account_id)
        .order_by(col(Case.opened_at).desc(), col(Case.reference).desc())
    )
    cases = (await session.scalars(query)).all()
    moved = await last_moves(session, [case.id for case in cases])
    owed = await owed_by_case(session, account_id)
    unread = await unread_by_case(session, account_id)
    return tuple(
        _summary(case, moved.get(case.id), owed.get(case.id, 0), unread.get(case.id, 0))
        for case in cases
    )


async def case_for_citizen(session: AsyncSession, account_id: UUID, reference: str) -> CaseView:
    """The citizen's own case. Raises NotFound, also for a case of somebody else."""
    case = await _find(session, reference, col(Case.account_id) == account_id)
    return await _view(session, case, "citizen")


async def case_for_staff(session: AsyncSession, scope: Scope, reference: str) -> StaffCaseView:
    """A case on the desk of who asks; the look is recorded.

    Raises SignInRequired, NotAllowed (not a case worker there), NotFound (not on that desk).
    """
    actor = await require_case_worker(session, scope)
    case = await _find(session, reference, actor.readable)
    await record(session, scope.within(case.municipality), "case.viewed", f"case:{case.id}")
    await note_access(session, scope, Look.CASE, [seen_case(case)])
    submission = await session.get_one(Submission, case.submission_id)
    works = actor.works_on(case)
    view = await _view(session, case, "staff")
    view = view if works else replace(view, actions=(), may_write=False)
    may_ask = any(row.action is CaseAction.REQUEST_CORRECTION for row in view.actions)
    return StaffCaseView(
        case=view,
        applicant_name=case.applicant_name,
        trust_level=submission.trust_level,
        urgency=urgency_of(case),
        urgency_words=urgency_in_words(case),
        assigned_to_me=case.assignee_id == actor.id,
        delegated_by=name_of_other(case, scope),
        markable=await markable_in(session, case) if may_ask else frozenset(),
        reads_only=not works,
        forwarded_to=_name(case.forwarded_to),
        paid_to=_name(case.municipality) if case.forwarded_to else "",
    )


def _name(town: str | None) -> str:
    return municipality_by_slug(town).full_name if town else ""


def seen_case(case: Case) -> Seen:
    """The case as the record of looks names it."""
    return Seen(case.account_id, case.municipality, f"case:{case.id}", case.reference)


def name_of_other(case: Case, scope: Scope) -> str:
    """The municipality that delegated the case; "" for the own ones."""
    own = scope.municipality in {case.municipality, case.forwarded_to}
    return "" if own else municipality_by_slug(case.authority).full_name


async def last_moves(session: AsyncSession, case_ids: list[UUID]) -> dict[UUID, CaseEvent]:
    """The newest event of each case that its citizen may know of."""
    query = (
        select(CaseEvent)
        .where(col(CaseEvent.case_id).in_(case_ids), _is_for_citizens())
        .ext(distinct_on(col(CaseEvent.case_id)))
        .order_by(col(CaseEvent.case_id), col(CaseEvent.at).desc())
    )
    return {event.case_id: event for event in await session.scalars(query)}


async def _find(session: AsyncSession, reference: str, owned: ColumnElement[bool]) -> Case:
    query = select(Case).where(col(Case.reference) == reference.upper(), owned)
    case = (await session.scalars(query)).one_or_none()
    if case is None:
        raise NotFound(_("Diesen Vorgang haben wir nicht gefunden."))
    return case


def _summary(case: Case, moved: CaseEvent | None, owed_cents: int, unread: int) -> CaseSummary:
    status = CaseStatus(case.status)
    return CaseSummary(
        id=case.id,
        reference=case.reference,
        title=case.title,
        service=case.service,
        municipality=case.municipality,
        municipality_name=municipality_by_slug(case.authority).full_name,
        status=status,
        status_words=status.words,
        opened_at=case.opened_at,
        when=clock.moment_in_words(moved.at if moved else case.opened_at),
        needs_answer=status is CaseStatus.INQUIRY,
        owed_cents=owed_cents,
        unread=unread,
    )


async def _view(session: AsyncSession, case: Case, reader: Role) -> CaseView:
    status = CaseStatus(case.status)
    submission = await session.get_one(Submission, case.submission_id)
    events = (await session.scalars(_events(case, reader))).all()
    messages = (await session.scalars(_messages(case))).all()
    readings = await readings_of(session, case.id)
    sent_along = await files_by_message(session, case.id)
    files = (await session.scalars(_files(case))).all()
    why_not = await why_fee_is_open(session, case) if reader == "staff" else ""
    revocable = reader == "staff" and await can_revoke(session, case.id)
    corrections = await corrections_of(session, case.id)
    unsent = await unsent_files(session, case.id)
    return CaseView(
        id=case.id,
        reference=case.reference,
        title=case.title,
        service=case.service,
        municipality=case.municipality,
        municipality_name=municipality_by_slug(case.authority).full_name,
        authority=case.authority,
        status=status,
        status_words=status.words,
        status_text=status.explanation,
        question=_open_question(status, messages) if not _is_asked(corrections) else "",
        revision=case.revision,
        opened_at=case.opened_at,
        due_on=case.due_on,
        due_words=clock.day_in_words(case.due_on),
        assignee_name=case.assignee_name,
        timeline=tell_story(events, status, expected_result(submission)),
        messages=tuple(
            _message(message, case, reader, readings.get(message.id), sent_along[message.id])
            for message in messages
        ),
        files=tuple(_file(file) for file in files if str(file.id) not in unsent),
        actions=tuple(
            row
            for row in actions_open_to(reader, status)
            if not (why_not and row.needs_fees)
            and _fits(row, corrections)
            and (row.action is not CaseAction.REVOKE or revocable)
        ),
        may_write=not status.final,
        review=_review(submission),
        fee_lines=submission.fee_lines,
        total_cents=submission.total_cents,
        paid_on_site=_paid_on_site(submission),
        appointment=await appointment_of_application(session, case.application_id),
        fees=await fees_of_case(session, case.id),
        why_not_issued=why_not,
        corrections=corrections,
        is_paused=case.paused_on is not None,
        notices=await notices_for_citizen(session, case.id) if reader == "citizen" else (),
        consents_to_inbox=consents_to_inbox(case, submission),
    )


def _is_asked(corrections: Sequence[CorrectionView]) -> bool:
    return any(one.status == "open" for one in corrections)


def _fits(row: Transition, corrections: Sequence[CorrectionView]) -> bool:
    """A correction that is asked for is answered by sending it, and nothing else is."""
    if row.action is CaseAction.ANSWER:
        return not _is_asked(corrections)
    return row.action is not CaseAction.SEND_CORRECTION or _is_asked(corrections)


def expected_result(submission: Submission) -> CaseStatus:
    """How the service usually ends: in the inbox, in a letter, or simply done."""
    ways = submission.definition.get("delivery") or ()
    answers = submission.answers if is_readable(submission.answers) else {}
    wants_inbox = answers.get("delivery") == "inbox"
    if "inbox" in ways and (wants_inbox or "post" not in ways):
        return CaseStatus.PROVIDED
    return CaseStatus.POSTED if "post" in ways else CaseStatus.CLOSED


def _review(submission: Submission) -> list[Any]:
    """What was sent; where it does not open, a heading that says so."""
    if is_readable(submission.review):
        return submission.review
    return [{"id": "", "title": SealBroken().message, "rows": []}]


def _paid_on_site(submission: Submission) -> str:
    """How much is paid at the office, in words; "" where the portal collects the fee."""
    fee = submission.definition.get("fee") or {}
    return str(fee.get("words", "")) if fee.get("kind") == "on_site" else ""


def _open_question(status: CaseStatus, messages: Sequence[CaseMessage]) -> str:
    if status is not CaseStatus.INQUIRY:
        return ""
    asked = [or_plain_words(message.body) for message in messages if message.author_kind == "staff"]
    return asked[-1] if asked else ""


def _message(
    message: CaseMessage,
    case: Case,
    reader: Role,
    reading: MessageReading | None,
    files: Sequence[MessageFile],
) -> Message:
    own = message.author_kind == reader
    other = (
        municipality_by_slug(case.authority).full_name
        if reader == "citizen"
        else case.applicant_name
    )
    return Message(
        author=_("Sie") if own and reader == "citizen" else (_("Verwaltung") if own else other),
        body=or_plain_words(message.body),
        when=clock.moment_in_words(message.at),
        own=own,
        read=_read_words(reading) if own else "",
        is_new=not own and reading is None,
        files=tuple(_file(file) for file in files),
        id=message.id,
    )


def _read_words(reading: MessageReading | None) -> str:
    if reading is None or reading.at is None:
        return ""
    return _("gelesen am {moment}").format(moment=clock.moment_in_words(reading.at))


def _file(file: StoredFile | MessageFile) -> CaseFile:
    return CaseFile(file.id, or_plain_words(file.name), file.media_type, file.size_bytes)


def _is_for_citizens() -> ColumnElement[bool]:
    return col(CaseEvent.kind).not_in(STAFF_ONLY)


def _events(case: Case, reader: Role) -> Select[CaseEvent]:
    told = true() if reader == "staff" else _is_for_citizens()
    return (
        select(CaseEvent)
        .where(col(CaseEvent.case_id) == case.id, told)
        .order_by(col(CaseEvent.at), col(CaseEvent.id))
    )


def _messages(case: Case) -> Select[CaseMessage]:
    return (
        select(CaseMessage)
        .where(col(CaseMessage.case_id) == case.id)
        .order_by(col(CaseMessage.at), col(CaseMessage.id))
    )


def _files(case: Case) -> Select[StoredFile]:
    return (
        select(StoredFile)
        .where(col(StoredFile.application_id) == case.application_id)
        .order_by(col(StoredFile.created_at), col(StoredFile.id))
    )
