"""Names that are spelled almost like what was typed.

PostgreSQL's pg_trgm would do it, but neither the embedded server nor every managed one has it, and
under row-level security its index could not be used. So the words of the desk's cases of about the
same length are compared here, and only where nothing was found as it was typed.
"""

from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.cases.queue.question import Question
from portal.cases.tables import FOUND_BY, Case

_SHORTEST, _LONG = 4, 8
_MOST = 8


async def similar_words(
    session: AsyncSession, within: ColumnElement[bool], question: Question
) -> dict[str, tuple[str, ...]]:
    """For each key of the question, words of cases `within` that are one mistake away (two from
    eight letters on): a letter too many, too few, another, or two swapped."""
    keys = [term.key for term in question.terms if _can_be_a_name(term.key)]
    if not keys:
        return {}
    words = await _words_like(session, within, keys)
    near = {key: _nearest(key, words) for key in keys}
    return {key: found for key, found in near.items() if found}


async def _words_like(
    session: AsyncSession, within: ColumnElement[bool], keys: list[str]
) -> list[str]:
    word = func.unnest(func.tsvector_to_array(FOUND_BY)).label("word")
    every = select(word).select_from(Case).where(within).subquery()
    length = func.length(every.c.word)
    fits = [length.between(len(key) - _allowed(key), len(key) + _allowed(key)) for key in keys]
    return list(await session.scalars(select(every.c.word).where(or_(*fits)).distinct()))


def _nearest(key: str, words: list[str]) -> tuple[str, ...]:
    allowed = _allowed(key)
    near = [(OSA.distance(key, word, score_cutoff=allowed), word) for word in words]
    return tuple(word for distance, word in sorted(near) if 0 < distance <= allowed)[:_MOST]


def _allowed(key: str) -> int:
    return 2 if len(key) >= _LONG else 1


def _can_be_a_name(key: str) -> bool:
    return len(key) >= _SHORTEST and key.isalpha()
