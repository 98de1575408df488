"""Ways to a provider and back: begun by one browser's session, good once and for ten minutes.

All functions need the system scope.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, cast
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.identity.addresses import path_within_portal
from portal.identity.federated_tables import ServiceAccountWay
from portal.identity.provider import WayThere, WayUnknown
from portal.identity.tokens import digest, new_token
from portal.shared import clock
from portal.shared.trust import TrustLevel

Purpose = Literal["sign_in", "link", "step_up", "reauth", "sign_out"]
WAY_LIFETIME = timedelta(minutes=10)
# Kept a little longer, so that who comes back too late is not taken for a forger in the log.
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Intent:
    """What the browser of `session_id` sets out for; `account_id` is whoever is signed in."""

    provider: str
    purpose: Purpose
    session_id: UUID
    account_id: UUID | None
    redirect_uri: str
    wanted: TrustLevel
    continue_to: str


@dataclass(frozen=True)
class Way:
    """A way taken: the intent it began with, and what goes to the provider."""

    intent: Intent
    there: WayThere = field(repr=False)


async def set_out(session: AsyncSession, intent: Intent) -> Way:
    """Begin a way: fresh state, nonce and PKCE verifier (RFC 7636: 43 characters or more)."""
    there = WayThere(
        redirect_uri=intent.redirect_uri,
        state=new_token(),
        nonce=new_token(),
        verifier=new_token() + new_token(),
        wanted=intent.wanted,
        begun_at=clock.now(),
        fresh=intent.purpose == "reauth",
        again=intent.purpose == "step_up",
    )
    session.add(_row(intent, there))
    await session.flush()
    return Way(intent, there)


async def come_back(session: AsyncSession, state: str, session_id: UUID | None) -> Way:
    """The way that this browser set out on with `state`; it is used up. Raises WayUnknown."""
    row = await session.scalar(
        update(ServiceAccountWay)
        .where(
            col(ServiceAccountWay.state_digest) == digest(state),
            col(ServiceAccountWay.session_id) == session_id,
            col(ServiceAccountWay.used_at).is_(None),
            col(ServiceAccountWay.expires_at) > clock.now(),
        )
        .values(used_at=clock.now())
        .returning(ServiceAccountWay)
    )
    if row is None:
        raise WayUnknown
    return _way(row, state)


async def forget_ways(session: AsyncSession) -> None:
    """Delete the ways that nobody can come back on any more."""
    limit = clock.now() - FORGOTTEN_AFTER
    await session.execute(
        delete(ServiceAccountWay).where(col(ServiceAccountWay.expires_at) < limit)
    )


def _row(intent: Intent, there: WayThere) -> ServiceAccountWay:
    return ServiceAccountWay(
        state_digest=digest(there.state),
        session_id=intent.session_id,
        account_id=intent.account_id,
        provider=intent.provider,
        purpose=intent.purpose,
        nonce=there.nonce,
        verifier=there.verifier,
        redirect_uri=intent.redirect_uri,
        wanted_level=intent.wanted,
        continue_to=path_within_portal(intent.continue_to),
        created_at=there.begun_at,
        expires_at=there.begun_at + WAY_LIFETIME,
    )


def _way(row: ServiceAccountWay, state: str) -> Way:
    intent = Intent(
        provider=row.provider,
        purpose=cast(Purpose, row.purpose),
        session_id=row.session_id,
        account_id=row.account_id,
        redirect_uri=row.redirect_uri,
        wanted=TrustLevel(row.wanted_level),
        continue_to=row.continue_to,
    )
    there = WayThere(
        redirect_uri=row.redirect_uri,
        state=state,
        nonce=row.nonce,
        verifier=row.verifier,
        wanted=intent.wanted,
        begun_at=row.created_at,
        fresh=row.purpose == "reauth",
    )
    return Way(intent, there)
