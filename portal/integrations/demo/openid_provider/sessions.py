"""Who is signed in at the provider, in which browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.integrations.demo.openid_provider.keys import digest
from portal.integrations.demo.openid_provider.people import Person, person_of
from portal.integrations.demo.tables import DemoProviderSession
from portal.shared import clock

LASTS = timedelta(hours=8)


@dataclass(frozen=True)
class SignedIn:
    """Somebody signed in at the provider, at the level `acr`; `since` in UTC."""

    person: Person
    acr: str
    since: datetime


def as_signed_in(row: DemoProviderSession) -> SignedIn:
    """What the provider's own page says of a session."""
    return SignedIn(person_of(row.claims), row.acr, row.authenticated_at)


async def find_session(session: AsyncSession, token: str) -> DemoProviderSession | None:
    """The session that is open in the browser with this token."""
    if not token:
        return None
    row = await session.scalar(
        select(DemoProviderSession).where(col(DemoProviderSession.token_digest) == digest(token))
    )
    if row is None or row.ended_at is not None:
        return None
    return row if row.authenticated_at > clock.now() - LASTS else None


async def sign_in(
    session: AsyncSession, token: str, claims: Mapping[str, Any], acr: str, *, anew: bool
) -> tuple[DemoProviderSession, str]:
    """The session of a person at a level, and its browser's token.

    The same person keeps the session (`sid`), at the level chosen now; unless `anew` or at another
    level than before, the moment of signing in stays. Somebody else gets a session of their own.
    """
    row = await find_session(session, token)
    if row is not None and row.subject == claims["sub"]:
        if anew or row.acr != acr:
            row.authenticated_at = clock.now()
        row.acr, row.claims = acr, dict(claims)
        return row, token
    if row is not None:
        row.ended_at = clock.now()
    new_token = token_urlsafe(32)
    row = DemoProviderSession(
        id=token_urlsafe(18),
        token_digest=digest(new_token),
        subject=claims["sub"],
        claims=dict(claims),
        acr=acr,
    )
    session.add(row)
    await session.flush()
    return row, new_token
