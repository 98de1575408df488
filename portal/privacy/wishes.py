"""A citizen asks for an export, or for the erasure of the account, and may withdraw the latter."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.errors import Conflict, NotFound
from portal.identity.tables import Account
from portal.persistence.live import announce
from portal.privacy.tables import AccountErasure, DataExport
from portal.shared import clock
from portal.shared.language import N_, _

KEPT = timedelta(hours=24)
TIME_TO_THINK = timedelta(days=7)
MOST_EXPORTS_A_DAY = 3


class TooManyExports(Conflict):
    """A day's exports are used up."""

    message = N_("Sie haben heute schon dreimal Ihre Daten angefordert. Morgen geht es wieder.")


class ErasureUnderWay(Conflict):
    """It is asked for already."""

    message = N_("Ihr Konto ist schon zum Löschen vorgemerkt.")


@dataclass(frozen=True)
class Wishes:
    """What the account has asked for: the newest export, and the open erasure."""

    export: DataExport | None
    erasure: AccountErasure | None


async def wishes_of(session: AsyncSession, account_id: UUID) -> Wishes:
    """Runs in the citizen's scope or the system's. An export that is over is none."""
    newest = (
        select(DataExport)
        .where(col(DataExport.account_id) == account_id)
        .order_by(col(DataExport.requested_at).desc())
        .limit(1)
    )
    export = (await session.scalars(newest)).one_or_none()
    over = export is not None and export.expires_at and export.expires_at <= clock.now()
    return Wishes(None if over else export, await _open_erasure(session, account_id))


async def ask_for_export(session: AsyncSession, account_id: UUID, host: str) -> DataExport:
    """One that is being made is that one. Needs the system's scope. Raises TooManyExports."""
    await session.get_one(Account, account_id, with_for_update=True)
    found = (await wishes_of(session, account_id)).export
    if found is not None and found.ready_at is None:
        return found
    today = select(func.count()).where(
        col(DataExport.account_id) == account_id,
        col(DataExport.requested_at) > clock.now() - timedelta(days=1),
    )
    if (await session.scalar(today) or 0) >= MOST_EXPORTS_A_DAY:
        raise TooManyExports(_(TooManyExports.message))
    export = DataExport(account_id=account_id, host_municipality=host)
    session.add(export)
    await session.flush()
    await announce(session, f"account:{account_id}")
    return export


async def note_ready(
    session: AsyncSession, export_id: UUID, file_id: UUID, size_bytes: int
) -> bool:
    """The ZIP lies in the store; False where nobody waits for it any more."""
    export = await session.get(DataExport, export_id, with_for_update=True)
    if export is None or export.ready_at is not None:
        return False
    export.file_id, export.size_bytes = file_id, size_bytes
    export.ready_at = clock.now()
    export.expires_at = clock.now() + KEPT
    await session.flush()
    await announce(session, f"account:{export.account_id}")
    return True


async def find_ready_export(session: AsyncSession, account_id: UUID, export_id: UUID) -> DataExport:
    """The account's own export, ready and not over. Raises NotFound."""
    export = await session.get(DataExport, export_id)
    ready = export is not None and export.file_id is not None and export.expires_at is not None
    if export is None or not ready or export.account_id != account_id:
        raise NotFound
    if export.expires_at is None or export.expires_at <= clock.now():
        raise NotFound
    return export


async def ask_for_erasure(session: AsyncSession, account_id: UUID, host: str) -> AccountErasure:
    """Note it, to be done in a week. Needs the system's scope. Raises ErasureUnderWay."""
    await session.get_one(Account, account_id, with_for_update=True)
    if await _open_erasure(session, account_id) is not None:
        raise ErasureUnderWay(_(ErasureUnderWay.message))
    wish = AccountErasure(
        account_id=account_id, host_municipality=host, due_at=clock.now() + TIME_TO_THINK
    )
    session.add(wish)
    await session.flush()
    await announce(session, f"account:{account_id}")
    return wish


async def withdraw_erasure(session: AsyncSession, account_id: UUID) -> bool:
    """Keep the account after all; whether there was something to withdraw."""
    wish = await _open_erasure(session, account_id)
    if wish is None:
        return False
    wish.withdrawn_at = clock.now()
    await session.flush()
    await announce(session, f"account:{account_id}")
    return True


async def due_erasures(session: AsyncSession) -> list[UUID]:
    """The wishes whose week is over."""
    due = select(col(AccountErasure.id)).where(
        col(AccountErasure.due_at) <= clock.now(),
        col(AccountErasure.withdrawn_at).is_(None),
        col(AccountErasure.done_at).is_(None),
    )
    return list(await session.scalars(due))


async def _open_erasure(session: AsyncSession, account_id: UUID) -> AccountErasure | None:
    query = select(AccountErasure).where(
        col(AccountErasure.account_id) == account_id,
        col(AccountErasure.withdrawn_at).is_(None),
        col(AccountErasure.done_at).is_(None),
    )
    return (await session.scalars(query)).one_or_none()
