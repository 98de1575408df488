"""Letters as pages show them: to the desk with their drafts, to the citizen what was provided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Submission
from portal.cases.access import Actor, require_case_worker
from portal.cases.changing import find_case
from portal.cases.notice_tables import Notice
from portal.cases.notices import (
    BY_POST_AFTER,
    consents_to_inbox,
    day_of,
    is_revocable,
    local_day,
    words_for,
)
from portal.cases.status import CaseStatus
from portal.cases.tables import Case
from portal.catalogue.letter_templates import (
    LetterTemplate,
    TextBlock,
    filled,
    letter_template,
    letter_templates,
)
from portal.persistence.database import Scope
from portal.persistence.sealed_columns import or_plain_words
from portal.shared import clock
from portal.shared.language import _


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
    may_be_revoked: bool = False
    template: str = ""


@dataclass(frozen=True)
class LettersOfCase:
    """All letters of a case, what a new one can begin with, and whether the inbox may be used."""

    case_id: UUID
    letters: tuple[NoticeView, ...]
    templates: tuple[LetterTemplate, ...]
    revoking: tuple[LetterTemplate, ...]
    consents: bool
    blocks: Mapping[UUID, tuple[TextBlock, ...]] = field(default_factory=dict)


async def letters_at_desk(session: AsyncSession, scope: Scope, reference: str) -> LettersOfCase:
    """For the page of a case that is shown already. Raises as `draft_notice`."""
    actor = await require_case_worker(session, scope)
    case = await find_case(session, actor, reference)
    submission = await session.get_one(Submission, case.submission_id)
    works, letters = actor.works_on(case), await notices_on_desk(session, case.id)
    templates = letter_templates(case.service) if works else ()
    return LettersOfCase(
        case_id=case.id,
        letters=tuple(one for one in letters if works or not one.is_draft),
        templates=tuple(one for one in templates if one.decision != "revoked"),
        revoking=tuple(one for one in templates if one.decision == "revoked"),
        consents=consents_to_inbox(case, submission),
        blocks={one.id: _blocks(case, one) for one in letters if works and one.is_draft},
    )


def _blocks(case: Case, draft: NoticeView) -> tuple[TextBlock, ...]:
    """What the draft's template offers to be put in, its placeholders filled."""
    template = letter_template(case.service, draft.template)
    words = words_for(case)
    blocks = template.blocks if template else ()
    return tuple(TextBlock(name=one.name, text=filled(one.text, words)) for one in blocks)


async def can_revoke(session: AsyncSession, case_id: UUID) -> bool:
    """Whether the case has a decision that could be revoked."""
    return any([is_revocable(one) for one in await _of(session, case_id)])


async def notices_on_desk(session: AsyncSession, case_id: UUID) -> tuple[NoticeView, ...]:
    """All letters of a case, for staff; the newest last."""
    case = await session.get_one(Case, case_id)
    found = await _of(session, case_id)
    return tuple([_view(one, with_body=True, stays=_stays_here(one, case)) for one in found])


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
    waiting = [(notice, case) for notice, case in (await session.execute(query)).all()]
    return [(notice, case) for notice, case in waiting if not _stays_here(notice, case)]


def _stays_here(notice: Notice, case: Case) -> bool:
    """Whether a decision that waits for the post does not go out any more: it was revoked, or the
    application was withdrawn, before anybody could read it (VwVfG § 43 (1))."""
    if notice.delivery != "post" or notice.posted_at is not None or not notice.decision:
        return False
    return notice.revoked_at is not None or case.status == CaseStatus.WITHDRAWN


def _view(notice: Notice, *, with_body: bool = False, stays: bool = False) -> NoticeView:
    ended = notice.ended_at is not None
    return NoticeView(
        id=notice.id,
        number=notice.number,
        kind=notice.kind,
        decision=notice.decision,
        title=or_plain_words(notice.title),
        standing="wird nicht versandt" if stays else _standing(notice),
        is_draft=notice.issued_at is None,
        can_be_retrieved=notice.provided_at is not None and not ended,
        needs_another_way=ended,
        revision=notice.revision,
        body=or_plain_words(notice.body) if with_body else "",
        may_be_revoked=with_body and is_revocable(notice),
        template=notice.template,
    )


def _standing(notice: Notice) -> str:
    parts = [_where_it_is(notice), _notified(notice), _announced(notice)]
    if notice.revoked_at is not None:
        parts.append(_("aufgehoben am {day}").format(day=day_of(notice.revoked_at)))
    return ", ".join(part for part in parts if part)


def announced_on(notice: Notice) -> date | None:
    """The day a notice counts as announced (VwVfG § 41): the day after it was first retrieved
    (2a, sentence 3), or the fourth day after it went to the post (2, sentence 1). None for what
    decides nothing, or while that is not known."""
    if notice.kind != "notice":
        return None
    if notice.posted_at is not None:
        return local_day(notice.posted_at) + BY_POST_AFTER
    if notice.retrieved_at is not None:
        return local_day(notice.retrieved_at) + timedelta(days=1)
    return None


def _announced(notice: Notice) -> str:
    day = announced_on(notice)
    if day is None:
        return ""
    return _("gilt als bekannt gegeben am {day}").format(day=clock.long_date(day))


def _notified(notice: Notice) -> str:
    if notice.notified_at is None or notice.posted_at is not None:
        return ""
    return _("benachrichtigt am {day}").format(day=day_of(notice.notified_at))


def _where_it_is(notice: Notice) -> str:
    if notice.issued_at is None:
        return "Entwurf"
    if notice.posted_at is not None:
        return _("verschickt am {day}").format(day=day_of(notice.posted_at))
    if notice.ended_at is not None:
        return _("nicht abgerufen, Bereitstellung am {day} beendet").format(
            day=day_of(notice.ended_at)
        )
    if notice.retrieved_at is not None:
        return _("abgerufen am {day}").format(day=day_of(notice.retrieved_at))
    if notice.provided_at is not None:
        return _("bereitgestellt am {day}").format(day=day_of(notice.provided_at))
    return "wartet auf die Tagespost"


async def _of(session: AsyncSession, case_id: UUID, *more: ColumnElement[bool]) -> Sequence[Notice]:
    query = select(Notice).where(col(Notice.case_id) == case_id, *more)
    return (await session.scalars(query.order_by(col(Notice.number)))).all()
