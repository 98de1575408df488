"""Accounts: made and found. All functions need the system scope."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.errors import Conflict
from portal.identity.addresses import clean_email, clean_name
from portal.identity.passwords import hash_password
from portal.identity.tables import Account
from portal.shared import clock
from portal.shared.language import _, spoken
from portal.shared.trust import TrustLevel

AccountKind = Literal["citizen", "staff"]


async def create_account(
    session: AsyncSession,
    *,
    kind: AccountKind,
    email: str,
    display_name: str,
    password: str,
    trust_level: TrustLevel = TrustLevel.BASIC,
    confirmed: bool = False,
) -> Account:
    """Make an account, as an administrator does. Raises Conflict if the address has one."""
    if await account_by_email(session, email):
        raise Conflict(_("Für diese E-Mail-Adresse gibt es schon ein Konto."))
    confirmed_at: datetime | None = clock.now() if confirmed else None
    account = Account(
        language=spoken(),
        kind=kind,
        email=clean_email(email),
        display_name=clean_name(display_name),
        password_hash=await hash_password(password),
        trust_level=trust_level,
        email_confirmed_at=confirmed_at,
    )
    session.add(account)
    await session.flush()
    return account


async def note_language(session: AsyncSession, account_id: UUID, language: str) -> None:
    """From now on the portal writes to this citizen in `language`."""
    mine = update(Account).where(col(Account.id) == account_id, col(Account.kind) == "citizen")
    await session.execute(mine.values(language=language))


async def account_by_email(session: AsyncSession, email: str) -> Account | None:
    """The account of that address, of whichever kind."""
    query = select(Account).where(col(Account.email) == clean_email(email))
    return (await session.execute(query)).scalar_one_or_none()
