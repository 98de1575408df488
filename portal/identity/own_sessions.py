"""Where an account is signed in, as its owner sees it. Needs the system scope."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.identity.sessions import is_alive
from portal.identity.tables import Session
from portal.identity.tokens import digest


@dataclass(frozen=True)
class OwnSession:
    """One of them; instants in UTC, the rest as the table `session` has it."""

    id: UUID
    device: str
    municipality: str
    method: str
    since: datetime
    last_seen_at: datetime


async def sessions_of(session: AsyncSession, account_id: UUID) -> list[OwnSession]:
    """Those that still open something, the last used first."""
    query = (
        select(Session)
        .where(col(Session.account_id) == account_id, col(Session.revoked_at).is_(None))
        .order_by(col(Session.last_seen_at).desc())
    )
    rows = (await session.scalars(query)).all()
    return [_own(row) for row in rows if is_alive(row)]


async def has_run_out(session: AsyncSession, token: str, host_municipality: str) -> bool:
    """Whether the cookie is of a session in which somebody had signed in, and which is over."""
    query = select(Session).where(
        col(Session.token_digest) == digest(token),
        col(Session.host_municipality) == host_municipality,
        col(Session.account_id).is_not(None),
    )
    row = (await session.scalars(query)).one_or_none()
    return row is not None and not is_alive(row)


def _own(row: Session) -> OwnSession:
    return OwnSession(
        id=row.id,
        device=row.device,
        municipality=row.host_municipality,
        method=row.method,
        since=row.created_at,
        last_seen_at=row.last_seen_at,
    )
