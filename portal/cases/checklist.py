"""The checklist of a service (content: `checklist`), ticked case by case with who and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.access import require_case_worker
from portal.cases.changing import announce_case, lock_case, record_change
from portal.cases.desk_tables import CaseCheck
from portal.cases.tables import Case
from portal.catalogue import service_by_slug
from portal.catalogue.definition import ChecklistItem
from portal.errors import InvalidInput, NotFound
from portal.persistence.database import Scope
from portal.shared import clock


@dataclass(frozen=True)
class CheckView:
    """An item; `by` says who ticked it and when, "" while it is open."""

    item: str
    text: str
    is_done: bool
    by: str
    at: datetime | None = None


async def tick(
    session: AsyncSession, scope: Scope, reference: str, item: str, *, is_done: bool
) -> None:
    """Tick an item, or take the tick away; both stay on record.

    Raises SignInRequired, NotAllowed, NotFound, InvalidInput (no such item in this service).
    """
    actor = await require_case_worker(session, scope)
    case = await lock_case(session, actor, reference)
    if item not in {known.id for known in _items(case)}:
        raise InvalidInput("Diesen Punkt gibt es in der Checkliste nicht mehr.")
    now = {check.item: check.is_done for check in await _latest(session, case)}
    if now.get(item, False) == is_done:
        return
    session.add(
        CaseCheck(
            case_id=case.id,
            municipality=case.municipality,
            author_id=actor.id,
            author_name=actor.name,
            item=item,
            is_done=is_done,
        )
    )
    await session.flush()
    await record_change(session, scope, "case.checklist_ticked", case)
    await announce_case(session, case)


async def checklist_of(session: AsyncSession, case: Case) -> tuple[CheckView, ...]:
    """The service's items as the content has them today, each with its last tick."""
    latest = {check.item: check for check in await _latest(session, case)}
    return tuple(_view(item, latest.get(item.id)) for item in _items(case))


def open_items(checks: Sequence[CheckView]) -> tuple[str, ...]:
    """What a decision should still wait for."""
    return tuple(check.text for check in checks if not check.is_done)


def _items(case: Case) -> tuple[ChecklistItem, ...]:
    try:
        return service_by_slug(case.service).checklist
    except NotFound:  # no longer offered: the case is older
        return ()


def _view(item: ChecklistItem, check: CaseCheck | None) -> CheckView:
    if check is None or not check.is_done:
        return CheckView(item.id, item.text, is_done=False, by="")
    by = f"{check.author_name}, {clock.moment_in_words(check.at)}"
    return CheckView(item.id, item.text, is_done=True, by=by, at=check.at)


async def _latest(session: AsyncSession, case: Case) -> list[CaseCheck]:
    query = (
        select(CaseCheck)
        .where(col(CaseCheck.case_id) == case.id)
        .ext(distinct_on(col(CaseCheck.item)))
        .order_by(col(CaseCheck.item), col(CaseCheck.at).desc())
    )
    return list(await session.scalars(query))
