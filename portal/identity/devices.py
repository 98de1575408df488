"""Browsers an account was used in before: a sign-in from another one is worth a mail."""

from uuid import UUID

from sqlalchemy import func, literal_column, select
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
    key = {"account_id": account_id, "device_digest": digest(f"{account_id}\n{secret}")}
    now = clock.now()
    seen = insert(KnownDevice).values(**key, first_seen_at=now, last_seen_at=now)
    again = seen.on_conflict_do_update(
        index_elements=["account_id", "device_digest"], set_={"last_seen_at": now}
    )
    # PostgreSQL's mark of a row that was inserted, not updated.
    if not await session.scalar(again.returning(literal_column("xmax = 0"))):
        return False
    known = select(func.count()).where(col(KnownDevice.account_id) == account_id)
    return (await session.scalar(known) or 0) > 1
