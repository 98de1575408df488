"""Absences: entered by who is away, or for them by a team lead; they end by themselves.

Writing needs the system's scope; `scope` is that of who acts.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.audit.service import record
from portal.cases.duty.roster import closes_a_circle
from portal.cases.duty.tables import StaffAbsence
from portal.errors import InvalidField, NotAllowed, NotFound
from portal.identity import CASE_ROLES, desk_of
from portal.identity.tables import StaffRole
from portal.persistence.database import Scope
from portal.persistence.live import announce
from portal.shared import clock

MOST_DAYS = 400


async def enter_absence(
    session: AsyncSession,
    scope: Scope,
    person: UUID,
    *,
    substitute: UUID | None,
    since: date,
    until: date,
) -> None:
    """Raises InvalidField (bis, von, vertretung), NotAllowed (for others only the team lead)."""
    await _may_decide_for(session, scope, person)
    await _hold(session, scope.municipality)
    if until < max(since, clock.today()):
        raise InvalidField("bis", "Dieser Tag liegt vor dem Beginn oder ist vorbei.")
    if (until - since).days > MOST_DAYS:
        raise InvalidField("bis", "Bitte tragen Sie höchstens ein gutes Jahr am Stück ein.")
    others = await coming_absences(session, scope.municipality)
    meanwhile = [one for one in others if one.since <= until and one.until >= since]
    if any(one.account_id == person for one in meanwhile):
        raise InvalidField("von", "Für diese Tage ist schon eine Abwesenheit eingetragen.")
    if substitute is not None:
        await _check_substitute(session, scope, person, substitute, meanwhile)
    absence = StaffAbsence(
        municipality=scope.municipality,
        account_id=person,
        substitute_id=substitute,
        since=since,
        until=until,
    )
    session.add(absence)
    await session.flush()
    await _changed(session, scope, "entered", absence)


async def remove_absence(session: AsyncSession, scope: Scope, absence_id: UUID) -> None:
    """Back earlier, or entered by mistake. Raises NotFound, NotAllowed, SignInRequired."""
    absence = await session.get(StaffAbsence, absence_id, with_for_update=True)
    if absence is None or absence.municipality != scope.municipality:
        raise NotFound("Diese Abwesenheit gibt es nicht mehr.")
    await _may_decide_for(session, scope, absence.account_id)
    await session.delete(absence)
    await _changed(session, scope, "removed", absence)


async def coming_absences(session: AsyncSession, home: str) -> Sequence[StaffAbsence]:
    """Those of today and later, by day. Also in the scope of staff."""
    query = (
        select(StaffAbsence)
        .where(col(StaffAbsence.municipality) == home, col(StaffAbsence.until) >= clock.today())
        .order_by(col(StaffAbsence.since), col(StaffAbsence.id))
    )
    return (await session.scalars(query)).all()


async def _may_decide_for(session: AsyncSession, scope: Scope, person: UUID) -> None:
    """Everybody with a desk for themselves; a lead for who has a desk there."""
    if person == scope.actor_id:
        await desk_of(session, scope, *CASE_ROLES)
        return
    await desk_of(session, scope, "team_lead")
    if not await _has_desk(session, scope.municipality, person):
        raise NotAllowed("Diese Person bearbeitet hier keine Vorgänge.")


async def _check_substitute(
    session: AsyncSession,
    scope: Scope,
    person: UUID,
    substitute: UUID,
    meanwhile: Sequence[StaffAbsence],
) -> None:
    if substitute == person:
        raise InvalidField("vertretung", "Bitte wählen Sie eine andere Person.")
    if not await _has_desk(session, scope.municipality, substitute):
        raise InvalidField("vertretung", "Diese Person bearbeitet hier keine Vorgänge.")
    away = {one.account_id: one.substitute_id for one in meanwhile}
    if closes_a_circle(person, substitute, away):
        raise InvalidField(
            "vertretung", "Diese Person wird in der Zeit selbst vertreten, am Ende von hier."
        )


async def _has_desk(session: AsyncSession, home: str, person: UUID) -> bool:
    query = select(col(StaffRole.id)).where(
        col(StaffRole.account_id) == person,
        col(StaffRole.municipality) == home,
        col(StaffRole.role).in_(CASE_ROLES),
    )
    return (await session.scalars(query.limit(1))).first() is not None


async def _hold(session: AsyncSession, home: str) -> None:
    """Two entries at once cannot close a circle between them."""
    key = func.hashtextextended(f"absences:{home}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))


async def _changed(session: AsyncSession, scope: Scope, what: str, one: StaffAbsence) -> None:
    await session.flush()
    await record(session, scope, f"duty.absence_{what}", f"account:{one.account_id}")
    home = scope.municipality
    await announce(session, f"duty:{home}", f"desks:{home}")
