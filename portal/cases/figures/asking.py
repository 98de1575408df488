"""The questions behind the figures; each is one statement over the cases of one municipality.

All need the system's scope of that municipality. What citizens did or said is told only where at
least FEWEST did: nobody shall be recognised by a number (decision 0042).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Subquery, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.figures.tables import Feedback, FormReach
from portal.cases.tables import DONE_EVENT, Case, CaseEvent
from portal.shared import clock

FEWEST = 5
MOST_WORDS = 200
SENT = 0


@dataclass(frozen=True)
class Asked:
    """Which cases: of one municipality, since a day, of all `services` (None) or of these."""

    municipality: str
    since: date
    unit: Literal["week", "month"]
    services: frozenset[str] | None = None


@dataclass(frozen=True)
class Volume:
    """How many came and how many were done in the week or month that begins on `begins`."""

    begins: date
    received: int
    done: int


@dataclass(frozen=True)
class Taken:
    """How many days cases of a service took until they were done: half of them, four fifths."""

    service: str
    done: int
    median: float
    most: float


@dataclass(frozen=True)
class Reach:
    """How many got to a place of a form; `place` SENT: they sent it."""

    service: str
    version: int
    place: int
    number: int


@dataclass(frozen=True)
class Said:
    """What somebody wrote about a service, some time in that month."""

    month: date
    service: str
    stars: int
    words: str


async def volumes(session: AsyncSession, asked: Asked) -> list[Volume]:
    """Every week or month since the day, the first first, those without a case too."""
    opened = _begin_of(asked, col(Case.opened_at))
    query = select(opened, func.count()).where(
        col(Case.municipality) == asked.municipality,
        col(Case.opened_at) >= _midnight(asked.since),
        *_of_services(asked, col(Case.service)),
    )
    received = await _numbers(session, query.group_by(opened))
    finished = _done(asked)
    ended = _begin_of(asked, finished.c.done_at)
    query = select(ended, func.count()).select_from(finished)
    done = await _numbers(session, query.group_by(ended))
    return [Volume(day, received.get(day, 0), done.get(day, 0)) for day in _begins(asked)]


async def working_times(session: AsyncSession, asked: Asked) -> list[Taken]:
    """Of what was done since the day, by service; the most frequent first."""
    finished = _done(asked)
    days = func.extract("epoch", finished.c.done_at - finished.c.opened_at) / 86400
    number = func.count()
    query = (
        select(
            finished.c.service,
            number,
            func.percentile_cont(0.5).within_group(days),
            func.percentile_cont(0.8).within_group(days),
        )
        .group_by(finished.c.service)
        .order_by(number.desc(), finished.c.service)
    )
    return [Taken(*row) for row in await session.execute(query)]


async def reaches(session: AsyncSession, asked: Asked) -> list[Reach]:
    """How far applications got that advanced since the day."""
    what = (col(FormReach.service), col(FormReach.version), col(FormReach.place))
    query = (
        select(*what, func.sum(col(FormReach.number)))
        .where(
            col(FormReach.municipality) == asked.municipality,
            col(FormReach.day) >= asked.since,
            *_of_services(asked, col(FormReach.service)),
        )
        .group_by(*what)
        .order_by(*what)
    )
    return [Reach(*row) for row in await session.execute(query)]


async def stars_by_service(session: AsyncSession, asked: Asked) -> dict[str, dict[int, int]]:
    """How many gave how many stars to which service, as far as it may be told."""
    query = (
        select(col(Feedback.service), col(Feedback.stars), func.count())
        .where(*_feedback_of(asked))
        .group_by(col(Feedback.service), col(Feedback.stars))
    )
    found: dict[str, dict[int, int]] = {}
    for service, stars, number in await session.execute(query):
        found.setdefault(service, {})[stars] = number
    return enough(found)


def enough(found: dict[str, dict[int, int]]) -> dict[str, dict[int, int]]:
    """Without the services that fewer than FEWEST rated, unless those together are as many: else
    taking the others from the sum would tell what the few said."""
    few = {one: stars for one, stars in found.items() if sum(stars.values()) < FEWEST}
    if sum(sum(stars.values()) for stars in few.values()) >= FEWEST:
        return found
    return {one: stars for one, stars in found.items() if one not in few}


def spoken_of(found: dict[str, dict[int, int]]) -> tuple[str, ...]:
    """The services that FEWEST or more rated: words stand beside the name of theirs."""
    return tuple(one for one, stars in found.items() if sum(stars.values()) >= FEWEST)


async def words_said(session: AsyncSession, asked: Asked, told: Sequence[str]) -> Sequence[Said]:
    """What was written about the services `spoken_of`, the newest months first."""
    query = (
        select(Feedback)
        .where(*_feedback_of(asked), col(Feedback.service).in_(told))
        .order_by(col(Feedback.month).desc(), col(Feedback.id))
    )
    said = [
        Said(one.month, one.service, one.stars, one.words)
        for one in await session.scalars(query)
        if one.words
    ]
    return said[:MOST_WORDS]


def _done(asked: Asked) -> Subquery:
    """Each case done since the day, with the first moment it was: a row of the history counts
    once, though a case is posted first and closed later."""
    first = func.min(col(CaseEvent.at))
    ends = (
        select(col(CaseEvent.case_id).label("case_id"), first.label("done_at"))
        .where(col(CaseEvent.municipality) == asked.municipality, DONE_EVENT)
        .group_by(col(CaseEvent.case_id))
        .having(first >= _midnight(asked.since))
        .subquery()
    )
    query: Select[Any] = (
        select(col(Case.service), col(Case.opened_at), ends.c.done_at)
        .join(ends, ends.c.case_id == col(Case.id))
        .where(
            col(Case.municipality) == asked.municipality, *_of_services(asked, col(Case.service))
        )
    )
    return query.subquery()


def _feedback_of(asked: Asked) -> list[ColumnElement[bool]]:
    return [
        col(Feedback.municipality) == asked.municipality,
        col(Feedback.month) >= asked.since.replace(day=1),
        *_of_services(asked, col(Feedback.service)),
    ]


def _of_services(asked: Asked, service: Any) -> list[ColumnElement[bool]]:
    return [] if asked.services is None else [service.in_(sorted(asked.services))]


def _begin_of(asked: Asked, moment: Any) -> Any:
    local = func.timezone("Europe/Berlin", moment)
    return func.date_trunc(asked.unit, local).label("begins")


def _begins(asked: Asked) -> list[date]:
    days, day, today = [], first_day(asked.since, asked.unit), clock.today()
    while day <= today:
        days.append(day)
        day = next_day(day, asked.unit)
    return days


def first_day(day: date, unit: str) -> date:
    """The Monday of its week, or the first of its month."""
    if unit == "month":
        return day.replace(day=1)
    return date.fromordinal(day.toordinal() - day.weekday())


def next_day(begins: date, unit: str) -> date:
    """When the next week or month begins."""
    if unit == "week":
        return date.fromordinal(begins.toordinal() + 7)
    return date(begins.year + begins.month // 12, begins.month % 12 + 1, 1)


async def _numbers(session: AsyncSession, query: Select[Any]) -> dict[date, int]:
    return {moment.date(): number for moment, number in await session.execute(query)}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.BERLIN)
