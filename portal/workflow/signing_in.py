"""What every way of signing in ends with: a session under a new id, and what was begun before."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal import identity
from portal.applications.tables import Application
from portal.files.tables import StoredFile
from portal.identity import SessionInfo
from portal.persistence.live import announce
from portal.shared.language import spoken


@dataclass(frozen=True)
class SignedIn:
    """A fresh session; `token` goes into the cookie. `expires_at` is in UTC."""

    token: str = field(repr=False)
    expires_at: datetime
    account_id: UUID
    continue_to: str
    session_id: UUID | None = None


@dataclass(frozen=True)
class Arrival:
    """Where and on what somebody signs in.

    `visit` is this browser's session so far, which ends; `network` the caller's IP address;
    `device` words such as 'Firefox auf Windows' (shared/devices.py).
    """

    host_municipality: str
    visit: SessionInfo | None = None
    network: str = ""
    device: str = ""


async def begin_session(
    session: AsyncSession, account_id: UUID, arrival: Arrival, continue_to: str, *, method: str
) -> SignedIn:
    """Sign the account in. At each sign-in the session id is new: one that was planted before
    is worth nothing. `method` as the table `session` has it. Needs the system scope."""
    await identity.note_language(session, account_id, spoken())
    begun = await identity.start_session(
        session,
        arrival.host_municipality,
        account_id,
        previous=arrival.visit.id if arrival.visit else None,
        method=method,
        device=arrival.device,
    )
    path = identity.path_within_portal(continue_to)
    return SignedIn(begun.token, begun.expires_at, account_id, path, begun.id)


async def adopt_visitor(session: AsyncSession, visitor_id: UUID, account_id: UUID) -> None:
    """What the visitor began, drafts and uploads, belongs to the account; needs system scope "*".

    A draft the account already has for the same service stays beside it; the newest is resumed.
    """
    adopted = await session.scalars(
        update(Application)
        .where(col(Application.visitor_id) == visitor_id, col(Application.account_id).is_(None))
        .values(account_id=account_id)
        .returning(col(Application.id))
    )
    await session.execute(
        update(StoredFile)
        .where(col(StoredFile.visitor_id) == visitor_id, col(StoredFile.account_id).is_(None))
        .values(account_id=account_id)
    )
    drafts = [f"draft:{application_id}" for application_id in adopted]
    await announce(session, *drafts, f"account:{account_id}")


async def adopt_visitor_of(
    session: AsyncSession, visit: SessionInfo | None, account_id: UUID
) -> None:
    """The same for who uses this browser so far, if nobody has signed in there."""
    visitor_id = visitor_of(visit)
    if visitor_id is not None:
        await adopt_visitor(session, visitor_id, account_id)


def visitor_of(visit: SessionInfo | None) -> UUID | None:
    """Only who has not signed in is a visitor with things to bring along."""
    return visit.visitor_id if visit and visit.account_id is None else None
