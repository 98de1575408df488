"""Sessions of browsers: begun, found again by their token, ended.

All functions need the system scope: nobody's session is visible to anybody else.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.errors import SignInRequired
from portal.identity.addresses import shown_address
from portal.identity.federated_tables import ServiceAccountSession
from portal.identity.roles import HeldRole, Role, Roles, may_act
from portal.identity.tables import Account, Session, StaffRole
from portal.identity.tokens import digest, new_token
from portal.persistence.columns import new_id
from portal.persistence.data_keys import OF_THE_PORTAL
from portal.persistence.database import Scope
from portal.persistence.live import announce
from portal.persistence.sealed_columns import open_column, seal_column
from portal.shared import clock
from portal.shared.trust import TrustLevel

VISITOR_LIFETIME = timedelta(days=30)
SIGNED_IN_LIFETIME = timedelta(hours=12)
SIGNED_IN_IDLE = timedelta(minutes=60)
WAITING_LIFETIME = timedelta(minutes=10)
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class NewSession:
    """A session just begun; `token` goes into the cookie and is known nowhere else."""

    id: UUID
    token: str = field(repr=False)
    visitor_id: UUID
    account_id: UUID | None
    expires_at: datetime


@dataclass(frozen=True)
class SessionInfo:
    """Who is at the other end. Visitors have no account, kind "", level none and no roles."""

    id: UUID
    visitor_id: UUID
    account_id: UUID | None
    account_kind: str
    display_name: str
    email: str
    trust_level: TrustLevel
    roles: Roles
    host_municipality: str
    waiting_account_id: UUID | None = None
    authenticated_at: datetime | None = None
    method: str = ""

    @property
    def is_citizen(self) -> bool:
        """Whether a citizen has signed in."""
        return self.account_kind == "citizen"

    @property
    def is_staff(self) -> bool:
        """Whether a member of staff has signed in."""
        return self.account_kind == "staff"

    @property
    def scope(self) -> Scope:
        """How this person acts on the database, for the municipality of the session's host."""
        if self.is_staff:
            return Scope("staff", self.account_id, self.host_municipality)
        if self.is_citizen:
            return Scope("citizen", self.account_id, self.host_municipality, self.trust_level)
        return Scope("visitor", self.visitor_id, self.host_municipality)


def may(info: SessionInfo | None, municipality: str, *roles: Role, service: str = "") -> bool:
    """Whether the session belongs to staff holding one of `roles` there, for that service."""
    if info is None or not info.is_staff:
        return False
    return may_act(info.roles, municipality, *roles, service=service)


async def start_session(
    session: AsyncSession,
    host_municipality: str,
    account_id: UUID | None = None,
    visitor_id: UUID | None = None,
    previous: UUID | None = None,
    *,
    waiting_account_id: UUID | None = None,
    method: str = "",
    device: str = "",
) -> NewSession:
    """Begin a session with a new token; `previous`, the one it replaces, ends.

    With `waiting_account_id` it is a visitor's, which waits a while for the second factor.
    `method` and `device` as the table `session` has them.
    """
    if previous is not None:
        await sign_out(session, previous)
    token = new_token()
    now = clock.now()
    row = Session(
        token_digest=digest(token),
        visitor_id=visitor_id or new_id(),
        account_id=account_id,
        waiting_account_id=waiting_account_id,
        host_municipality=host_municipality,
        created_at=now,
        last_seen_at=now,
        expires_at=now + _lifetime(account_id, waiting_account_id),
        authenticated_at=now if account_id else None,
        method=method,
        device=device,
    )
    session.add(row)
    await session.flush()
    return NewSession(row.id, token, row.visitor_id, account_id, row.expires_at)


async def renew_session(session: AsyncSession, session_id: UUID) -> NewSession:
    """The same session under a new id and token, its owner having just proved who they are.

    What else it knows stays: how they signed in, since when, on which device. Raises
    SignInRequired where the session has ended meanwhile.
    """
    before = await session.get_one(Session, session_id, with_for_update=True)
    if before.revoked_at is not None:
        raise SignInRequired
    await sign_out(session, session_id)
    token, now = new_token(), clock.now()
    replaced = {"id", "token_digest", "revoked_at", "flash", "expires_at"}
    row = Session(
        **before.model_dump(exclude=replaced) | {"last_seen_at": now, "authenticated_at": now},
        token_digest=digest(token),
        expires_at=now + _lifetime(before.account_id, before.waiting_account_id),
    )
    session.add(row)
    await session.flush()
    await session.execute(
        update(ServiceAccountSession)
        .where(col(ServiceAccountSession.session_id) == session_id)
        .values(session_id=row.id)
    )
    return NewSession(row.id, token, row.visitor_id, row.account_id, row.expires_at)


async def find_session(
    session: AsyncSession, token: str, host_municipality: str
) -> SessionInfo | None:
    """The session of that token at that host; None when expired, ended or of another host."""
    query = (
        select(Session, Account)
        .outerjoin(Account, col(Account.id) == col(Session.account_id))
        .where(
            col(Session.token_digest) == digest(token),
            col(Session.host_municipality) == host_municipality,
        )
    )
    found = (await session.execute(query)).one_or_none()
    if found is None or not is_alive(found[0]):
        return None
    await _touch(session, found[0])
    return await _info(session, found[0], found[1])


async def sign_out(session: AsyncSession, session_id: UUID) -> None:
    """End one session; its token opens nothing any more."""
    await _revoke(session, col(Session.id) == session_id)


async def sign_out_everywhere(
    session: AsyncSession, account_id: UUID, *, but: UUID | None = None
) -> None:
    """End all sessions of an account, except `but`; their open pages hear of it."""
    mine = or_(col(Session.account_id) == account_id, col(Session.waiting_account_id) == account_id)
    await _end_and_tell(session, mine if but is None else and_(mine, col(Session.id) != but))


async def end_session_of(session: AsyncSession, account_id: UUID, session_id: UUID) -> bool:
    """End one of the account's own sessions, which its open pages hear of; False where it has no
    such session any more."""
    its = and_(col(Session.id) == session_id, col(Session.account_id) == account_id)
    return await _end_and_tell(session, its) > 0


async def put_flash(session: AsyncSession, session_id: UUID, flash: dict[str, Any]) -> None:
    """Keep something for the next page of this session, in place of what was kept before."""
    sealed = await seal_column(session, col(Session.flash), session_id, flash, OF_THE_PORTAL)
    await session.execute(update(Session).where(col(Session.id) == session_id).values(flash=sealed))


async def take_flash(session: AsyncSession, session_id: UUID) -> dict[str, Any]:
    """What was kept for the next page, once."""
    query = select(Session.flash).where(col(Session.id) == session_id).with_for_update()
    sealed = await session.scalar(query)
    flash: dict[str, Any] = await open_column(session, col(Session.flash), session_id, sealed) or {}
    if flash:
        await put_flash(session, session_id, {})
    return flash


def _lifetime(account_id: UUID | None, waiting_account_id: UUID | None) -> timedelta:
    if waiting_account_id:
        return WAITING_LIFETIME
    return SIGNED_IN_LIFETIME if account_id else VISITOR_LIFETIME


def is_alive(row: Session) -> bool:
    """Whether it has neither ended, nor come of age, nor lain idle for too long."""
    now = clock.now()
    idle_too_long = row.account_id is not None and now - row.last_seen_at > SIGNED_IN_IDLE
    return row.revoked_at is None and now < row.expires_at and not idle_too_long


async def _touch(session: AsyncSession, row: Session) -> None:
    now = clock.now()
    if now - row.last_seen_at >= TOUCH_EVERY:
        await session.execute(
            update(Session).where(col(Session.id) == row.id).values(last_seen_at=now)
        )


async def _info(session: AsyncSession, row: Session, account: Account | None) -> SessionInfo:
    return SessionInfo(
        id=row.id,
        visitor_id=row.visitor_id,
        account_id=row.account_id,
        account_kind=account.kind if account else "",
        display_name=account.display_name if account else "",
        email=shown_address(account.email) if account else "",
        trust_level=_effective_level(row, account),
        roles=await _roles(session, account),
        host_municipality=row.host_municipality,
        waiting_account_id=row.waiting_account_id,
        authenticated_at=row.authenticated_at,
        method=row.method,
    )


def _effective_level(row: Session, account: Account | None) -> TrustLevel:
    """The higher of what the account has and what this very sign-in has shown."""
    if account is None:
        return TrustLevel.NONE
    return TrustLevel(account.trust_level).or_higher(TrustLevel(row.trust_level))


async def _roles(session: AsyncSession, account: Account | None) -> Roles:
    if account is None or account.kind != "staff":
        return frozenset()
    query = select(StaffRole).where(col(StaffRole.account_id) == account.id)
    return frozenset(
        HeldRole(row.municipality, row.role, frozenset(row.services) if row.services else None)
        for row in await session.scalars(query)
    )


async def _end_and_tell(session: AsyncSession, which: Any) -> int:
    """How many there were."""
    ended = await _revoke(session, which)
    await announce(session, *(f"session:{session_id}" for session_id in ended))
    return len(ended)


async def _revoke(session: AsyncSession, which: Any) -> list[UUID]:
    """The ids of those that had not ended before."""
    ended = await session.scalars(
        update(Session)
        .where(which, col(Session.revoked_at).is_(None))
        .values(revoked_at=clock.now())
        .returning(col(Session.id))
    )
    return list(ended)
