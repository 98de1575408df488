"""What is asked about corrections: the open request, and what the earlier ones changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Submission
from portal.cases.correction_tables import CorrectionRequest
from portal.cases.tables import Case
from portal.persistence.sealed_columns import is_readable, or_plain_words
from portal.shared import clock


@dataclass(frozen=True)
class Mark:
    """An answer to be mended: its place in the form, how it was called and what stood there."""

    path: str
    label: str
    text: str
    remark: str


@dataclass(frozen=True)
class Change:
    """An answer before and after; "" where it was not asked."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class CorrectionView:
    """A request as both sides read it; `changes` are what came of it, () while it is open."""

    number: int
    status: str
    text: str
    marks: tuple[Mark, ...]
    asked_when: str
    ended_when: str = ""
    changes: tuple[Change, ...] = ()


async def open_correction(
    session: AsyncSession, case_id: UUID, *, lock: bool = False
) -> CorrectionRequest | None:
    """The request that waits for the citizen, if any; `lock` holds it."""
    query = select(CorrectionRequest).where(
        col(CorrectionRequest.case_id) == case_id, col(CorrectionRequest.status) == "open"
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(query)).one_or_none()


async def withdraw_open_correction(session: AsyncSession, case: Case) -> None:
    """The case moves on without it: it is not asked for any more."""
    asked = await open_correction(session, case.id, lock=True)
    if asked is not None:
        asked.status, asked.ended_at, asked.typed = "withdrawn", clock.now(), {}
        await session.flush()


async def corrections_of(session: AsyncSession, case_id: UUID) -> tuple[CorrectionView, ...]:
    """All requests of a case, the first first."""
    asked = (await session.scalars(_of_case(case_id))).all()
    return tuple([await _view(session, one) for one in asked])


async def unsent_files(session: AsyncSession, case_id: UUID) -> frozenset[str]:
    """The ids of files that were uploaded for a correction and not (yet) sent."""
    ids: set[str] = set()
    for one in await session.scalars(_of_case(case_id)):
        if one.status != "answered" and is_readable(one.typed):
            ids.update(_ids_in(one.typed.values()))
    return frozenset(ids)


def changes_between(before: Sequence[Any], after: Sequence[Any]) -> tuple[Change, ...]:
    """What differs between two reviews (as snapshots keep them), in the order of the form."""
    old, new = _rows(before), _rows(after)
    places = [*new, *(path for path in old if path not in new)]
    found = []
    for path in places:
        was, now = old.get(path, ("", "")), new.get(path, ("", ""))
        if was[1] != now[1]:
            found.append(Change(now[0] or was[0], was[1], now[1]))
    return tuple(found)


async def _view(session: AsyncSession, asked: CorrectionRequest) -> CorrectionView:
    marks = asked.marks if is_readable(asked.marks) else []
    changes: tuple[Change, ...] = ()
    if asked.corrected_id is not None:
        before = await session.get_one(Submission, asked.submission_id)
        after = await session.get_one(Submission, asked.corrected_id)
        if is_readable(before.review) and is_readable(after.review):
            changes = changes_between(before.review, after.review)
    return CorrectionView(
        number=asked.number,
        status=asked.status,
        text=or_plain_words(asked.text),
        marks=tuple(Mark(**mark) for mark in marks),
        asked_when=clock.moment_in_words(asked.asked_at),
        ended_when=clock.moment_in_words(asked.ended_at) if asked.ended_at else "",
        changes=changes,
    )


def _rows(review: Sequence[Any]) -> dict[str, tuple[str, str]]:
    return {row["path"]: (row["label"], row["text"]) for part in review for row in part["rows"]}


def _ids_in(values: Any) -> set[str]:
    return {one for value in values if isinstance(value, list) for one in value}


def _of_case(case_id: UUID) -> Select[CorrectionRequest]:
    return (
        select(CorrectionRequest)
        .where(col(CorrectionRequest.case_id) == case_id)
        .order_by(col(CorrectionRequest.number))
    )
