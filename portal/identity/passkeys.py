"""The passkeys of an account: listed, named, removed. All functions need the system scope."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.errors import InvalidInput, NotFound
from portal.identity.federated_tables import IdentityLink
from portal.identity.passkey_tables import Passkey
from portal.identity.provider import OnlyWayIn
from portal.identity.tables import Account
from portal.shared.language import _

MOST = 10
LONGEST_NAME = 60


@dataclass(frozen=True)
class OwnPasskey:
    """A passkey as its owner sees it. Times are in UTC."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


async def passkeys_of(session: AsyncSession, account_id: UUID) -> list[OwnPasskey]:
    """The account's passkeys, the oldest first."""
    rows = await confirmed_passkeys(session, account_id)
    return [OwnPasskey(row.id, row.name, row.created_at, row.last_used_at) for row in rows]


async def has_passkey(session: AsyncSession, account_id: UUID) -> bool:
    """Whether the account can sign in by one."""
    return bool(await confirmed_passkeys(session, account_id))


async def confirmed_passkeys(session: AsyncSession, account_id: UUID) -> list[Passkey]:
    """Those that open something, the oldest first."""
    query = select(Passkey).where(
        col(Passkey.account_id) == account_id, col(Passkey.confirmed_at).is_not(None)
    )
    return list((await session.scalars(query.order_by(col(Passkey.created_at)))).all())


async def require_room(session: AsyncSession, account_id: UUID) -> None:
    """Raises InvalidInput where the account has as many as anybody needs."""
    count = await session.scalar(
        select(func.count()).select_from(Passkey).where(col(Passkey.account_id) == account_id)
    )
    if (count or 0) >= MOST:
        raise InvalidInput(
            _("Mehr als {number} Passkeys hat ein Konto nicht. Entfernen Sie bitte zuerst einen.")
            .format(number=MOST)
        )  # fmt: skip


async def remove_passkey(session: AsyncSession, account_id: UUID, passkey_id: UUID) -> str:
    """Remove one of the account's own; its name. Raises NotFound, OnlyWayIn."""
    account = await session.get_one(Account, account_id, with_for_update=True)
    passkey = await session.get(Passkey, passkey_id)
    if passkey is None or passkey.account_id != account_id or passkey.confirmed_at is None:
        raise NotFound
    others = len(await confirmed_passkeys(session, account_id)) > 1
    if not (account.password_hash or others or await _is_linked(session, account_id)):
        raise OnlyWayIn
    await session.delete(passkey)
    return passkey.name


async def forget_passkeys(session: AsyncSession, account_id: UUID) -> None:
    """Remove all of the account's passkeys."""
    await session.execute(delete(Passkey).where(col(Passkey.account_id) == account_id))


def clean_passkey_name(name: str, otherwise: str) -> str:
    """What the owner calls it, on one line; `otherwise` where they said nothing."""
    words = " ".join(name.split())[:LONGEST_NAME].strip()
    return words or otherwise[:LONGEST_NAME] or "Passkey"


async def _is_linked(session: AsyncSession, account_id: UUID) -> bool:
    query = select(IdentityLink.id).where(col(IdentityLink.account_id) == account_id).limit(1)
    return await session.scalar(query) is not None
