"""What the nightly comparison found, for those who have to clear it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal import audit
from portal.errors import InvalidInput
from portal.identity.counter_check import require_role
from portal.identity.roles import EVERYWHERE, Role
from portal.identity.tables import StaffRole
from portal.payments import reconciliation
from portal.payments.comparison import Kind
from portal.payments.queries import items_of
from portal.payments.reconciliation_tables import PaymentDifference
from portal.persistence.database import Scope, system_scope
from portal.persistence.live import announce
from portal.workflow.services import Services

COMPARE_PAYMENTS: tuple[Role, ...] = ("team_lead", "installation_admin")


@dataclass(frozen=True)
class OpenDifference:
    """One that somebody has to clear. Cents; `kassenzeichen` are those of its items here."""

    id: UUID
    kind: Kind
    provider: str
    ours_cents: int
    theirs_cents: int
    first_seen_at: datetime
    kassenzeichen: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What is open, and when was compared last; `unanswered` payments were not, that time."""

    open: tuple[OpenDifference, ...]
    compared_at: datetime | None
    unanswered: int


async def view_comparison(services: Services, clerk: Scope) -> Comparison:
    """What concerns the clerk's municipality; everything for who administers the installation.

    Raises SignInRequired, NotAllowed.
    """
    async with services.database.transaction(system_scope()) as session:
        where = await _reach(session, clerk)
        found = await reconciliation.open_differences(session, where)
        run = await reconciliation.latest_run(session)
        return Comparison(
            tuple([await _shown(session, one, where) for one in found]),
            run.finished_at if run else None,
            run.unanswered if run else 0,
        )


async def _shown(
    session: AsyncSession, one: PaymentDifference, where: str | None
) -> OpenDifference:
    items = await items_of(session, one.payment_id) if one.payment_id else ()
    return OpenDifference(
        id=one.id,
        kind=Kind(one.kind),
        provider=one.provider,
        ours_cents=one.ours_cents,
        theirs_cents=one.theirs_cents,
        first_seen_at=one.first_seen_at,
        kassenzeichen=tuple(
            item.kassenzeichen
            for item in items
            if item.kassenzeichen and where in (None, item.municipality)
        ),
    )


async def clear_difference(
    services: Services, clerk: Scope, difference_id: UUID, reason: str
) -> None:
    """A person has cleared it, and says how.

    Raises InvalidInput, Conflict, NotFound (also for whom it does not concern), SignInRequired,
    NotAllowed.
    """
    words = reason.strip()
    if not 3 <= len(words) <= 500:
        raise InvalidInput("Bitte schreiben Sie in höchstens 500 Zeichen, wie es geklärt wurde.")
    async with services.database.transaction(system_scope()) as session:
        where = await _reach(session, clerk)
        assert clerk.actor_id is not None
        cleared = await reconciliation.close_difference(
            session, difference_id, where, clerk.actor_id, words
        )
        await audit.record(session, clerk, "payment_difference_cleared", f"difference:{cleared.id}")
        await announce(session, "differences")


async def _reach(session: AsyncSession, clerk: Scope) -> str | None:
    """None: everywhere, as unknown money is nobody's yet."""
    administers = select(col(StaffRole.id)).where(
        col(StaffRole.account_id) == clerk.actor_id,
        col(StaffRole.role) == "installation_admin",
        col(StaffRole.municipality) == EVERYWHERE,
    )
    if clerk.actor_kind == "staff" and await session.scalar(administers):
        return None
    await require_role(session, clerk, "team_lead")
    return clerk.municipality
