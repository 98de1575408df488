"""Letters and notices of a case: drafted and edited at the desk, provided, retrieved, posted.

Issuing, which makes the PDF and moves the case, stands in `workflow.notices`. Decision 0040.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Submission
from portal.cases.access import Actor, require_case_worker
from portal.cases.changing import announce_case, find_case, lock_case, new_event, record_change
from portal.cases.notice_tables import Notice
from portal.cases.tables import Case
from portal.cases.wording import clean_text
from portal.catalogue.letter_templates import (
    LetterTemplate,
    filled,
    letter_template,
    letter_templates,
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
"""After that without retrieval a notice counts as not announced (VwVfG § 41 (2a) sentence 3)."""
LONGEST_TITLE, LONGEST_BODY = 200, 20_000
NO_NOTICE = N_("Dieses Schreiben gibt es nicht (mehr).")


@dataclass(frozen=True)
class NoticeView:
    """A letter as pages show it; `standing` in words. What the citizen sees is issued."""

    id: UUID
    number: int
    kind: str
    decision: str
    title: str
    standing: str
    is_draft: bool
    can_be_retrieved: bool
    needs_another_way: bool
    revision: int
    body: str = ""


async def draft_notice(
    session: AsyncSession, scope: Scope, reference: str, template_key: str
) -> Notice:
    """Begin a letter from a template of the case's service, its placeholders filled.

    Raises SignInRequired, NotAllowed, NotFound (not on that desk, no such template).
    """
    actor = await require_case_worker(session, scope)
    case = await lock_case(session, actor, reference)
    template = letter_template(case.service, template_key)
    if template is None:
        raise NotFound("Diese Vorlage gibt es nicht.")
    words = {
        "aktenzeichen": case.reference,
        "leistung": case.title,
        "eingang": clock.long_date(case.opened_at.astimezone(clock.BERLIN).date()),
        "name": case.applicant_name,
        "datum": clock.long_date(clock.today()),
    }
    town = municipality_by_slug(case.authority)
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
        remedy=town.legal_remedy if template.kind == "notice" else "",
        drafted_by=actor.id,
    )
    session.add(notice)
    await session.flush()
    await record_change(session, scope, "notice.drafted", case)
    await announce_case(session, case)
    return notice


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


async def consent_to_inbox(session: AsyncSession, citizen_id: UUID, reference: str) -> None:
    """The citizen wants to be told of decisions here (VwVfG § 41 (2a) sentence 1), from now on,
    for this case. A second time changes nothing. Raises NotFound."""
    actor = Actor("citizen", citizen_id, "")
    case = await lock_case(session, actor, reference)
    if case.inbox_consent_at is not None:
        return
    case.inbox_consent_at = clock.now()
    session.add(new_event(case, INBOX_CONSENT, actor))
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


@dataclass(frozen=True)
class LettersOfCase:
    """All letters of a case, what a new one can begin with, and whether the inbox may be used."""

    case_id: UUID
    letters: tuple[NoticeView, ...]
    templates: tuple[LetterTemplate, ...]
    consents: bool


async def letters_at_desk(session: AsyncSession, scope: Scope, reference: str) -> LettersOfCase:
    """For the page of a case that is shown already. Raises as `draft_notice`."""
    actor = await require_case_worker(session, scope)
    case = await find_case(session, actor, reference)
    submission = await session.get_one(Submission, case.submission_id)
    works, letters = actor.works_on(case), await notices_on_desk(session, case.id)
    return LettersOfCase(
        case_id=case.id,
        letters=tuple(one for one in letters if works or not one.is_draft),
        templates=letter_templates(case.service) if works else (),
        consents=consents_to_inbox(case, submission),
    )


async def notices_on_desk(session: AsyncSession, case_id: UUID) -> tuple[NoticeView, ...]:
    """All letters of a case, for staff; the newest last."""
    return tuple([_view(one, with_body=True) for one in await _of(session, case_id)])


async def notices_for_citizen(session: AsyncSession, case_id: UUID) -> tuple[NoticeView, ...]:
    """What was provided in the inbox."""
    provided = await _of(session, case_id, col(Notice.provided_at).is_not(None))
    return tuple(_view(one) for one in provided)


async def to_be_posted(session: AsyncSession, actor: Actor) -> Sequence[tuple[Notice, Case]]:
    """The letters of the actor's desk that wait for the post, the first issued first."""
    query = (
        select(Notice, Case)
        .join(Case, col(Case.id) == col(Notice.case_id))
        .where(actor.cases, col(Notice.delivery) == "post", col(Notice.posted_at).is_(None))
        .order_by(col(Notice.issued_at), col(Notice.id))
    )
    return [(notice, case) for notice, case in (await session.execute(query)).all()]


def _view(notice: Notice, *, with_body: bool = False) -> NoticeView:
    ended = notice.ended_at is not None
    return NoticeView(
        id=notice.id,
        number=notice.number,
        kind=notice.kind,
        decision=notice.decision,
        title=or_plain_words(notice.title),
        standing=_standing(notice),
        is_draft=notice.issued_at is None,
        can_be_retrieved=notice.provided_at is not None and not ended,
        needs_another_way=ended,
        revision=notice.revision,
        body=or_plain_words(notice.body) if with_body else "",
    )


def _standing(notice: Notice) -> str:
    if notice.issued_at is None:
        return "Entwurf"
    if notice.posted_at is not None:
        return _("verschickt am {day}").format(day=_day(notice.posted_at))
    if notice.ended_at is not None:
        return _("nicht abgerufen, Bereitstellung am {day} beendet").format(
            day=_day(notice.ended_at)
        )
    if notice.retrieved_at is not None:
        return _("abgerufen am {day}").format(day=_day(notice.retrieved_at))
    if notice.provided_at is not None:
        return _("bereitgestellt am {day}").format(day=_day(notice.provided_at))
    return "wartet auf die Tagespost"


def _day(at: datetime) -> str:
    return clock.long_date(at.astimezone(clock.BERLIN).date())


async def _of(session: AsyncSession, case_id: UUID, *more: ColumnElement[bool]) -> Sequence[Notice]:
    query = select(Notice).where(col(Notice.case_id) == case_id, *more)
    return (await session.scalars(query.order_by(col(Notice.number)))).all()
