"""What every change of a case does: lock it, write its history, have the citizen told.

All in the caller's transaction.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.audit.service import record
from portal.cases.access import Actor
from portal.cases.tables import Case, CaseEvent
from portal.errors import NotFound
from portal.persistence.database import Scope
from portal.persistence.follow_ups import FollowUps
from portal.persistence.live import announce
from portal.shared import clock
from portal.shared.language import _

TELL_CITIZEN = "tell_citizen"
_OCCASION = "case-event:"


async def lock_case(session: AsyncSession, actor: Actor, reference: str) -> Case:
    """The case on the actor's desk or their own, held until the transaction ends.

    Raises NotFound.
    """
    ours = select(Case).where(col(Case.reference) == reference, actor.cases)
    statement = ours.with_for_update()
    statement = statement.execution_options(populate_existing=True)
    case = (await session.execute(statement)).scalar_one_or_none()
    if case is None:
        raise NotFound(_("Diesen Vorgang haben wir nicht gefunden."))
    return case


async def find_case(session: AsyncSession, actor: Actor, reference: str) -> Case:
    """The case as it is, also for who only reads it since it was forwarded. Raises NotFound."""
    query = select(Case).where(col(Case.reference) == reference.upper(), actor.readable)
    case = (await session.scalars(query)).one_or_none()
    if case is None:
        raise NotFound(_("Diesen Vorgang haben wir nicht gefunden."))
    return case


async def hold_case(session: AsyncSession, case_id: UUID) -> None:
    """Lock the case for the portal itself, before anything that hangs on it: whoever locks both
    does so in this order, else two could wait for each other."""
    await session.execute(select(col(Case.id)).where(col(Case.id) == case_id).with_for_update())


async def tell_citizen(session: AsyncSession, follow_ups: FollowUps, event: CaseEvent) -> None:
    """Have the e-mail about the event written."""
    await follow_ups.enqueue(session, TELL_CITIZEN, str(event.id), {"event_id": str(event.id)})


def occasion_of(event: CaseEvent) -> str:
    """What its messages are written once for."""
    return f"{_OCCASION}{event.id}"


def event_told_by(occasion: str) -> UUID | None:
    """The entry of a history that a message with this key is about; a push adds its browser."""
    if not occasion.startswith(_OCCASION):
        return None
    return UUID(occasion.removeprefix(_OCCASION).split(":")[0])


async def record_change(session: AsyncSession, scope: Scope, action: str, case: Case) -> None:
    """What staff does is audited; what citizens do stands in the case's own history."""
    if scope.actor_kind == "staff":
        await record(session, scope.within(case.municipality), action, f"case:{case.id}")


async def announce_case(session: AsyncSession, case: Case) -> None:
    """Pages that show the case, its queue or its owner's cases look again."""
    queues = [f"queue:{town}" for town in {case.municipality, case.authority}]
    await announce(session, f"case:{case.id}", *queues, f"account:{case.account_id}")


def new_event(
    case: Case,
    kind: str,
    actor: Actor | None,
    *,
    at: datetime | None = None,
    from_status: str = "",
    to_status: str = "",
    detail: str = "",
) -> CaseEvent:
    """An entry of the case's history; `actor` None for the portal itself."""
    return CaseEvent(
        case_id=case.id,
        municipality=case.municipality,
        account_id=case.account_id,
        at=at or clock.now(),
        kind=kind,
        from_status=from_status,
        to_status=to_status,
        actor_kind=actor.role if actor else "system",
        actor_id=actor.id if actor else None,
        detail=detail,
    )
