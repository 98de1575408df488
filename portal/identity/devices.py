"""Browsers an account was used in before: a sign-in from another one is worth a mail."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.identity.tables import KnownDevice
from portal.identity.tokens import digest
from portal.shared import clock


async def note_device(session: AsyncSession, account_id: UUID, secret: str) -> bool:
    """Remember the browser that holds `secret`; True where the account was used in others only.

    The very first one is no news to anybody. Needs the system scope.
    """
    others = select(func.count()).where(col(KnownDevice.account_id) == account_id)
    known_before = await session.scalar(others) or 0
    key = {"account_id": account_id, "device_digest": digest(f"{account_id}\n{secret}")}
    now = clock.now()
    seen = insert(KnownDevice).values(**key, first_seen_at=now, last_seen_at=now)
    again = seen.on_conflict_do_update(
        index_elements=["account_id", "device_digest"], set_={"last_seen_at": now}
    )
    await session.execute(again)
    known_now = await session.scalar(others) or 0
    return 0 < known_before < known_now
