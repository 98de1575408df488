"""Failures make the next attempt wait: guessing gets slow, mistyping does not.

Kept under digests of what was tried, never under the address itself.
"""

import math
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.identity.tables import SignInAttempt
from portal.identity.tokens import digest
from portal.shared import clock

FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Limit:
    """`free` failures cost nothing; then 2, 4, 8 … seconds, at most `longest`."""

    key_digest: str
    free: int
    longest: int

    def wait_after(self, failures: int) -> int:
        """Seconds to wait after that many failures."""
        over = failures - self.free
        return min(self.longest, 2 ** min(over + 1, 20)) if over >= 0 else 0


def limits_of(email: str, network: str) -> tuple[Limit, ...]:
    """Strict for one address from one network; milder where others share what is counted."""
    place = network_of(network)
    return (
        Limit(digest(f"{email}\n{place}"), free=3, longest=15 * 60),
        Limit(digest(f"address\n{email}"), free=20, longest=60),
        Limit(digest(f"network\n{place}"), free=50, longest=60),
    )


def registration_limits_of(network: str) -> tuple[Limit, ...]:
    """Each registration sends an e-mail to somebody: one network cannot send them to everybody."""
    place = network_of(network)
    return (Limit(digest(f"registrations\n{place}"), free=30, longest=10 * 60),)


def booking_limits_of(network: str) -> tuple[Limit, ...]:
    """Each appointment that a guest books counts: a script that fills a calendar gets slow."""
    place = network_of(network)
    return (Limit(digest(f"bookings\n{place}"), free=60, longest=60),)


def guest_status_limits_of(reference: str, network: str) -> tuple[Limit, ...]:
    """Asking for a status with a wrong code: strict for one reference from one network."""
    place = network_of(network)
    return (
        Limit(digest(f"guest\n{reference}\n{place}"), free=5, longest=15 * 60),
        Limit(digest(f"guest reference\n{reference}"), free=20, longest=60),
        Limit(digest(f"guest network\n{place}"), free=50, longest=60),
    )


async def seconds_to_wait(session: AsyncSession, limits: tuple[Limit, ...]) -> int:
    """How long to wait before the next attempt; 0 = go ahead.

    Until this transaction ends, attempts at the same address (or, where none is counted, from
    the same network) queue up behind it: guesses made
    side by side are counted one after the other.
    """
    await _take_turns(session, limits[min(1, len(limits) - 1)].key_digest)
    by_key = {limit.key_digest: limit for limit in limits}
    query = select(SignInAttempt).where(col(SignInAttempt.key_digest).in_(by_key))
    attempts = (await session.execute(query)).scalars().all()
    return max((_remaining(by_key[row.key_digest], row) for row in attempts), default=0)


async def count_failure(session: AsyncSession, limits: tuple[Limit, ...]) -> None:
    """One more failure; those of yesterday are forgotten."""
    now = clock.now()
    stale = col(SignInAttempt.last_failed_at) < now - FORGOTTEN_AFTER
    await session.execute(delete(SignInAttempt).where(stale))
    for limit in limits:
        first = {"key_digest": limit.key_digest, "failures": 1, "last_failed_at": now}
        again = {"failures": SignInAttempt.failures + 1, "last_failed_at": now}
        await session.execute(
            insert(SignInAttempt)
            .values(first)
            .on_conflict_do_update(index_elements=["key_digest"], set_=again)
        )


async def forget_failures(session: AsyncSession, limits: tuple[Limit, ...]) -> None:
    """The right person came; only the count of the shared network stays."""
    keys = [limit.key_digest for limit in limits[:2]]
    await session.execute(delete(SignInAttempt).where(col(SignInAttempt.key_digest).in_(keys)))


def _remaining(limit: Limit, attempt: SignInAttempt) -> int:
    passed = (clock.now() - attempt.last_failed_at).total_seconds()
    return max(0, math.ceil(limit.wait_after(attempt.failures) - passed))


async def _take_turns(session: AsyncSession, key: str) -> None:
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def network_of(network: str) -> str:
    """An IPv6 line holds a whole /64, so that is what is counted."""
    try:
        address = ip_address(network)
    except ValueError:
        return network
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return address.exploded[:19]
    return str(address)
