"""The queue's filters, limits and search as conditions on `case`.

What is not leakproof (full text, LIKE) PostgreSQL checks only after row-level security, never by
an index. So every question is narrowed first by what is: the desk's municipalities and services,
dates, status. Decision 0036 has the figures.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from typing import cast as cast_column

from sqlalchemy import ColumnElement, and_, cast, false, func, or_, true
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY
from sqlmodel import col

from portal.cases.access import Actor
from portal.cases.due import OURS_TO_DO, SOON_DAYS
from portal.cases.queue.question import Question, Term
from portal.cases.queue.wish import QueueFilter, QueueOrder, QueueWish
from portal.cases.status import CaseStatus
from portal.cases.tables import FOUND_BY, Case
from portal.shared import clock


def on_desk(actor: Actor, wish: QueueWish) -> ColumnElement[bool]:
    """What of the desk the limits leave, whatever is searched and whatever pill is pressed; of
    what was forwarded, where that pill is."""
    whose = actor.forwarded if wish.chosen is QueueFilter.FORWARDED else actor.cases
    return and_(whose, *_limits(wish))


def _limits(wish: QueueWish) -> list[ColumnElement[bool]]:
    limits = [
        col(column) == value
        for column, value in (
            (Case.service, wish.service),
            (Case.status, wish.status),
            (Case.municipality, wish.municipality),
        )
        if value
    ]
    if wish.since:
        limits.append(col(Case.opened_at) >= _begin(wish.since))
    if wish.until:
        limits.append(col(Case.opened_at) < _begin(wish.until + timedelta(days=1)))
    return limits


def of_filter(chosen: QueueFilter, actor: Actor) -> ColumnElement[bool]:
    """What the pill holds."""
    status, still_open = col(Case.status), col(Case.closed_at).is_(None)
    assignee, today = col(Case.assignee_id), clock.today()
    due_on, ours_to_do = col(Case.due_on), and_(still_open, status.in_(OURS_TO_DO))
    soon = today + timedelta(days=SOON_DAYS)
    mine = sorted({actor.id, *actor.stands_in_for})
    return {
        QueueFilter.ALL: still_open,
        QueueFilter.MINE: and_(still_open, assignee.in_(mine)),
        QueueFilter.TEAM: and_(still_open, assignee.is_not(None), assignee.not_in(mine)),
        QueueFilter.UNASSIGNED: and_(still_open, assignee.is_(None)),
        QueueFilter.NEW: and_(still_open, status == CaseStatus.RECEIVED),
        QueueFilter.DUE: and_(ours_to_do, due_on <= today),
        QueueFilter.SOON: and_(ours_to_do, due_on > today, due_on <= soon),
        QueueFilter.WAITING: and_(still_open, status == CaseStatus.INQUIRY),
        QueueFilter.DONE: col(Case.closed_at).is_not(None),
        QueueFilter.FORWARDED: true(),
    }[chosen]


def of_question(
    question: Question, similar: dict[str, tuple[str, ...]] | None = None
) -> ColumnElement[bool]:
    """What was searched; `similar` are words that count as the key of a term as well."""
    if question.is_empty:
        return true()
    if question.reference:
        return col(Case.reference) == question.reference
    terms = (_of_term(term, (similar or {}).get(term.key, ())) for term in question.terms)
    return and_(true(), *terms)


def order_of(wish: QueueWish) -> list[ColumnElement[Any]]:
    """By deadline: what waits for us first; what is done, the latest first. Ties by age. Others
    see to the deadlines of what was forwarded: the newest first."""
    first = _FIRST.get(wish.chosen, _due_first)()
    if wish.order is not QueueOrder.DEADLINE:
        first = _ORDERS[wish.order]()
    return [*first, _plain(Case.opened_at), _plain(Case.reference)]


def _due_first() -> list[ColumnElement[Any]]:
    return [col(Case.status).in_(OURS_TO_DO).desc(), _plain(Case.due_on)]


def _done_first() -> list[ColumnElement[Any]]:
    return [col(Case.closed_at).desc()]


def _newest_first() -> list[ColumnElement[Any]]:
    return [col(Case.opened_at).desc()]


_FIRST: dict[QueueFilter, Callable[[], list[ColumnElement[Any]]]] = {
    QueueFilter.DONE: _done_first,
    QueueFilter.FORWARDED: _newest_first,
}

_ORDERS: dict[QueueOrder, Callable[[], list[ColumnElement[Any]]]] = {
    QueueOrder.OLDEST: list,
    QueueOrder.NEWEST: _newest_first,
    QueueOrder.SERVICE: lambda: [func.lower(col(Case.title))],
    QueueOrder.NAME: lambda: [func.lower(_last_name())],
    QueueOrder.ASSIGNEE: lambda: [
        col(Case.assignee_id).is_(None),
        func.lower(col(Case.assignee_name)),
    ],
}


def _plain(column: Any) -> ColumnElement[Any]:
    return cast_column(ColumnElement[Any], column)


def _of_term(term: Term, similar: tuple[str, ...]) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = [_words(spelling) for spelling in term.spellings]
    if term.words:
        found.append(_stems(term.words))
    found += [FOUND_BY.op("@@")(cast(_quoted(word), TSQUERY)) for word in similar]
    if term.part_of_reference:
        found.append(col(Case.reference).contains(term.part_of_reference, autoescape=True))
    if term.services:
        found.append(col(Case.service).in_(sorted(term.services)))
    if term.statuses:
        found.append(col(Case.status).in_(sorted(term.statuses)))
    return or_(false(), *found)


def _words(spelling: tuple[str, ...]) -> ColumnElement[bool]:
    """Words that begin so. Made of letters and digits alone, so nothing needs escaping."""
    query = " & ".join(f"{_quoted(word)}:*" for word in spelling)
    return FOUND_BY.op("@@")(cast(query, TSQUERY))


def _stems(words: tuple[str, ...]) -> ColumnElement[bool]:
    german = cast("german", REGCONFIG)
    return FOUND_BY.op("@@")(func.plainto_tsquery(german, " ".join(words)))


def _quoted(word: str) -> str:
    return f"'{word}'"


def _last_name() -> ColumnElement[str]:
    """Names are given as "Anna Maria Ahrens": sorted by the last word, then by all."""
    name = col(Case.applicant_name)
    return func.regexp_replace(name, r"^(.*)\s(\S+)$", r"\2 \1")


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.BERLIN)
