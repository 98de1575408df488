"""Searching: PostgreSQL's full text finds, the process understands the words and ranks."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.catalogue.search.question import asked_words, telling, understood, unknown
from portal.catalogue.search.ranking import Candidate, ranked
from portal.catalogue.search.rows import STEMS
from portal.catalogue.search.vocabulary import Asked, Vocabulary, Word
from portal.catalogue.search.wording import load_wording

_MOST_CANDIDATES = 30


@dataclass(frozen=True)
class Hit:
    """A service that was found. `offered_by` names those responsible, the nearest first: the own
    municipality (`is_own`), then the county, then neighbours."""

    slug: str
    name: str
    is_own: bool
    offered_by: tuple[str, ...]


async def search(
    session: AsyncSession,
    municipality: str,
    typed: str,
    *,
    is_typing: bool = False,
    limit: int = 20,
) -> tuple[Hit, ...]:
    """What the municipality's portal has for the words somebody typed, best first.

    With `is_typing` the last word counts as unfinished. Empty where nothing fits. What is typed
    is neither stored nor logged.
    """
    vocabulary = await _vocabulary(session)
    words = asked_words(typed, vocabulary, load_wording().filler_words())
    if not words:
        return ()
    stems = await _stems(session, unknown(words, vocabulary))
    asked = understood(words, stems, vocabulary, is_typing)
    if not any(word.stems for word in asked):
        return ()
    found = await _candidates(session, municipality, asked)
    return tuple(_hit(best) for best in ranked(found, asked, vocabulary.weights)[:limit])


def _hit(found: Candidate) -> Hit:
    return Hit(found.slug, found.name, found.distance == 0, found.offered_by)


_kept: dict[str, Vocabulary] = {}


# A plan made for any words at all would search every service; one for these words takes the index.
_EDITION = text(
    "SELECT hash, set_config('plan_cache_mode', 'force_custom_plan', true) FROM catalogue.edition"
)


async def _vocabulary(session: AsyncSession) -> Vocabulary:
    """The words of the rows' edition; read again when the content has changed."""
    edition = await session.scalar(_EDITION) or ""
    if edition not in _kept:
        services = await session.scalar(text("SELECT count(*) FROM catalogue.service")) or 0
        rows = await session.execute(
            text("SELECT word, stem, services, is_part, alike FROM catalogue.word")
        )
        words = [Word(w, stem, count, part, tuple(alike)) for w, stem, count, part, alike in rows]
        _kept.clear()
        _kept[edition] = Vocabulary(edition, services, words)
    return _kept[edition]


async def _stems(session: AsyncSession, words: Sequence[str]) -> dict[str, str]:
    """The German stem of each word, as PostgreSQL takes it."""
    if not words:
        return {}
    rows = await session.execute(text(STEMS), {"words": list(words)})
    return {word: stem for word, stem in rows}


_CANDIDATES = """
WITH here AS (
    SELECT slug, network, shows_network FROM catalogue.municipality WHERE slug = :municipality
), member AS MATERIALIZED (
    SELECT m.slug, m.full_name,
           CASE WHEN m.slug = here.slug THEN 0 WHEN m.is_county THEN 1 ELSE 2 END AS distance
    FROM catalogue.municipality m, here
    WHERE m.slug = here.slug OR (here.shows_network AND m.network = here.network)
), hit AS (
    SELECT s.slug, s.name, s.popular
    FROM catalogue.service s
    WHERE s.document @@ CAST(:telling AS tsquery) AND s.slug IN (
        SELECT o.service FROM catalogue.offer o JOIN member ON member.slug = o.municipality
        WHERE o.online OR member.distance = 0)
    ORDER BY {met} DESC, ts_rank(s.document, CAST(:anything AS tsquery)) DESC
    LIMIT :limit
)
SELECT hit.slug, hit.name, hit.popular, w.phrases, shelf.distance, shelf.offered_by
FROM hit JOIN catalogue.wording w ON w.service = hit.slug, LATERAL (
    SELECT min(member.distance) AS distance,
           array_agg(member.full_name ORDER BY member.distance, member.full_name) AS offered_by
    FROM member JOIN catalogue.offer o ON o.municipality = member.slug AND o.service = hit.slug
    WHERE o.online OR member.distance = 0) AS shelf
"""
_MET = "CASE WHEN s.document @@ CAST(:query_{0} AS tsquery) THEN CAST(:weight_{0} AS float8) END"


async def _candidates(
    session: AsyncSession, municipality: str, asked: Sequence[Asked]
) -> list[Candidate]:
    """The services shown there that have any of the telling words, those that meet most first."""
    meant = [word for word in asked if word.stems]
    values: dict[str, Any] = {
        "municipality": municipality,
        "telling": " | ".join(map(_as_query, telling(meant))),
        "anything": " | ".join(map(_as_query, meant)),
        "limit": _MOST_CANDIDATES,
    }
    for number, word in enumerate(meant):
        values |= {f"query_{number}": _as_query(word), f"weight_{number}": word.weight}
    rows = await session.execute(_statement(len(meant)), values)
    return [
        Candidate(slug, name, popular, phrases, distance, tuple(offered_by))
        for slug, name, popular, phrases, distance, offered_by in rows
    ]


@cache
def _statement(words: int) -> TextClause:
    """The statement that weighs so many words."""
    met = " + ".join(f"coalesce({_MET.format(number)}, 0)" for number in range(words))
    return text(_CANDIDATES.format(met=met))


def _as_query(word: Asked) -> str:
    """The word's stems as a tsquery: 'hund' | 'hundesteu'."""
    quoted = ("'" + stem.replace("\\", "\\\\").replace("'", "''") + "'" for stem in word.stems)
    return " | ".join(quoted)
