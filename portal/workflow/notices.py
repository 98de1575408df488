"""Issuing letters: the PDF is made and kept, the case moves, the citizen is told; and what follows.

A letter is issued once. Provided in the inbox, its retrieval is noted; a notice that nobody
retrieves within ten days is taken back to the desk (VwVfG § 41 (2a)). Posted letters go out in the
day's batch.
"""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Submission
from portal.cases.access import Actor, require_case_worker
from portal.cases.changing import (
    announce_case,
    hold_case,
    lock_case,
    new_event,
    record_change,
    tell_citizen,
)
from portal.cases.correction_queries import withdraw_open_correction
from portal.cases.fees import why_fee_is_open
from portal.cases.notice_tables import Notice, NoticeFile
from portal.cases.notices import (
    NOTICE_ENDED,
    NOTICE_ISSUED,
    NOTICE_PROVIDED,
    PROVIDED_FOR,
    consents_to_inbox,
    edit_notice,
    lock_notice,
    provided_until,
    remedy_under,
    require_draft,
    require_revocable,
    require_undecided,
)
from portal.cases.service import move
from portal.cases.status import CaseAction, CaseStatus, find_transition
from portal.cases.tables import Case
from portal.documents.notice import notice_pdf, postal_address
from portal.errors import Conflict, InvalidInput, NotAllowed
from portal.municipalities import municipality_by_slug
from portal.persistence.database import Scope, system_scope
from portal.persistence.follow_ups import FollowUps
from portal.shared import clock
from portal.workflow.cases import first_due_on
from portal.workflow.services import Services

END_PROVISION = "end_provision"
INBOX, POST = "inbox", "post"
MAILS_LEAVE_WITHIN = timedelta(minutes=10)
NO_CONSENT = (
    "Die Bürgerin oder der Bürger hat nicht eingewilligt, Schreiben im Postfach zu erhalten. Bitte"
    " schicken Sie es mit der Post."
)


@dataclass(frozen=True)
class _AtDesk:
    """Who acts, and what they leave to be done."""

    scope: Scope
    actor: Actor
    follow_ups: FollowUps


async def issue_notice(
    services: Services,
    scope: Scope,
    reference: str,
    notice_id: UUID,
    *,
    title: str,
    body: str,
    revision: int,
    delivery: str,
) -> None:
    """Issue the letter with these words, for the inbox or for the post, once and for ever.

    A refusal refuses the application, what is provided moves the case to "Bereitgestellt". Raises
    SignInRequired, NotAllowed (a fee is open), NotFound, Conflict (issued or changed meanwhile),
    InvalidInput (words, delivery, no consent, no legal remedy known).
    """
    if delivery not in (INBOX, POST):
        raise InvalidInput("Bitte wählen Sie, wie das Schreiben ankommen soll.")
    async with services.database.transaction(scope) as session:
        actor = await require_case_worker(session, scope)
        notice = await edit_notice(
            session, scope, reference, notice_id, title=title, body=body, revision=revision
        )
        case = await lock_case(session, actor, reference)
        submission = await session.get_one(Submission, case.submission_id)
        notice.remedy = remedy_under(case, notice.kind)
        revoked = await _revoked_by(session, notice)
        await _require_issuable(session, case, notice, submission, delivery)
        notice.issued_at, notice.issued_by, notice.delivery = clock.now(), actor.id, delivery
        pdf = await asyncio.to_thread(
            notice_pdf, notice, case, postal_address(case, submission), notice.issued_at,
            demo=services.demo,
        )  # fmt: skip
        notice.sha256 = hashlib.sha256(pdf).hexdigest()
        if delivery == INBOX:
            notice.provided_at = notice.issued_at
        if revoked is not None:
            revoked.revoked_at = notice.issued_at
        await session.flush()
        session.add(
            NoticeFile(
                notice_id=notice.id,
                municipality=notice.municipality,
                account_id=notice.account_id,
                pdf=b64encode(pdf).decode(),
            )
        )
        await record_change(session, scope, "notice.issued", case)
        at = _AtDesk(scope, actor, services.follow_ups)
        await _let_case_follow(session, at, case, notice)


async def provide_again(
    services: Services, scope: Scope, reference: str, notice_id: UUID, *, by_post: bool
) -> None:
    """What nobody retrieved: once more in the inbox, or with the post. Raises as `issue_notice`."""
    async with services.database.transaction(scope) as session:
        actor = await require_case_worker(session, scope)
        case, notice = await lock_notice(session, scope, reference, notice_id)
        if notice.ended_at is None:
            raise Conflict("Dieses Schreiben ist noch bereitgestellt oder schon unterwegs.")
        if by_post:
            notice.delivery, notice.ended_at = POST, None
            notice.provided_at, notice.told_by, notice.notified_at = None, None, None
            session.add(new_event(case, NOTICE_ISSUED, actor, detail=notice.title))
            await session.flush()
            await announce_case(session, case)
            return
        notice.provided_at, notice.notified_at, notice.ended_at = clock.now(), None, None
        await _tell_provided(session, services.follow_ups, case, notice, actor)


async def end_provision(services: Services, arguments: Mapping[str, str]) -> None:
    """Ten days after word of a notice was sent: retrieved, all is well; else the desk has to find
    another way. Where that word left late (a mail server was away) it gets its ten days all the
    same. One that was provided again meanwhile has a timer of its own."""
    async with services.database.transaction(system_scope()) as session:
        notice = await session.get(Notice, UUID(arguments["notice_id"]))
        if notice is None:
            return
        await hold_case(session, notice.case_id)
        await session.refresh(notice, with_for_update=True)
        if notice.provided_at is None or notice.retrieved_at is not None:
            return
        if notice.ended_at is not None or notice.provided_at.isoformat() != arguments["provided"]:
            return
        until = provided_until(notice)
        if until and clock.now() < until:
            await _set_timer(session, services.follow_ups, notice, until)
            return
        notice.ended_at = clock.now()
        case = await session.get_one(Case, notice.case_id, with_for_update=True)
        session.add(new_event(case, NOTICE_ENDED, None, detail=notice.title))
        await session.flush()
        await announce_case(session, case)


_WITHOUT_FEES = {
    "rejected": (CaseAction.REJECT, "abgelehnt"),
    "revoked": (CaseAction.REVOKE, "aufgehoben"),
}
_PROVIDED_AS = {"granted": CaseAction.GRANT, "partly": CaseAction.GRANT_PARTLY}
NOTICE_FOLLOW_UPS = {END_PROVISION: end_provision}


async def _revoked_by(session: AsyncSession, notice: Notice) -> Notice | None:
    """The decision that goes with it, held. Raises Conflict where it was revoked meanwhile."""
    if notice.revokes_id is None:
        return None
    query = select(Notice).where(col(Notice.id) == notice.revokes_id).with_for_update()
    query = query.execution_options(populate_existing=True)
    revoked = (await session.scalars(query)).one()
    require_revocable(revoked)
    return revoked


async def _require_issuable(
    session: AsyncSession, case: Case, notice: Notice, submission: Submission, delivery: str
) -> None:
    require_draft(notice)
    await require_undecided(session, case, notice)
    if notice.kind == "notice" and not notice.remedy:
        raise InvalidInput("Für Bescheide fehlt hier die Rechtsbehelfsbelehrung (Inhalte).")
    if "…" in notice.body:
        raise InvalidInput("Im Text stehen noch Auslassungspunkte (…). Bitte ergänzen Sie ihn.")
    if delivery == INBOX and not consents_to_inbox(case, submission):
        raise InvalidInput(NO_CONSENT)
    if notice.decision in _WITHOUT_FEES:
        action, words = _WITHOUT_FEES[notice.decision]
        if find_transition(CaseStatus(case.status), action, "staff") is None:
            raise NotAllowed(f"Beim jetzigen Bearbeitungsstand kann nicht {words} werden.")
    elif why := await why_fee_is_open(session, case):
        raise NotAllowed(why)


async def _let_case_follow(session: AsyncSession, at: _AtDesk, case: Case, notice: Notice) -> None:
    """The status moves where the table allows it; without a move the history says what happened."""
    action = None
    if notice.decision in _WITHOUT_FEES:
        action = _WITHOUT_FEES[notice.decision][0]
    elif notice.delivery == INBOX:
        action = _PROVIDED_AS.get(notice.decision, CaseAction.PROVIDE)
    transition = find_transition(CaseStatus(case.status), action, "staff") if action else None
    if transition is not None:
        await withdraw_open_correction(session, case)
        words = "Die Gründe stehen im Bescheid." if notice.decision in _WITHOUT_FEES else ""
        event = await move(
            session,
            at.scope,
            at.follow_ups,
            case,
            transition=transition,
            actor=at.actor,
            words=words,
        )
        if action is CaseAction.REVOKE:
            town = municipality_by_slug(case.authority)
            case.due_on = first_due_on(town, case.service, clock.today())
        if notice.delivery == INBOX:
            notice.told_by = event.id
            await _set_timer(session, at.follow_ups, notice)
    elif notice.delivery == INBOX:
        await _tell_provided(session, at.follow_ups, case, notice, at.actor)
    if notice.delivery == POST:
        session.add(new_event(case, NOTICE_ISSUED, at.actor, detail=notice.title))
        await session.flush()
        await announce_case(session, case)


async def _tell_provided(
    session: AsyncSession, follow_ups: FollowUps, case: Case, notice: Notice, actor: Actor
) -> None:
    event = new_event(case, NOTICE_PROVIDED, actor, detail=notice.title)
    session.add(event)
    notice.told_by = event.id
    await session.flush()
    await tell_citizen(session, follow_ups, event)
    await _set_timer(session, follow_ups, notice)
    await announce_case(session, case)


async def _set_timer(
    session: AsyncSession, follow_ups: FollowUps, notice: Notice, until: datetime | None = None
) -> None:
    """Only what decides something has to be announced in time. Mails need a moment to leave."""
    if notice.kind != "notice" or notice.provided_at is None:
        return
    provided = notice.provided_at.isoformat()
    key = f"{notice.id}:{provided}" + (f":{until.isoformat()}" if until else "")
    arguments = {"notice_id": str(notice.id), "provided": provided}
    delay = (until - clock.now() if until else PROVIDED_FOR) + MAILS_LEAVE_WITHIN
    await follow_ups.enqueue(session, END_PROVISION, key, arguments, delay)
