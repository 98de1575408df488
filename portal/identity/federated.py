"""Service accounts and accounts: who is whose, and what a session was told by a provider.

An account is never found by its e-mail address, only by issuer and account key. All functions
need the system scope; `key` is the installation's secret (32 bytes).
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, func, or_, update
from sqlalchemy.dialects.postgresql import insert
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
    LogoutTokenSeen,
    ServiceAccountSession,
)
from portal.identity.provider import (
    AddressTaken,
    AnswerRefused,
    LinkedElsewhere,
    OnlyWayIn,
    OtherServiceAccount,
    ProvenIdentity,
    SignedOutThere,
)
from portal.identity.sessions import SessionInfo
from portal.identity.tables import Account, Session
from portal.identity.tokens import digest
from portal.shared import clock
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


@dataclass(frozen=True)
class ProvenAttributes:
    """What a provider vouches for about the person, by our meanings, and how surely."""

    values: dict[str, str]
    level: TrustLevel


@dataclass(frozen=True)
class ToldSession:
    """A session that a service account began: its provider, and the ID token to sign out with."""

    provider: str
    id_token: str


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
    """The account's data are erased: nobody comes in by a service account any more."""
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


async def note_told(
    session: AsyncSession,
    key: bytes,
    told: ProvenIdentity,
    *,
    session_id: UUID,
    account_id: UUID,
    provider: str,
) -> None:
    """Keep with the session what the provider told; the session has its level from now on.

    Who was still signed in there has proved nothing now: the moment is the provider's.
    """
    session.add(
        ServiceAccountSession(
            session_id=session_id,
            account_id=account_id,
            provider=provider,
            issuer=told.issuer,
            subject_digest=_digest_at(told.issuer, told.subject),
            sid_digest=_digest_at(told.issuer, told.session_id) if told.session_id else "",
            level=told.level,
            attributes=_sealed(key, account_id, json.dumps(dict(told.attributes))),
            id_token=_sealed(key, account_id, told.id_token),
        )
    )
    await session.execute(
        update(Session)
        .where(col(Session.id) == session_id)
        .values(trust_level=told.level, authenticated_at=told.authenticated_at)
    )
    await session.flush()


async def attributes_of(
    session: AsyncSession, key: bytes, info: SessionInfo
) -> ProvenAttributes | None:
    """What the service account told at this session's sign-in; None where there was none.

    `values` has our meanings (provider_config.MEANINGS), dates as ISO 8601; missing ones are left
    out.
    """
    row = await session.get(ServiceAccountSession, info.id)
    told = _opened(key, row.account_id, row.attributes) if row else None
    if row is None or told is None:
        return None
    return ProvenAttributes(json.loads(told), TrustLevel(row.level))


async def told_session(session: AsyncSession, key: bytes, session_id: UUID) -> ToldSession | None:
    """With what to sign out at the provider too; None where no service account was used."""
    row = await session.get(ServiceAccountSession, session_id)
    token = _opened(key, row.account_id, row.id_token) if row else None
    return ToldSession(row.provider, token) if row and token else None


async def end_sessions(session: AsyncSession, told: SignedOutThere) -> list[UUID]:
    """End the sessions that the logout token is about; whose accounts they were.

    Raises AnswerRefused for a token that was taken before.
    """
    await _take_once(session, told)
    which = [col(ServiceAccountSession.issuer) == told.issuer]
    if told.session_id:
        sid = _digest_at(told.issuer, told.session_id)
        which.append(col(ServiceAccountSession.sid_digest) == sid)
    if told.subject:
        subject = _digest_at(told.issuer, told.subject)
        which.append(col(ServiceAccountSession.subject_digest) == subject)
    rows = list(await session.scalars(select(ServiceAccountSession).where(*which)))
    await session.execute(
        update(Session)
        .where(
            col(Session.id).in_([row.session_id for row in rows]),
            col(Session.revoked_at).is_(None),
        )
        .values(revoked_at=clock.now())
    )
    return sorted({row.account_id for row in rows})


async def forget_told(session: AsyncSession) -> None:
    """Delete what was told to sessions that have ended, and logout tokens that are too old."""
    now = clock.now()
    ended = select(col(Session.id)).where(
        or_(col(Session.expires_at) < now, col(Session.revoked_at).is_not(None))
    )
    await session.execute(
        delete(ServiceAccountSession).where(col(ServiceAccountSession.session_id).in_(ended))
    )
    old = col(LogoutTokenSeen.expires_at) < now
    await session.execute(delete(LogoutTokenSeen).where(old))


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


async def _take_once(session: AsyncSession, told: SignedOutThere) -> None:
    values = {
        "token_digest": _digest_at(told.issuer, told.token_id),
        "expires_at": told.expires_at,
    }
    statement = insert(LogoutTokenSeen).values(values).on_conflict_do_nothing()
    taken = await session.execute(statement.returning(col(LogoutTokenSeen.token_digest)))
    if taken.first() is None:
        raise AnswerRefused("logout token used before")


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
    return _digest_at(proven.issuer, proven.key)


def _digest_at(issuer: str, name: str) -> str:
    return digest(f"{issuer}\n{name}")


def _sealed(key: bytes, account_id: UUID, text: str) -> bytes:
    """Bound to its account: what is copied to another's row does not open."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_own_key(key)).encrypt(nonce, text.encode(), account_id.bytes)


def _opened(key: bytes, account_id: UUID, sealed: bytes) -> str | None:
    """None after the installation's secret changed: what a session was told is then forgotten."""
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(_own_key(key)).decrypt(nonce, rest, account_id.bytes).decode()
    except InvalidTag:
        return None


def _own_key(key: bytes) -> bytes:
    """A key of its own, so that the secret may serve other purposes too."""
    return hmac.digest(key, b"service-account-sessions", "sha256")
