"""Service accounts and accounts: who is whose, and what a session was told by a provider.

An account is never found by its e-mail address, only by issuer and account key. All functions
need the system scope; `key` is the installation's secret (32 bytes).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.errors import InvalidInput, NotFound
from portal.identity.accounts import account_by_email
from portal.identity.addresses import (
    clean_email,
    clean_name,
    placeholder_address,
    shown_address,
)
from portal.identity.federated_tables import (
    IdentityLink,
    ServiceAccountSession,
)
from portal.identity.provider import (
    AddressTaken,
    LinkedElsewhere,
    OnlyWayIn,
    OtherServiceAccount,
    ProvenIdentity,
)
from portal.identity.tables import Account, Session
from portal.identity.tokens import digest
from portal.shared import clock
from portal.shared.language import spoken
from portal.shared.trust import TrustLevel

_NONCE_BYTES = 12
# What stands in letters and lists where a provider tells no name.
_NAMELESS = "Name unbekannt"


@dataclass(frozen=True)
class LinkedAccount:
    """A link as its owner sees it; moments are in UTC."""

    id: UUID
    provider: str
    linked_at: datetime
    last_used_at: datetime


async def account_of(session: AsyncSession, proven: ProvenIdentity) -> Account | None:
    """The account that this service account is linked to; from now on last used now.

    Until the transaction ends, others who come with the same service account wait their turn.
    """
    await _take_turns(session, proven)
    found = await session.scalar(
        update(IdentityLink)
        .where(
            col(IdentityLink.issuer) == proven.issuer,
            col(IdentityLink.key_digest) == _key_digest(proven),
        )
        .values(last_used_at=clock.now())
        .returning(col(IdentityLink.account_id))
    )
    account = await session.get_one(Account, found) if found else None
    if account is not None and account.erased_at is not None:
        await forget_links(session, account.id)
        return None
    return account


async def forget_links(session: AsyncSession, account_id: UUID) -> None:
    """Nobody comes in by a service account any more: the account is erased, or was taken back."""
    of_account = col(IdentityLink.account_id) == account_id
    await session.execute(delete(IdentityLink).where(of_account))
    told = col(ServiceAccountSession.account_id) == account_id
    await session.execute(delete(ServiceAccountSession).where(told))


async def open_account(session: AsyncSession, provider: str, proven: ProvenIdentity) -> Account:
    """A new account for a service account nobody has linked yet.

    The address becomes the account's only where the provider has verified it and nobody has it;
    else the account has none for now. Raises AddressTaken where a citizen's account has it: its
    owner signs in there and links.
    """
    address = await _own_address(session, proven)
    account = Account(
        language=spoken(),
        kind="citizen",
        email=address or placeholder_address(),
        display_name=_name_of(proven) or _NAMELESS,
        password_hash="",
        trust_level=TrustLevel.BASIC,
        email_confirmed_at=clock.now() if address else None,
    )
    session.add(account)
    await session.flush()
    await _add_link(session, account.id, provider, proven)
    return account


async def link_account(
    session: AsyncSession, account_id: UUID, provider: str, proven: ProvenIdentity
) -> bool:
    """Link the service account to the account of whoever is signed in; False where it was already.

    Raises LinkedElsewhere, OtherServiceAccount; then nothing is changed.
    """
    owner = await account_of(session, proven)
    if owner is not None and owner.id != account_id:
        raise LinkedElsewhere
    if owner is not None:
        return False
    if await _has_link(session, account_id, proven.issuer):
        raise OtherServiceAccount
    await _add_link(session, account_id, provider, proven)
    return True


async def require_own(session: AsyncSession, account_id: UUID, proven: ProvenIdentity) -> None:
    """The service account is linked to this very account. Raises LinkedElsewhere,
    OtherServiceAccount."""
    owner = await account_of(session, proven)
    if owner is None:
        raise OtherServiceAccount
    if owner.id != account_id:
        raise LinkedElsewhere


async def take_proven_name(session: AsyncSession, account_id: UUID, proven: ProvenIdentity) -> None:
    """From level substantial on, the account has the name that the provider vouches for."""
    name = _name_of(proven)
    if name and proven.level.reaches(TrustLevel.SUBSTANTIAL):
        account = await session.get_one(Account, account_id, with_for_update=True)
        account.display_name = name


async def links_of(session: AsyncSession, account_id: UUID) -> list[LinkedAccount]:
    """The service accounts of an account, the oldest link first."""
    query = select(IdentityLink).where(col(IdentityLink.account_id) == account_id)
    rows = await session.scalars(query.order_by(col(IdentityLink.linked_at)))
    return [LinkedAccount(row.id, row.provider, row.linked_at, row.last_used_at) for row in rows]


async def is_linked(session: AsyncSession, account_id: UUID, issuer: str) -> bool:
    """Whether the account has a service account of that issuer."""
    return await _has_link(session, account_id, issuer)


async def unlink(
    session: AsyncSession, account_id: UUID, link_id: UUID, *, has_passkey: bool
) -> str:
    """Undo a link of one's own; its provider's id. Sessions fall to what the account itself has.

    Raises NotFound, OnlyWayIn.
    """
    account = await session.get_one(Account, account_id, with_for_update=True)
    link = await session.get(IdentityLink, link_id)
    if link is None or link.account_id != account_id:
        raise NotFound
    others = [each for each in await links_of(session, account_id) if each.id != link_id]
    has_password = bool(account.password_hash and shown_address(account.email))
    if not (has_password or has_passkey or others):
        raise OnlyWayIn
    await session.delete(link)
    await _forget_told(session, account_id, link.issuer)
    return link.provider


def digest_at(issuer: str, name: str) -> str:
    """What is kept of a name at a provider: enough to find it again, no more."""
    return digest(f"{issuer}\n{name}")


async def _own_address(session: AsyncSession, proven: ProvenIdentity) -> str:
    if not proven.email_verified:
        return ""
    try:
        address = clean_email(proven.email)
    except InvalidInput:
        return ""
    owner = await account_by_email(session, address)
    if owner is None:
        return address
    if owner.kind == "citizen" and owner.email_confirmed_at:
        raise AddressTaken
    return ""


async def _add_link(
    session: AsyncSession, account_id: UUID, provider: str, proven: ProvenIdentity
) -> None:
    session.add(
        IdentityLink(
            account_id=account_id,
            issuer=proven.issuer,
            key_digest=_key_digest(proven),
            provider=provider,
        )
    )
    await session.flush()


async def _has_link(session: AsyncSession, account_id: UUID, issuer: str) -> bool:
    query = select(func.count()).where(
        col(IdentityLink.account_id) == account_id, col(IdentityLink.issuer) == issuer
    )
    return bool(await session.scalar(query))


async def _forget_told(session: AsyncSession, account_id: UUID, issuer: str) -> None:
    told = await session.scalars(
        delete(ServiceAccountSession)
        .where(
            col(ServiceAccountSession.account_id) == account_id,
            col(ServiceAccountSession.issuer) == issuer,
        )
        .returning(col(ServiceAccountSession.session_id))
    )
    await session.execute(
        update(Session).where(col(Session.id).in_(list(told))).values(trust_level=TrustLevel.NONE)
    )


async def _take_turns(session: AsyncSession, proven: ProvenIdentity) -> None:
    """Who comes for the first time in two windows at once gets one account, not two."""
    key = func.hashtextextended(_key_digest(proven), 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))


def _name_of(proven: ProvenIdentity) -> str:
    parts = (proven.attributes.get("given_name", ""), proven.attributes.get("family_name", ""))
    try:
        return clean_name(" ".join(parts))
    except InvalidInput:
        return ""


def _key_digest(proven: ProvenIdentity) -> str:
    return digest_at(proven.issuer, proven.key)
