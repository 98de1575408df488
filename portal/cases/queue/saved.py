"""Saved filters: under a name of one's own, for oneself alone; one of them may be the start."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.access import Actor, require_case_worker
from portal.cases.queue.tables import QueueView
from portal.cases.queue.wish import QueueWish, wish_from_document
from portal.errors import InvalidField, NotFound
from portal.persistence.database import Scope

MOST_VIEWS = 20
LONGEST_NAME = 40
FIELD = "name"


@dataclass(frozen=True)
class SavedFilter:
    """A view by its name; `is_start` opens with the page."""

    id: UUID
    name: str
    wish: QueueWish
    is_start: bool


async def saved_filters(session: AsyncSession, scope: Scope) -> tuple[SavedFilter, ...]:
    """One's own in this portal, by name. Raises SignInRequired, NotAllowed."""
    actor = await require_case_worker(session, scope)
    views = await _views(session, actor, scope)
    kept = (SavedFilter(v.id, v.name, wish_from_document(v.wish), v.is_start) for v in views)
    return tuple(sorted(kept, key=lambda one: one.name.casefold()))


async def save_filter(session: AsyncSession, scope: Scope, name: str, wish: QueueWish) -> UUID:
    """Keep this view; what was searched is not kept, as it may be somebody's name.

    Raises InvalidField (no name, a name there is already, too many), SignInRequired, NotAllowed.
    """
    actor = await require_case_worker(session, scope)
    name = _clean(name)
    if len(await _views(session, actor, scope)) >= MOST_VIEWS:
        raise InvalidField(FIELD, f"Mehr als {MOST_VIEWS} Filter lassen sich nicht speichern.")
    view = QueueView(
        account_id=actor.id,
        municipality=scope.municipality,
        name=name,
        wish=wish.as_document(),
    )
    await _keep(session, view)
    return view.id


async def rename_filter(session: AsyncSession, scope: Scope, view_id: UUID, name: str) -> None:
    """Give it another name. Raises InvalidField, NotFound, SignInRequired, NotAllowed."""
    view = await _own(session, scope, view_id)
    view.name = _clean(name)
    await _keep(session, view)


async def delete_filter(session: AsyncSession, scope: Scope, view_id: UUID) -> None:
    """Forget it. Raises NotFound, SignInRequired, NotAllowed."""
    await session.delete(await _own(session, scope, view_id))


async def start_with(session: AsyncSession, scope: Scope, view_id: UUID | None) -> None:
    """From now on the page opens with this view; None: with all that is open.

    Raises NotFound, SignInRequired, NotAllowed.
    """
    actor = await require_case_worker(session, scope)
    view = await _own(session, scope, view_id) if view_id else None
    others = update(QueueView).where(*_mine(actor, scope)).values(is_start=False)
    await session.execute(others)
    if view:
        view.is_start = True
        await session.flush()


async def _own(session: AsyncSession, scope: Scope, view_id: UUID) -> QueueView:
    actor = await require_case_worker(session, scope)
    query = select(QueueView).where(col(QueueView.id) == view_id, *_mine(actor, scope))
    view = (await session.scalars(query)).one_or_none()
    if view is None:
        raise NotFound("Diesen Filter gibt es nicht mehr.")
    return view


async def _views(session: AsyncSession, actor: Actor, scope: Scope) -> list[QueueView]:
    return list(await session.scalars(select(QueueView).where(*_mine(actor, scope))))


def _mine(actor: Actor, scope: Scope) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (
        col(QueueView.account_id) == actor.id,
        col(QueueView.municipality) == scope.municipality,
    )


async def _keep(session: AsyncSession, view: QueueView) -> None:
    try:
        async with session.begin_nested():
            session.add(view)
            await session.flush()
    except IntegrityError:
        words = "So heißt schon ein Filter von Ihnen. Bitte wählen Sie einen anderen Namen."
        raise InvalidField(FIELD, words) from None


def _clean(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        words = f"Bitte geben Sie einen Namen mit höchstens {LONGEST_NAME} Zeichen an."
        raise InvalidField(FIELD, words)
    return name
