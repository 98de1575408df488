"""Giving and taking roles. Giving takes two: one administrator proposes, another confirms."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.audit import record
from portal.errors import Conflict, InvalidInput, NotAllowed, NotFound
from portal.identity import sign_out_everywhere
from portal.identity.roles import EVERYWHERE, HeldRole, grant_role
from portal.identity.tables import Account, StaffRole
from portal.persistence.database import Scope
from portal.persistence.live import announce
from portal.personnel.administration import (
    ADMIN_ROLES,
    Administrator,
    admin_roles,
    require_admin,
    role_to_give,
    words_of,
)
from portal.personnel.tables import RoleGrant
from portal.shared import clock

WAITS = timedelta(days=14)


class OwnProposal(NotAllowed):
    """Who proposed or would receive a role cannot be the one who confirms it."""

    message = (
        "Das können Sie nicht selbst bestätigen. Bitte bitten Sie eine zweite Person aus der "
        "Administration."
    )


class LastAdministrator(Conflict):
    """Nobody would be left to decide."""

    message = (
        "Ohne diese Rolle hätte hier niemand mehr die Administration. Geben Sie sie zuerst einer "
        "anderen Person."
    )


class ProposalOver(Conflict):
    """The proposal was decided, has expired, or who made it administers no more."""

    message = "Dieser Vorschlag gilt nicht mehr. Bitte sehen Sie noch einmal nach."


async def propose_role(
    session: AsyncSession, admin: Scope, account_id: UUID, role: str, services: Collection[str]
) -> RoleGrant | None:
    """Propose a role for a member of the team, or other services for one that is held.

    Fewer services than now hold at once: then None. Raises InvalidInput, NotAllowed, NotFound.
    """
    acting = await require_admin(session, admin)
    wanted = role_to_give(acting.place_of(role), role, services)
    await require_member(session, acting, account_id)
    held = await _held(session, account_id, wanted)
    if held is not None and set(held.services or ()) == (wanted.services or set()):
        raise InvalidInput("Diese Rolle hat die Person schon.")
    if held is not None and _is_less(wanted, held):
        held.services = sorted(wanted.services or ())
        await session.flush()
        await _note(session, admin, "staff.services_reduced", account_id, wanted)
        return None
    return await wait_for_second(session, admin, account_id, wanted)


async def wait_for_second(
    session: AsyncSession, admin: Scope, account_id: UUID, wanted: HeldRole
) -> RoleGrant:
    """The proposal itself, in place of one that waits; `admin` was checked by who calls."""
    assert admin.actor_id is not None
    await session.get_one(Account, account_id, with_for_update=True)  # one after the other
    await _replace_waiting(session, account_id, wanted)
    proposal = RoleGrant(
        account_id=account_id,
        municipality=wanted.municipality,
        role=wanted.role,
        services=sorted(wanted.services) if wanted.services else None,
        proposed_by=admin.actor_id,
        proposed_at=clock.now(),
        expires_at=clock.now() + WAITS,
    )
    session.add(proposal)
    await session.flush()
    await _note(session, admin, "staff.role_proposed", account_id, wanted)
    return proposal


async def confirm_role(session: AsyncSession, admin: Scope, proposal_id: UUID) -> RoleGrant:
    """The second pair of eyes: from now on the role is held.

    Raises OwnProposal for who proposed or receives it, ProposalOver, NotAllowed, NotFound.
    """
    acting = await require_admin(session, admin)
    proposal = await _lock(session, acting, proposal_id)
    if acting.id in (proposal.proposed_by, proposal.account_id):
        raise OwnProposal
    if not await admin_roles(session, proposal.proposed_by, proposal.municipality):
        raise ProposalOver
    _decide(proposal, acting, "confirmed")
    await session.flush()
    await grant_role(
        session,
        proposal.account_id,
        proposal.municipality,
        proposal.role,  # type: ignore[arg-type]
        proposal.services or (),
    )
    await _note(session, admin, "staff.role_confirmed", proposal.account_id, _asked(proposal))
    return proposal


async def refuse_role(session: AsyncSession, admin: Scope, proposal_id: UUID) -> RoleGrant:
    """Decide against a proposal, or take one's own back. Raises as `confirm_role`."""
    acting = await require_admin(session, admin)
    proposal = await _lock(session, acting, proposal_id)
    _decide(proposal, acting, "refused")
    await _note(session, admin, "staff.role_refused", proposal.account_id, _asked(proposal))
    return proposal


async def take_role(session: AsyncSession, admin: Scope, account_id: UUID, role: str) -> None:
    """Take a role away: at once, by one administrator. Who has none left is signed out.

    Raises LastAdministrator, NotAllowed, NotFound.
    """
    acting = await require_admin(session, admin)
    held = HeldRole(acting.place_of(role), role)
    if role in ADMIN_ROLES:
        await _keep_one(session, acting, account_id, held)
        await require_admin(session, admin)  # who was removed while waiting removes nobody
    await remove_role(session, admin, account_id, held)


async def remove_role(
    session: AsyncSession, admin: Scope, account_id: UUID, taken: HeldRole
) -> None:
    """The removal itself; `admin`, who may be the system, was checked by who calls.

    Raises NotFound.
    """
    held = await _held(session, account_id, taken)
    if held is None:
        raise NotFound
    await session.execute(delete(StaffRole).where(col(StaffRole.id) == held.id))
    await _replace_waiting(session, account_id, taken)
    left = select(StaffRole.id).where(col(StaffRole.account_id) == account_id)
    if (await session.scalars(left)).first() is None:
        await sign_out_everywhere(session, account_id)
    await _note(session, admin, "staff.role_taken", account_id, taken)


async def require_member(session: AsyncSession, acting: Administrator, account_id: UUID) -> Account:
    """Somebody of the team here: with a role, or one that waits. Raises NotFound."""
    account = await session.get(Account, account_id)
    if account is None or account.kind != "staff":
        raise NotFound
    held = select(StaffRole.id).where(
        col(StaffRole.account_id) == account_id, col(StaffRole.municipality).in_(acting.places)
    )
    waits = select(RoleGrant.id).where(
        col(RoleGrant.account_id) == account_id,
        col(RoleGrant.municipality).in_(acting.places),
        col(RoleGrant.outcome) == "",
    )
    for here in (held, waits):
        if (await session.scalars(here.limit(1))).first() is not None:
            return account
    raise NotFound


async def waiting_grants(
    session: AsyncSession, acting: Administrator, now: datetime
) -> list[RoleGrant]:
    """What somebody has to confirm here, the oldest first."""
    query = (
        select(RoleGrant)
        .where(
            col(RoleGrant.municipality).in_(acting.places),
            col(RoleGrant.outcome) == "",
            col(RoleGrant.expires_at) > now,
        )
        .order_by(col(RoleGrant.proposed_at))
    )
    return list(await session.scalars(query))


async def announce_desks(session: AsyncSession, place: str, account_id: UUID | None) -> None:
    """Open pages of that town hall, and of that person, look again at what they may show."""
    subjects = [f"desks:{place}"] if place != EVERYWHERE else []
    await announce(session, f"staff:{place}", *subjects)
    if account_id is not None:
        await announce(session, f"account:{account_id}")


async def _lock(session: AsyncSession, acting: Administrator, proposal_id: UUID) -> RoleGrant:
    proposal = await session.get(
        RoleGrant, proposal_id, with_for_update=True, populate_existing=True
    )
    if proposal is None or proposal.municipality not in acting.places:
        raise NotFound
    if proposal.outcome or clock.now() >= proposal.expires_at:
        raise ProposalOver
    return proposal


def _decide(proposal: RoleGrant, acting: Administrator, outcome: str) -> None:
    proposal.outcome, proposal.decided_by = outcome, acting.id
    proposal.decided_at = clock.now()


async def _held(session: AsyncSession, account_id: UUID, wanted: HeldRole) -> StaffRole | None:
    query = select(StaffRole).where(
        col(StaffRole.account_id) == account_id,
        col(StaffRole.municipality) == wanted.municipality,
        col(StaffRole.role) == wanted.role,
    )
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(fresh)).one_or_none()


async def _replace_waiting(session: AsyncSession, account_id: UUID, wanted: HeldRole) -> None:
    waiting = (
        col(RoleGrant.account_id) == account_id,
        col(RoleGrant.municipality) == wanted.municipality,
        col(RoleGrant.role) == wanted.role,
        col(RoleGrant.outcome) == "",
    )
    await session.execute(update(RoleGrant).where(*waiting).values(outcome="replaced"))


def _asked(proposal: RoleGrant) -> HeldRole:
    services = frozenset(proposal.services) if proposal.services else None
    return HeldRole(proposal.municipality, proposal.role, services)


async def _keep_one(
    session: AsyncSession, acting: Administrator, account_id: UUID, held: HeldRole
) -> None:
    """Two who remove each other at the same time wait here for one another."""
    query = (
        select(StaffRole.account_id)
        .where(col(StaffRole.municipality) == held.municipality, col(StaffRole.role) == held.role)
        .order_by(col(StaffRole.id))
        .with_for_update()
    )
    others = set(await session.scalars(query)) - {account_id}
    if not others and (account_id == acting.id or held.municipality == EVERYWHERE):
        raise LastAdministrator


def _is_less(wanted: HeldRole, held: StaffRole) -> bool:
    """Whether `wanted` is a part of what is held."""
    if wanted.services is None:
        return False
    return held.services is None or wanted.services <= set(held.services)


async def _note(
    session: AsyncSession, admin: Scope, action: str, account_id: UUID, role: HeldRole
) -> None:
    """Into the record, and to the open pages it concerns."""
    words = words_of(role.role, role.services)
    await record(session, admin, action, f"account:{account_id}", words)
    await announce_desks(session, role.municipality, account_id)
