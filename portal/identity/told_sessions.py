"""What a provider told of somebody at the sign-in of a session, kept with it and sealed.

All functions but `attributes_of` need the system scope; `key` is the installation's secret, 32
bytes.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.identity.federated import digest_at
from portal.identity.federated_tables import LogoutTokenSeen, ServiceAccountSession
from portal.identity.provider import AnswerRefused, ProvenIdentity, SignedOutThere
from portal.identity.sessions import SessionInfo
from portal.identity.tables import Session
from portal.shared import clock
from portal.shared.trust import TrustLevel

_NONCE_BYTES = 12


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
            subject_digest=digest_at(told.issuer, told.subject),
            sid_digest=digest_at(told.issuer, told.session_id) if told.session_id else "",
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
        sid = digest_at(told.issuer, told.session_id)
        which.append(col(ServiceAccountSession.sid_digest) == sid)
    if told.subject:
        subject = digest_at(told.issuer, told.subject)
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


async def _take_once(session: AsyncSession, told: SignedOutThere) -> None:
    values = {
        "token_digest": digest_at(told.issuer, told.token_id),
        "expires_at": told.expires_at,
    }
    statement = insert(LogoutTokenSeen).values(values).on_conflict_do_nothing()
    taken = await session.execute(statement.returning(col(LogoutTokenSeen.token_digest)))
    if taken.first() is None:
        raise AnswerRefused("logout token used before")


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
