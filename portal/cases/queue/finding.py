"""Finding cases: a page of the queue, its counts, and the ids of everything that matches."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.audit import Look, note_access
from portal.cases.access import Actor, require_case_worker
from portal.cases.duty.giving import away_today
from portal.cases.duty.roster import replaced_by
from portal.cases.messages import with_new_messages
from portal.cases.queries import last_moves, seen_case
from portal.cases.queue.conditions import of_filter, of_question, on_desk, order_of
from portal.cases.queue.question import Question, read_question
from portal.cases.queue.rows import QueueRow, row_of
from portal.cases.queue.spelling import similar_words
from portal.cases.queue.wish import FilterCount, QueueFilter, QueueWish
from portal.cases.tables import Case
from portal.persistence.database import Scope

ROWS_ON_A_PAGE = 50
EVERYTHING_OPEN = QueueWish()


@dataclass(frozen=True)
class WorkQueue:
    """One page of the queue, in the order wished for; `found` counts all pages.

    `counts` and `due_count` heed the limits but not the words searched. `towns` are the
    municipalities the cases may come from, the own one first. `is_somebody_away` today, with or
    without a substitute. `similar` are the words of names that
    were taken for what was typed, where nothing was spelled like that.
    """

    rows: tuple[QueueRow, ...]
    counts: tuple[FilterCount, ...]
    due_count: int
    found: int
    page: int
    pages: int
    towns: tuple[str, ...]
    similar: tuple[str, ...] = ()
    is_somebody_away: bool = False


async def work_queue(
    session: AsyncSession, scope: Scope, wish: QueueWish = EVERYTHING_OPEN
) -> WorkQueue:
    """What lies on the desk of the scope's actor. What a search shows is recorded.

    Raises SignInRequired, NotAllowed.
    """
    away = await away_today(session, scope.municipality)
    actor = await _reader(session, scope, away)
    counts, number = await _count(session, actor, wish)
    found = await _find(session, actor, wish, number)
    pages = max(1, -(-found.number // ROWS_ON_A_PAGE))
    page = min(max(wish.page, 1), pages)
    on_page = _page_of(found.condition, replace(wish, page=page))
    cases = (await session.scalars(on_page)).all() if found.number else []
    if wish.text.strip():
        await note_access(session, scope, Look.FOUND, [seen_case(case) for case in cases])
    moved = await last_moves(session, [case.id for case in cases])
    news = await with_new_messages(session, [case.id for case in cases])
    rows = tuple(
        row_of(case, moved.get(case.id), actor, scope, has_news=case.id in news) for case in cases
    )
    due = next(count.count for count in counts if count.filter is QueueFilter.DUE)
    return WorkQueue(
        rows, counts, due, found.number, page, pages, actor.towns, found.similar, bool(away)
    )


async def matching_cases(session: AsyncSession, scope: Scope, wish: QueueWish) -> Select[UUID]:
    """The ids of all cases that `work_queue` shows for `wish`, on whatever page, in its order:
    to be run in the same transaction, or to stand in another query's IN (…).

    Nothing is recorded: whoever shows the cases records the look. Raises SignInRequired,
    NotAllowed.
    """
    actor = await _reader(session, scope, await away_today(session, scope.municipality))
    found = await _find(session, actor, wish)
    return select(col(Case.id)).where(found.condition).order_by(*order_of(wish))


async def _reader(session: AsyncSession, scope: Scope, away: Mapping[UUID, UUID | None]) -> Actor:
    actor = await require_case_worker(session, scope)
    return replace(actor, stands_in_for=replaced_by(actor.id, away))


@dataclass(frozen=True)
class _Found:
    condition: ColumnElement[bool]
    number: int
    similar: tuple[str, ...] = ()


async def _find(
    session: AsyncSession,
    actor: Actor,
    wish: QueueWish,
    number: int | None = None,
) -> _Found:
    """The condition of all that is wished for; where nothing is spelled so, of what is nearly.

    `number` is how many there are, if they were counted already.
    """
    question = read_question(wish.text)
    within = and_(on_desk(actor, wish), of_filter(wish.chosen, actor))
    exact = and_(within, of_question(question))
    number = await _number_of(session, exact) if number is None else number
    if number or not question.terms:
        return _Found(exact, number)
    return await _find_similar(session, within, question) or _Found(exact, 0)


async def _find_similar(
    session: AsyncSession, within: ColumnElement[bool], question: Question
) -> _Found | None:
    similar = await similar_words(session, within, question)
    if not similar:
        return None
    nearly = and_(within, of_question(question, similar))
    number = await _number_of(session, nearly)
    words = tuple(dict.fromkeys(word for words in similar.values() for word in words))
    return _Found(nearly, number, words) if number else None


async def _count(
    session: AsyncSession, actor: Actor, wish: QueueWish
) -> tuple[tuple[FilterCount, ...], int]:
    """Of every pill, and of what is wished for: in one look, which costs more than the counting.

    What was forwarded is counted by itself: those few cases lie on other desks.
    """
    here = [chosen for chosen in QueueFilter if chosen is not QueueFilter.FORWARDED]
    columns = [func.count().filter(of_filter(chosen, actor)) for chosen in here]
    on_this_desk = on_desk(actor, replace(wish, chosen=QueueFilter.ALL))
    asked = of_question(read_question(wish.text))
    columns.append(func.count().filter(and_(of_filter(wish.chosen, actor), asked)))
    query = select(*columns).select_from(Case).where(on_this_desk)
    *row, number = (await session.execute(query)).one()
    numbers = dict(zip(here, row, strict=True))
    forwarded = on_desk(actor, replace(wish, chosen=QueueFilter.FORWARDED))
    numbers[QueueFilter.FORWARDED] = await _number_of(session, forwarded)
    if wish.chosen is QueueFilter.FORWARDED:
        number = await _number_of(session, and_(forwarded, asked))
    return tuple(FilterCount(one, one.words, numbers[one]) for one in QueueFilter), number


async def _number_of(session: AsyncSession, wanted: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(Case).where(wanted)) or 0


def _page_of(wanted: ColumnElement[bool], wish: QueueWish) -> Select[Case]:
    """Sorts ids alone and reads the rows of this page only, so that deep pages stay fast."""
    ids = (
        select(col(Case.id))
        .where(wanted)
        .order_by(*order_of(wish))
        .limit(ROWS_ON_A_PAGE)
        .offset((wish.page - 1) * ROWS_ON_A_PAGE)
    )
    return select(Case).where(col(Case.id).in_(ids)).order_by(*order_of(wish))
