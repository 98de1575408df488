"""What changes a case: opening it, moving it along the status table, writing to each other.

Each change, its entry in the history and its follow-up share the caller's transaction.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Application, Submission
from portal.cases.access import Actor, identify_actor
from portal.cases.changing import (
    announce_case,
    lock_case,
    new_event,
    record_change,
    tell_citizen,
)
from portal.cases.correction_queries import open_correction, withdraw_open_correction
from portal.cases.deadline import pause, resume
from portal.cases.fee_relief import note_relief
from portal.cases.fees import why_fee_is_open
from portal.cases.messages import (
    forget_draft,
    is_worth_telling,
    send_files_along,
    waiting_files,
)
from portal.cases.notices import require_no_decision
from portal.cases.references import next_reference
from portal.cases.status import CaseAction, CaseStatus, Transition, find_transition
from portal.cases.tables import Case, CaseEvent, CaseMessage
from portal.cases.wording import clean_text
from portal.errors import Conflict, InvalidInput, NotAllowed
from portal.persistence.database import Scope
from portal.persistence.follow_ups import FollowUps
from portal.shared import clock
from portal.shared.language import N_, _

OPENED, PAID, MESSAGE = "opened", "paid", "message"
MAIL_REFUSED = "mail_refused"
NOT_NOW = N_("Das ist beim jetzigen Bearbeitungsstand nicht möglich.")
SEE_ATTACHED = "Siehe Anhang."
_WRITE = frozenset({CaseAction.ASK, CaseAction.ANSWER})


async def open_case(
    session: AsyncSession,
    application: Application,
    submission: Submission,
    *,
    prefix: str,
    due_on: date,
    paid: str = "",
) -> tuple[Case, CaseEvent | None]:
    """The case of `application`, and the event of its opening; None where it was open before.

    `paid` says how it was paid, such as '22,50 € mit PayPal bezahlt'. Needs the system's scope.
    However often this is called, there is one case per application.
    """
    await session.execute(
        select(col(Application.id)).where(col(Application.id) == application.id).with_for_update()
    )
    known = select(Case).where(col(Case.application_id) == application.id)
    if case := (await session.execute(known)).scalar_one_or_none():
        return case, None
    reference = await next_reference(session, application.municipality, prefix)
    case = _new_case(reference, submission, due_on, application.submitted_at or clock.now())
    session.add(case)
    await session.flush()
    opened = new_event(case, OPENED, None, at=case.opened_at, to_status=CaseStatus.RECEIVED)
    session.add(opened)
    if paid:
        session.add(new_event(case, PAID, None, at=case.opened_at, detail=paid))
    await note_relief(session, case, submission)
    await session.flush()
    await announce_case(session, case)
    return case, opened


async def apply_action(
    session: AsyncSession,
    scope: Scope,
    follow_ups: FollowUps,
    reference: str,
    action: CaseAction,
    *,
    revision: int,
    text: str = "",
) -> Case:
    """Do `action` to the case: the one way its status changes after it was opened.

    `revision` is the one the actor saw. Raises NotFound (also for who may not see the case),
    Conflict (someone was faster, or decided by a letter), NotAllowed (the status table says no, or
    a fee is open), InvalidInput (the action needs a text).
    """
    actor = await identify_actor(session, scope)
    case = await lock_case(session, actor, reference)
    if case.revision != revision:
        raise Conflict(
            _("Der Vorgang hat sich inzwischen geändert. Bitte sehen Sie noch einmal nach.")
        )
    transition = require_transition(case, actor, action)
    if transition.apart:
        raise NotAllowed(_(NOT_NOW))
    if transition.needs_fees and (why := await why_fee_is_open(session, case)):
        raise NotAllowed(why)
    if action is CaseAction.REJECT:
        await require_no_decision(session, case)
    words = clean_text(text, transition.text_label) if transition.text_label else ""
    await withdraw_open_correction(session, case)
    await move(session, scope, follow_ups, case, transition=transition, actor=actor, words=words)
    return case


def require_transition(case: Case, actor: Actor, action: CaseAction) -> Transition:
    """The row of the table. Raises NotAllowed where it has none."""
    transition = find_transition(CaseStatus(case.status), action, actor.role)
    if transition is None:
        raise NotAllowed(_(NOT_NOW))
    return transition


async def move(
    session: AsyncSession,
    scope: Scope,
    follow_ups: FollowUps,
    case: Case,
    *,
    transition: Transition,
    actor: Actor,
    words: str = "",
) -> CaseEvent:
    """Apply a row of the table to a locked case: status, history, deadline, what is told."""
    event = _move(session, case, transition, actor, words)
    await session.flush()
    if transition.action in _WRITE:
        await _send(session, case, actor, words)
    if transition.mail:
        await tell_citizen(session, follow_ups, event)
    await record_change(session, scope, f"case.moved_to_{case.status}", case)
    await announce_case(session, case)
    return event


async def write_message(
    session: AsyncSession, scope: Scope, follow_ups: FollowUps, reference: str, body: str
) -> None:
    """Write to the other side, with the files that wait. A citizen's answer to an inquiry moves
    the case on. Several messages in a row are told once (messages.BURST).

    Who only attaches what was asked for need not write. Raises NotFound, InvalidInput (nothing
    said and nothing attached, too long, or the case is over).
    """
    actor = await identify_actor(session, scope)
    case = await lock_case(session, actor, reference)
    if CaseStatus(case.status).final:
        raise InvalidInput(
            _("Der Vorgang ist beendet. Bitte wenden Sie sich direkt an die Verwaltung.")
        )
    if not body.strip() and await waiting_files(session, case.id, actor.id):
        body = SEE_ATTACHED
    asked = await open_correction(session, case.id)
    if asked is None and find_transition(CaseStatus(case.status), CaseAction.ANSWER, actor.role):
        await apply_action(
            session,
            scope,
            follow_ups,
            reference,
            CaseAction.ANSWER,
            revision=case.revision,
            text=body,
        )
        return
    words = clean_text(body, _("Ihre Nachricht"))
    is_news = actor.role == "staff" and await is_worth_telling(session, case)
    await _send(session, case, actor, words)
    event = new_event(case, MESSAGE, actor)
    session.add(event)
    await session.flush()
    if is_news:
        await tell_citizen(session, follow_ups, event)
    await record_change(session, scope, "case.message_written", case)
    await announce_case(session, case)


def _move(
    session: AsyncSession, case: Case, transition: Transition, actor: Actor, words: str
) -> CaseEvent:
    """Change the status; a question and its answer go into the conversation, a reason beside it."""
    event = new_event(
        case,
        transition.action,
        actor,
        from_status=case.status,
        to_status=transition.target,
        detail="" if transition.action in _WRITE else words,
    )
    session.add(event)
    if transition.action is CaseAction.TAKE_ON:
        case.assignee_id, case.assignee_name = actor.id, actor.name
    (pause if transition.target is CaseStatus.INQUIRY else resume)(case)
    case.status = transition.target
    case.revision += 1
    case.closed_at = event.at if transition.target.final else None
    case.erase_after = case.erase_after if case.closed_at else None
    return event


def _new_case(reference: str, submission: Submission, due_on: date, opened_at: datetime) -> Case:
    return Case(
        reference=reference,
        municipality=submission.municipality,
        application_id=submission.application_id,
        submission_id=submission.id,
        account_id=submission.account_id,
        service=submission.service,
        title=submission.title,
        applicant_name=submission.applicant_name,
        status=CaseStatus.RECEIVED,
        due_on=due_on,
        opened_at=opened_at,
    )


async def _send(session: AsyncSession, case: Case, actor: Actor, body: str) -> None:
    message = CaseMessage(
        case_id=case.id,
        municipality=case.municipality,
        account_id=case.account_id,
        author_kind=actor.role,
        author_id=actor.id,
        body=body,
    )
    session.add(message)
    await session.flush()
    await send_files_along(session, actor, message)
    await forget_draft(session, case, actor)
