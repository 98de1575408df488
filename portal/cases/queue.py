"""The work queue of a municipality's staff, with how many cases each filter holds."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.audit import Look, note_access
from portal.cases.access import Actor, require_case_worker
from portal.cases.messages import with_new_messages
from portal.cases.queries import is_overdue, last_moves, name_of_other, seen_case
from portal.cases.status import CaseAction, CaseStatus
from portal.cases.tables import Case, CaseEvent
from portal.persistence.database import Scope
from portal.shared import clock

ROWS_ON_A_PAGE = 50


class QueueFilter(StrEnum):
    """Which cases to show; `words` stand on the pill."""

    ALL = "all"
    MINE = "mine"
    NEW = "new"
    DUE = "due"
    WAITING = "waiting"
    DONE = "done"

    @property
    def words(self) -> str:
        """The filter in German."""
        return _WORDS[self]


_WORDS = {
    QueueFilter.ALL: "Alle offenen",
    QueueFilter.MINE: "Mir zugewiesen",
    QueueFilter.NEW: "Neu",
    QueueFilter.DUE: "Fällig",
    QueueFilter.WAITING: "Wartet auf Antwort",
    QueueFilter.DONE: "Erledigt",
}


@dataclass(frozen=True)
class QueueRow:
    """One case in the queue. `urgency` is overdue, soon, later or none (nothing is due);
    `delegated_by` names another municipality whose case it is; `has_news` means
    that a message of the citizen has not been read."""

    id: UUID
    reference: str
    title: str
    applicant_name: str
    status: CaseStatus
    status_words: str
    due_on: date
    due_words: str
    urgency: str
    assignee_name: str
    assigned_to_me: bool
    opened_at: datetime
    delegated_by: str = ""
    has_news: bool = False


@dataclass(frozen=True)
class FilterCount:
    """A filter and how many cases it holds."""

    filter: QueueFilter
    words: str
    count: int


@dataclass(frozen=True)
class WorkQueue:
    """One page of the queue, most urgent first; `found` counts all pages.

    `towns` are the municipalities the cases may come from, the own one first.
    """

    rows: tuple[QueueRow, ...]
    counts: tuple[FilterCount, ...]
    due_count: int
    found: int
    page: int
    pages: int
    towns: tuple[str, ...]


async def work_queue(
    session: AsyncSession,
    scope: Scope,
    chosen: QueueFilter = QueueFilter.ALL,
    text: str = "",
    page: int = 1,
) -> WorkQueue:
    """What lies on the desk of the scope's actor. `text` is looked for in reference, name, title;
    what such a search shows is recorded.

    Raises SignInRequired, NotAllowed.
    """
    actor = await require_case_worker(session, scope)
    counts = await _count(session, actor)
    wanted = and_(actor.cases, _condition(chosen, actor), _matches(text))
    found = await session.scalar(select(func.count()).select_from(Case).where(wanted)) or 0
    pages = max(1, -(-found // ROWS_ON_A_PAGE))
    page = min(max(page, 1), pages)
    cases = (await session.scalars(_page_of(wanted, chosen, page))).all()
    if text.strip():
        await note_access(session, scope, Look.FOUND, [seen_case(case) for case in cases])
    moved = await last_moves(session, [case.id for case in cases])
    news = await with_new_messages(session, [case.id for case in cases])
    due = next(count.count for count in counts if count.filter is QueueFilter.DUE)
    rows = tuple(
        _row(case, moved.get(case.id), actor, scope, has_news=case.id in news) for case in cases
    )
    return WorkQueue(rows, counts, due, found, page, pages, actor.towns)


async def _count(session: AsyncSession, actor: Actor) -> tuple[FilterCount, ...]:
    columns = [func.count().filter(_condition(chosen, actor)) for chosen in QueueFilter]
    numbers = (await session.execute(select(*columns).select_from(Case).where(actor.cases))).one()
    return tuple(
        FilterCount(chosen, chosen.words, number)
        for chosen, number in zip(QueueFilter, numbers, strict=True)
    )


def _condition(chosen: QueueFilter, actor: Actor) -> ColumnElement[bool]:
    status, still_open = col(Case.status), col(Case.closed_at).is_(None)
    ours_to_do = status.in_([CaseStatus.RECEIVED, CaseStatus.IN_PROGRESS])
    match chosen:
        case QueueFilter.MINE:
            return and_(still_open, col(Case.assignee_id) == actor.id)
        case QueueFilter.NEW:
            return status == CaseStatus.RECEIVED
        case QueueFilter.DUE:
            return and_(ours_to_do, col(Case.due_on) <= clock.today())
        case QueueFilter.WAITING:
            return status == CaseStatus.INQUIRY
        case QueueFilter.DONE:
            return col(Case.closed_at).is_not(None)
        case _:
            return still_open


def _matches(text: str) -> ColumnElement[bool]:
    words = text.split()[:6]
    columns = (col(Case.reference), col(Case.applicant_name), col(Case.title))
    found = [or_(*(c.icontains(word, autoescape=True) for c in columns)) for word in words]
    return and_(true(), *found)


def _page_of(wanted: ColumnElement[bool], chosen: QueueFilter, page: int) -> Select[Case]:
    """Waiting for us first, the earliest deadline first; what is done, the latest first."""
    ours_to_do = col(Case.status).in_([CaseStatus.RECEIVED, CaseStatus.IN_PROGRESS])
    order = (
        [col(Case.closed_at).desc()]
        if chosen is QueueFilter.DONE
        else [ours_to_do.desc(), col(Case.due_on), col(Case.opened_at)]
    )
    ordered = select(Case).where(wanted).order_by(*order, col(Case.reference))
    return ordered.limit(ROWS_ON_A_PAGE).offset((page - 1) * ROWS_ON_A_PAGE)


def _row(
    case: Case, moved: CaseEvent | None, actor: Actor, scope: Scope, *, has_news: bool
) -> QueueRow:
    return QueueRow(
        id=case.id,
        reference=case.reference,
        title=case.title,
        applicant_name=case.applicant_name,
        status=CaseStatus(case.status),
        status_words=_status_for_staff(case, moved),
        due_on=case.due_on,
        due_words=_due_words(case),
        urgency=_urgency(case),
        assignee_name=case.assignee_name,
        assigned_to_me=case.assignee_id == actor.id,
        opened_at=case.opened_at,
        delegated_by=name_of_other(case, scope),
        has_news=has_news,
    )


def _status_for_staff(case: Case, moved: CaseEvent | None) -> str:
    status = CaseStatus(case.status)
    if status is CaseStatus.IN_PROGRESS and moved and moved.kind == CaseAction.ANSWER:
        return "Rückfrage beantwortet"
    return {
        CaseStatus.RECEIVED: "Neu",
        CaseStatus.INQUIRY: "Wartet auf Antwort",
    }.get(status, status.words)


def _due_words(case: Case) -> str:
    if _urgency(case) == "none":
        return "ruht" if CaseStatus(case.status) is CaseStatus.INQUIRY else "–"
    days = (case.due_on - clock.today()).days
    nearby = {-1: "seit gestern", 0: "heute", 1: "morgen"}
    return nearby.get(days) or (f"seit {-days} Tagen" if days < 0 else _short(case.due_on))


def _urgency(case: Case) -> str:
    if CaseStatus(case.status) not in {CaseStatus.RECEIVED, CaseStatus.IN_PROGRESS}:
        return "none"
    if is_overdue(case):
        return "overdue"
    return "soon" if (case.due_on - clock.today()).days <= 2 else "later"


def _short(day: date) -> str:
    """'Mi 25.11.'"""
    return f"{clock.day_in_words(day)[:2]} {day.day}.{day.month}."
