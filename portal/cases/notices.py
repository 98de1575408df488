"""Letters and notices of a case: drafted and edited at the desk, provided, retrieved, posted.

Issuing, which makes the PDF and moves the case, stands in `workflow.notices`. Decision 0040.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Submission
from portal.cases.access import Actor, require_case_worker
from portal.cases.changing import announce_case, lock_case, new_event, record_change
from portal.cases.notice_tables import Notice
from portal.cases.status import CaseStatus
from portal.cases.tables import Case
from portal.cases.wording import clean_text
from portal.catalogue import service_by_slug
from portal.catalogue.letter_templates import (
    LetterTemplate,
    filled,
    letter_template,
)
from portal.errors import Conflict, NotFound
from portal.municipalities import municipality_by_slug
from portal.persistence.database import Scope
from portal.persistence.sealed_columns import is_readable, or_plain_words
from portal.shared import clock
from portal.shared.language import N_, _

NOTICE_PROVIDED, NOTICE_RETRIEVED = "notice_provided", "notice_retrieved"
NOTICE_ENDED, NOTICE_POSTED, NOTICE_ISSUED = "notice_ended", "notice_posted", "notice_issued"
INBOX_CONSENT = "inbox_consent"
PROVIDED_FOR = timedelta(days=10)
"""So long after word of it was sent without retrieval, a notice counts as not announced (VwVfG
§ 41 (2a) sentences 4 and 5)."""
BY_POST_AFTER = timedelta(days=4)
"""By post within Germany a notice counts as announced on the fourth day (VwVfG § 41 (2))."""
DECISIONS = ("granted", "partly", "rejected")
"""What decides on the application itself."""
LONGEST_TITLE, LONGEST_BODY = 200, 20_000
_NO_TEMPLATE = "Diese Vorlage gibt es nicht."
NO_NOTICE = N_("Dieses Schreiben gibt es nicht (mehr).")


async def draft_notice(
    session: AsyncSession, scope: Scope, reference: str, template_key: str
) -> Notice:
    """Begin a letter from a template of the case's service, its placeholders filled.

    Raises SignInRequired, NotAllowed, NotFound (not on that desk, no such template).
    """
    actor = await require_case_worker(session, scope)
    case = await lock_case(session, actor, reference)
    template = letter_template(case.service, template_key)
    if template is None or template.decision == "revoked":
        raise NotFound(_NO_TEMPLATE)
    return await _draft(session, scope, case, template, actor_id=actor.id)


async def draft_revocation(
    session: AsyncSession, scope: Scope, reference: str, notice_id: UUID, template_key: str
) -> Notice:
    """Begin the notice that revokes an issued one (VwVfG §§ 48, 49): that one stays as it is, and
    counts until the new one is issued.

    Raises as `draft_notice`, Conflict (nothing that can be revoked, or revoked already).
    """
    case, revoked = await lock_notice(session, scope, reference, notice_id)
    template = letter_template(case.service, template_key)
    if template is None or template.decision != "revoked":
        raise NotFound(_NO_TEMPLATE)
    require_revocable(revoked)
    actor = await require_case_worker(session, scope)
    return await _draft(session, scope, case, template, actor_id=actor.id, revoked=revoked)


async def note_notified(session: AsyncSession, event_id: UUID) -> bool:
    """The first message about this entry of a case's history has left: if it was about a letter,
    its ten days run from now. Whether it was. Needs the system's scope."""
    about = col(Notice.told_by) == event_id, col(Notice.notified_at).is_(None)
    noted = update(Notice).where(*about).values(notified_at=clock.now())
    return (await session.scalars(noted.returning(col(Notice.id)))).first() is not None


def provided_until(notice: Notice) -> datetime | None:
    """When its provision ends if nobody retrieves it; None while it is not provided."""
    since = notice.notified_at or notice.provided_at
    return since + PROVIDED_FOR if since and notice.provided_at else None


def require_revocable(notice: Notice) -> None:
    """Raises Conflict for a draft, for what decided nothing, and for what was revoked already."""
    if not is_revocable(notice):
        raise Conflict("Dieses Schreiben lässt sich nicht (mehr) aufheben.")


def is_revocable(notice: Notice) -> bool:
    """Whether it decided something, was issued, and still counts."""
    decided = notice.decision not in ("", "revoked")
    return decided and notice.issued_at is not None and notice.revoked_at is None


async def require_undecided(session: AsyncSession, case: Case, notice: Notice) -> None:
    """A case has one decision that counts. Raises Conflict where `notice` would be a second, or
    where the application was withdrawn, or refused without a letter."""
    if notice.decision not in DECISIONS:
        return
    if case.status == CaseStatus.WITHDRAWN:
        raise Conflict("Der Antrag ist zurückgezogen. Darüber lässt sich nicht mehr entscheiden.")
    await require_no_decision(session, case)
    if case.status == CaseStatus.REJECTED:
        raise Conflict("Der Antrag ist abgelehnt. Darüber lässt sich nicht mehr entscheiden.")


async def require_no_decision(session: AsyncSession, case: Case) -> None:
    """Raises Conflict where a letter that decided the case was issued and counts."""
    query = select(Notice).where(
        col(Notice.case_id) == case.id,
        col(Notice.decision).in_(DECISIONS),
        col(Notice.issued_at).is_not(None),
        col(Notice.revoked_at).is_(None),
        col(Notice.ended_at).is_(None),
    )
    if (await session.scalars(query.limit(1))).first() is not None:
        raise Conflict(
            "Über diesen Antrag ist schon entschieden. Heben Sie den früheren Bescheid zuerst auf."
        )


def remedy_under(case: Case, kind: str) -> str:
    """What stands under a letter about the case: of the authority whose desk it lies on."""
    if kind != "notice":
        return ""
    try:
        law = service_by_slug(case.service).remedy
    except NotFound:  # no longer offered: the case is older
        law = None
    return municipality_by_slug(case.authority).remedy_for(case.service, law)


async def _draft(
    session: AsyncSession,
    scope: Scope,
    case: Case,
    template: LetterTemplate,
    *,
    actor_id: UUID,
    revoked: Notice | None = None,
) -> Notice:
    words = words_for(case, revoked)
    last = await session.scalar(
        select(func.max(col(Notice.number))).where(col(Notice.case_id) == case.id)
    )
    notice = Notice(
        case_id=case.id,
        municipality=case.municipality,
        account_id=case.account_id,
        number=(last or 0) + 1,
        template=template.key,
        kind=template.kind,
        decision=template.decision,
        title=filled(template.title, words)[:LONGEST_TITLE],
        body=filled(template.body, words),
        remedy=remedy_under(case, template.kind),
        drafted_by=actor_id,
        revokes_id=revoked.id if revoked else None,
    )
    session.add(notice)
    await session.flush()
    await record_change(session, scope, "notice.drafted", case)
    await announce_case(session, case)
    return notice


def words_for(case: Case, revoked: Notice | None = None) -> dict[str, str]:
    """What stands for the placeholders of a template."""
    words = {
        "aktenzeichen": case.reference,
        "leistung": case.title,
        "eingang": day_of(case.opened_at),
        "name": case.applicant_name,
        "datum": clock.long_date(clock.today()),
    }
    if revoked is not None and revoked.issued_at is not None:
        words["bescheid"] = or_plain_words(revoked.title)
        words["bescheiddatum"] = day_of(revoked.issued_at)
    return words


async def edit_notice(
    session: AsyncSession,
    scope: Scope,
    reference: str,
    notice_id: UUID,
    *,
    title: str,
    body: str,
    revision: int,
) -> Notice:
    """Keep the words of a draft. Raises as `draft_notice`, Conflict (issued meanwhile, or somebody
    was faster), InvalidInput (empty, too long)."""
    case, notice = await lock_notice(session, scope, reference, notice_id)
    require_draft(notice, revision)
    notice.title = clean_text(title, "Betreff", LONGEST_TITLE)
    notice.body = clean_text(body, "Text", LONGEST_BODY)
    notice.revision += 1
    await session.flush()
    await announce_case(session, case)
    return notice


async def discard_notice(
    session: AsyncSession, scope: Scope, reference: str, notice_id: UUID
) -> None:
    """Forget a draft. Raises as `draft_notice`, Conflict (it was issued)."""
    case, notice = await lock_notice(session, scope, reference, notice_id)
    require_draft(notice)
    await session.delete(notice)
    await session.flush()
    await announce_case(session, case)


CONSENT = N_(
    "Schreiben und Bescheide zu diesem Antrag stellen wir dann hier bereit und "
    "benachrichtigen Sie. Ein Bescheid gilt am Tag nach dem ersten Öffnen als bekannt "
    "gegeben. Öffnen Sie ihn nicht innerhalb von 10 Tagen, bekommen Sie ihn auf "
    "anderem Weg."
)
"""What a citizen consents to; the words shown are kept with the consent."""


async def consent_to_inbox(session: AsyncSession, citizen_id: UUID, reference: str) -> None:
    """The citizen wants to be told of decisions here (VwVfG § 41 (2a) sentence 1), from now on,
    for this case; the words they read go into the history. A second time changes nothing.
    Raises NotFound."""
    actor = Actor("citizen", citizen_id, "")
    case = await lock_case(session, actor, reference)
    if case.inbox_consent_at is not None:
        return
    case.inbox_consent_at = clock.now()
    session.add(new_event(case, INBOX_CONSENT, actor, detail=_(CONSENT)))
    await session.flush()
    await announce_case(session, case)


def consents_to_inbox(case: Case, submission: Submission) -> bool:
    """Whether the citizen said so: in the form they sent, or since."""
    answers = submission.answers if is_readable(submission.answers) else {}
    return case.inbox_consent_at is not None or answers.get("delivery") == "inbox"


async def lock_notice(
    session: AsyncSession, scope: Scope, reference: str, notice_id: UUID
) -> tuple[Case, Notice]:
    """A letter of a case on the desk, both held. Raises as `draft_notice`."""
    actor = await require_case_worker(session, scope)
    case = await lock_case(session, actor, reference)
    query = select(Notice).where(col(Notice.id) == notice_id, col(Notice.case_id) == case.id)
    found = await session.scalars(query.with_for_update().execution_options(populate_existing=True))
    notice = found.one_or_none()
    if notice is None:
        raise NotFound(_(NO_NOTICE))
    return case, notice


def require_draft(notice: Notice, revision: int | None = None) -> None:
    """Raises Conflict for what was issued, or changed by somebody else since `revision`."""
    if notice.issued_at is not None:
        raise Conflict("Dieses Schreiben ist schon ausgestellt.")
    if revision is not None and notice.revision != revision:
        raise Conflict(
            "Dieses Schreiben hat inzwischen jemand anderes geändert. Bitte laden Sie die Seite"
            " neu."
        )


def day_of(at: datetime) -> str:
    """The day of a moment, in words."""
    return clock.long_date(local_day(at))


def local_day(at: datetime) -> date:
    """The day of a moment, in Germany."""
    return at.astimezone(clock.BERLIN).date()
