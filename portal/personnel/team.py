"""Who works here: the list, and what is done when a phone is lost or somebody leaves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.audit import record
from portal.audit.tables import AuditEntry
from portal.errors import InvalidInput, NotAllowed
from portal.identity import Account, forget_second_factor, sign_out_everywhere
from portal.identity.passkey_tables import Passkey
from portal.identity.tables import SecondFactor, StaffRole
from portal.persistence.database import Scope
from portal.persistence.live import announce
from portal.personnel.administration import Administrator, require_admin, words_of
from portal.personnel.grants import require_member
from portal.personnel.tables import RoleGrant

LONGEST_REASON = 500


@dataclass(frozen=True)
class HeldHere:
    """A role as the list shows it; `services` None is all."""

    role: str
    words: str
    services: tuple[str, ...] | None


@dataclass(frozen=True)
class Member:
    """Somebody who works here. `last_sign_in` in UTC, None for who never signed in."""

    id: UUID
    name: str
    email: str
    roles: tuple[HeldHere, ...]
    last_sign_in: datetime | None
    second_factor: bool


async def team(session: AsyncSession, acting: Administrator) -> list[Member]:
    """Everybody with a role here, or one that waits, by name."""
    held = await _roles(session, acting)
    waiting = select(RoleGrant.account_id).where(
        col(RoleGrant.municipality).in_(acting.places), col(RoleGrant.outcome) == ""
    )
    ids = {*held, *await session.scalars(waiting)}
    query = select(Account).where(col(Account.id).in_(ids)).order_by(col(Account.display_name))
    accounts = (await session.scalars(query)).all()
    seen, factors = await _last_sign_ins(session, ids), await _with_second_factor(session, ids)
    return [
        Member(
            id=account.id,
            name=account.display_name,
            email=account.email,
            roles=tuple(held.get(account.id, ())),
            last_sign_in=seen.get(account.id),
            second_factor=account.id in factors,
        )
        for account in accounts
    ]


async def end_sessions(session: AsyncSession, admin: Scope, account_id: UUID) -> Account:
    """Sign a member of the team out on every device. Raises NotAllowed, NotFound."""
    acting = await require_admin(session, admin)
    account = await require_member(session, acting, account_id)
    await sign_out_everywhere(session, account.id)
    await record(session, admin, "staff.sessions_ended", f"account:{account.id}")
    await announce(session, f"account:{account.id}")
    return account


async def reset_second_factor(
    session: AsyncSession, admin: Scope, account_id: UUID, reason: str
) -> Account:
    """The phone is lost: sessions end, the next sign-in sets up another; `reason` is recorded.

    Who also works elsewhere, or administers the installation, is no matter for one municipality
    alone: the installation's administration does it. Nobody does it for themselves. Raises
    InvalidInput, NotAllowed, NotFound.
    """
    acting = await require_admin(session, admin)
    account = await require_member(session, acting, account_id)
    if account.id == acting.id:
        raise NotAllowed("Das muss eine andere Person aus der Administration tun.")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidInput("Bitte geben Sie den Grund in höchstens 500 Zeichen an.")
    elsewhere = select(StaffRole.id).where(
        col(StaffRole.account_id) == account.id, col(StaffRole.municipality).not_in(acting.places)
    )
    if not acting.everywhere and (await session.scalars(elsewhere)).first() is not None:
        raise NotAllowed(
            "Diese Person arbeitet auch für andere. Bitte wenden Sie sich an die Administration "
            "der Installation."
        )
    await forget_second_factor(session, account.id)
    await sign_out_everywhere(session, account.id)
    subject = f"account:{account.id}"
    await record(session, admin, "staff.second_factor_forgotten", subject, reason.strip())
    await announce(session, f"account:{account.id}", f"staff:{acting.municipality}")
    return account


async def _roles(session: AsyncSession, acting: Administrator) -> dict[UUID, list[HeldHere]]:
    query = (
        select(StaffRole)
        .where(col(StaffRole.municipality).in_(acting.places))
        .order_by(col(StaffRole.role))
    )
    held: dict[UUID, list[HeldHere]] = {}
    for row in await session.scalars(query):
        services = tuple(row.services) if row.services else None
        here = HeldHere(row.role, words_of(row.role, services), services)
        held.setdefault(row.account_id, []).append(here)
    return held


async def _last_sign_ins(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, datetime]:
    query = (
        select(AuditEntry.actor_id, func.max(AuditEntry.at))
        .where(col(AuditEntry.actor_id).in_(ids), col(AuditEntry.action) == "signed_in")
        .group_by(col(AuditEntry.actor_id))
    )
    rows = await session.execute(query)
    return {account_id: at for account_id, at in rows if account_id is not None}


async def _with_second_factor(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """An app that has shown a right code, or a passkey."""
    found: set[UUID] = set()
    for table in (SecondFactor, Passkey):
        query = select(table.account_id).where(
            col(table.account_id).in_(ids), col(table.confirmed_at).is_not(None)
        )
        found |= set(await session.scalars(query))
    return found
