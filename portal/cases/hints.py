"""What else the desk knows: perhaps the same application twice, and earlier cases of the person.

Only cases that the case worker may see anyway; what is shown is recorded as a look.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Submission
from portal.audit import Look, note_access
from portal.cases.access import require_case_worker
from portal.cases.queries import seen_case
from portal.cases.status import CaseStatus
from portal.cases.tables import Case
from portal.catalogue import service_by_slug
from portal.errors import NotFound
from portal.persistence.database import Scope
from portal.persistence.sealed_columns import is_readable
from portal.shared import clock

MOST_COMPARED = 100
MOST_EARLIER = 10
_BORN = "birth_date"


@dataclass(frozen=True)
class OtherCase:
    """Another case on the same desk; `why` it may be the same application, "" for earlier ones."""

    reference: str
    title: str
    status: str
    opened: str
    why: str = ""


@dataclass(frozen=True)
class Hints:
    """Perhaps the same again, and what else the person asked for; the newest first."""

    duplicates: tuple[OtherCase, ...] = ()
    earlier: tuple[OtherCase, ...] = ()


async def hints_about(session: AsyncSession, scope: Scope, case: Case) -> Hints:
    """Raises SignInRequired, NotAllowed; the caller has found the case on the desk."""
    actor = await require_case_worker(session, scope)
    others = select(Case).where(actor.cases, col(Case.id) != case.id)
    others = others.order_by(col(Case.opened_at).desc())
    of_person = others.where(col(Case.account_id) == case.account_id).limit(MOST_EARLIER)
    earlier = list(await session.scalars(of_person))
    alike = await _alike(session, case, list(await session.scalars(_candidates(others, case))))
    alike.sort(key=lambda found: found[0].opened_at, reverse=True)
    known = {other.id for other, _why in alike}
    earlier = [other for other in earlier if other.id not in known]
    shown = [*earlier, *(other for other, _why in alike)]
    await note_access(session, scope, Look.FOUND, [seen_case(other) for other in shown])
    return Hints(
        tuple(_shown(other, why) for other, why in alike),
        tuple(_shown(other) for other in earlier),
    )


def _candidates(others: Any, case: Case) -> Any:
    """Where the person decides, only theirs and their namesakes': so none is missed, however many
    others there are. Where answers decide, those that came in at about the same time."""
    months, fields = _rule_of(case)
    span = timedelta(days=30 * months)
    within = others.where(
        col(Case.municipality) == case.municipality,
        col(Case.service) == case.service,
        col(Case.opened_at).between(case.opened_at - span, case.opened_at + span),
        col(Case.status) != CaseStatus.WITHDRAWN,
    ).order_by(None)
    if not fields:
        within = within.where(
            or_(
                col(Case.account_id) == case.account_id,
                func.lower(col(Case.applicant_name)) == case.applicant_name.lower(),
            )
        )
    apart = func.abs(func.extract("epoch", col(Case.opened_at) - case.opened_at))
    return within.order_by(apart, col(Case.reference)).limit(MOST_COMPARED)


async def _alike(session: AsyncSession, case: Case, others: list[Case]) -> list[tuple[Case, str]]:
    """Names and objects are sealed: compared here, not by the database."""
    if not others:
        return []
    wanted = {other.submission_id for other in others} | {case.submission_id}
    query = select(Submission).where(col(Submission.id).in_(wanted))
    answers = {
        sent.id: sent.answers if is_readable(sent.answers) else {}
        for sent in await session.scalars(query)
    }
    mine = answers.get(case.submission_id, {})
    found = (
        (other, _why_alike(case, mine, other, answers.get(other.submission_id, {})))
        for other in others
    )
    return [(other, why) for other, why in found if why]


def _why_alike(case: Case, mine: dict[str, Any], other: Case, theirs: dict[str, Any]) -> str:
    _months, fields = _rule_of(case)
    if fields:
        return "gleiche Angaben" if _same(mine, theirs, fields) else ""
    if case.account_id == other.account_id:
        return "gleiche Person"
    same_name = _folded(case.applicant_name) == _folded(other.applicant_name)
    born = {value for key, value in _values(mine) if key.endswith(_BORN)}
    also = {value for key, value in _values(theirs) if key.endswith(_BORN)}
    return "gleicher Name und gleiches Geburtsdatum" if same_name and born & also else ""


def _rule_of(case: Case) -> tuple[int, tuple[str, ...]]:
    try:
        service = service_by_slug(case.service)
    except NotFound:  # no longer offered: the case is older
        return 6, ()
    return service.duplicate_months, service.duplicate_fields


def _same(mine: dict[str, Any], theirs: dict[str, Any], fields: tuple[str, ...]) -> bool:
    """Whether something is named by both in one of the fields, wherever in the form it stands."""
    ours = {(key, value) for key, value in _values(mine) if key in fields}
    return bool(ours & set(_values(theirs)))


def _values(answers: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(answers, dict):
        for name, value in answers.items():
            yield from _values(value, name)
    elif isinstance(answers, list):
        for value in answers:
            yield from _values(value, key)
    elif isinstance(answers, str) and answers.strip():
        yield key, _folded(answers)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _shown(other: Case, why: str = "") -> OtherCase:
    opened = clock.long_date(other.opened_at.astimezone(clock.BERLIN).date())
    return OtherCase(other.reference, other.title, CaseStatus(other.status).words, opened, why)
