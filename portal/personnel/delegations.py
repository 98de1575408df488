"""Having a neighbour or the county work on the cases of one service, while it lasts.

The administration of the municipality whose cases they are decides, four eyes. Either side ends
it at once.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.audit import record
from portal.errors import InvalidInput, NotFound
from portal.identity.tables import Delegation
from portal.municipalities import all_municipalities
from portal.persistence.database import Scope
from portal.persistence.live import announce
from portal.personnel.administration import (
    Administrator,
    admin_roles,
    require_admin,
    services_of,
)
from portal.personnel.grants import WAITS, OwnProposal, ProposalOver, announce_desks
from portal.shared import clock

LONGEST_REASON = 500


@dataclass(frozen=True)
class Wish:
    """To whom which service is to be delegated, from when until when (None: until ended), why."""

    delegate: str
    service: str
    since: date
    until: date | None
    reason: str

    def faults(self, municipality: str) -> dict[str, str]:
        """What is wrong, by field."""
        faults = {}
        others = {town.slug for town in all_municipalities()} - {municipality}
        if self.delegate not in others:
            faults["delegate"] = "Bitte wählen Sie eine andere Kommune."
        if self.service not in {slug for slug, _name in services_of(municipality)}:
            faults["service"] = "Bitte wählen Sie eine Leistung."
        if self.until is not None and self.until < max(self.since, clock.today()):
            faults["until"] = "Das Ende liegt vor dem Beginn oder in der Vergangenheit."
        if not self.reason.strip() or len(self.reason) > LONGEST_REASON:
            faults["reason"] = "Bitte nennen Sie den Grund in höchstens 500 Zeichen."
        return faults


async def propose_delegation(session: AsyncSession, admin: Scope, wish: Wish) -> Delegation:
    """Propose it for the administrator's own municipality. Raises InvalidInput, NotAllowed."""
    acting = await require_admin(session, admin)
    for words in wish.faults(acting.municipality).values():
        raise InvalidInput(words)
    delegation = Delegation(
        municipality=acting.municipality,
        delegate=wish.delegate,
        service=wish.service,
        since=wish.since,
        until=wish.until,
        reason=wish.reason.strip(),
        proposed_by=acting.id,
        proposed_at=clock.now(),
        expires_at=clock.now() + WAITS,
    )
    session.add(delegation)
    await session.flush()
    await _note(session, admin, "delegation.proposed", delegation)
    return delegation


async def confirm_delegation(session: AsyncSession, admin: Scope, delegation_id: UUID) -> None:
    """The second pair of eyes. Raises OwnProposal, ProposalOver, NotAllowed, NotFound."""
    acting = await require_admin(session, admin)
    delegation = await _lock(session, delegation_id)
    if delegation.municipality != acting.municipality:
        raise NotFound
    proposer = delegation.proposed_by
    over = delegation.confirmed_at or delegation.ended_at or clock.now() >= delegation.expires_at
    if over or proposer is None or not await admin_roles(session, proposer, acting.municipality):
        raise ProposalOver
    if acting.id == proposer:
        raise OwnProposal
    delegation.confirmed_by, delegation.confirmed_at = acting.id, clock.now()
    await _note(session, admin, "delegation.confirmed", delegation)


async def end_delegation(session: AsyncSession, admin: Scope, delegation_id: UUID) -> Delegation:
    """End it, refuse it, or give it back: from now on the delegate's desks are without it.

    Raises ProposalOver, NotAllowed, NotFound.
    """
    acting = await require_admin(session, admin)
    delegation = await _lock(session, delegation_id)
    if acting.municipality not in (delegation.municipality, delegation.delegate):
        raise NotFound
    if delegation.ended_at is not None:
        raise ProposalOver
    if delegation.confirmed_at is None and acting.municipality != delegation.municipality:
        raise NotFound
    delegation.ended_by, delegation.ended_at = acting.id, clock.now()
    await _note(session, admin, "delegation.ended", delegation)
    return delegation


async def delegations_of(session: AsyncSession, acting: Administrator) -> list[Delegation]:
    """Those of the municipality, and confirmed ones to it, which are not over; newest first."""
    own = col(Delegation.municipality) == acting.municipality
    ours = (col(Delegation.delegate) == acting.municipality) & (
        col(Delegation.confirmed_at).is_not(None)
    )
    waits = col(Delegation.confirmed_at).is_not(None) | (col(Delegation.expires_at) > clock.now())
    until = col(Delegation.until)
    lasts = or_(until.is_(None), until >= clock.today())
    query = select(Delegation).where(
        or_(own, ours), waits, lasts, col(Delegation.ended_at).is_(None)
    )
    return list(await session.scalars(query.order_by(col(Delegation.proposed_at).desc())))


async def _lock(session: AsyncSession, delegation_id: UUID) -> Delegation:
    found = await session.get(
        Delegation, delegation_id, with_for_update=True, populate_existing=True
    )
    if found is None:
        raise NotFound
    return found


async def _note(session: AsyncSession, admin: Scope, action: str, delegation: Delegation) -> None:
    await session.flush()
    detail = f"{delegation.service}: {delegation.municipality} → {delegation.delegate}"
    here = admin.within(delegation.municipality)
    await record(session, here, action, f"delegation:{delegation.id}", detail)
    await announce(session, f"staff:{delegation.delegate}")
    await announce_desks(session, delegation.municipality, None)
    await announce_desks(session, delegation.delegate, None)
