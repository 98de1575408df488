"""The record of every look that staff take at a citizen's data (DSGVO Art. 5 (2), Art. 15).

Written in the transaction of the look itself: what cannot be recorded is not shown. The citizen
reads who looked as role and municipality; the name is for those who supervise staff.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.audit.tables import DataAccess
from portal.errors import SignInRequired
from portal.persistence.database import Scope
from portal.persistence.live import announce
from portal.shared import clock
from portal.shared.language import N_, _

AGAIN_AFTER = timedelta(minutes=10)
"""Who opens the same thing again within ten minutes has looked once."""
LISTED_AGAIN_AFTER = timedelta(hours=24)


class Look(StrEnum):
    """What was looked at; `words` and `by` for the citizen."""

    CASE = "case"
    COPY = "copy"
    FILE = "file"
    FOUND = "found"
    APPOINTMENT = "appointment"
    CODE = "code"
    IDENTIFICATIONS = "identifications"

    @property
    def words(self) -> str:
        """What happened, in the language spoken."""
        return _(_WORDS[self])

    @property
    def by(self) -> str:
        """Whose task it is, in the language spoken."""
        return _(_BY.get(self, N_("Sachbearbeitung")))


_WORDS = {
    Look.CASE: N_("Vorgang geöffnet"),
    Look.COPY: N_("Antrag als PDF geöffnet"),
    Look.FILE: N_("Nachweis geöffnet"),
    Look.FOUND: N_("in der Suche der Verwaltung angezeigt"),
    Look.APPOINTMENT: N_("Termin in der Tagesliste angezeigt"),
    Look.CODE: N_("Code am Schalter nachgeschlagen"),
    Look.IDENTIFICATIONS: N_("Liste der Identitätsprüfungen angezeigt"),
}
_BY = {
    Look.APPOINTMENT: N_("Bürgerbüro"),
    Look.CODE: N_("Bürgerbüro"),
    Look.IDENTIFICATIONS: N_("Bürgerbüro"),
}


@dataclass(frozen=True)
class Seen:
    """One thing that is shown: whose it is, in which municipality, and which."""

    account_id: UUID
    municipality: str
    subject: str
    reference: str = ""


@dataclass(frozen=True)
class Access:
    """An entry as the citizen reads it; `at` in UTC."""

    at: datetime
    look: Look
    municipality: str
    reference: str


async def note_access(
    session: AsyncSession,
    scope: Scope,
    look: Look,
    things: Sequence[Seen],
    again_after: timedelta = AGAIN_AFTER,
) -> None:
    """Record that the staff behind `scope` are shown `things`. Raises SignInRequired."""
    if scope.actor_kind != "staff" or scope.actor_id is None:
        raise SignInRequired
    seen = select(col(DataAccess.subject), col(DataAccess.account_id)).where(
        col(DataAccess.actor_id) == scope.actor_id,
        col(DataAccess.action) == look,
        col(DataAccess.subject).in_({thing.subject for thing in things}),
        col(DataAccess.at) > clock.now() - again_after,
    )
    known = {(subject, account) for subject, account in await session.execute(seen)}
    new = [thing for thing in things if (thing.subject, thing.account_id) not in known]
    session.add_all(_entry(scope, look, thing) for thing in new)
    await session.flush()
    for account_id in {thing.account_id for thing in new}:
        await announce(session, f"accesses:{account_id}")


async def accesses_of(
    session: AsyncSession, account_id: UUID, most: int = 100
) -> tuple[Access, ...]:
    """Who saw the citizen's data, the newest first. Runs in the citizen's scope or the system's."""
    query = (
        select(DataAccess)
        .where(col(DataAccess.account_id) == account_id)
        .order_by(col(DataAccess.at).desc(), col(DataAccess.id))
        .limit(most)
    )
    return tuple(
        Access(row.at, Look(row.action), row.by_municipality, row.reference)
        for row in await session.scalars(query)
    )


async def forget_old_accesses(session: AsyncSession) -> None:
    """Delete what is older than two years; needs the system's scope."""
    await session.execute(select(func.erase_old_accesses()))


def _entry(scope: Scope, look: Look, thing: Seen) -> DataAccess:
    assert scope.actor_id is not None
    return DataAccess(
        account_id=thing.account_id,
        municipality=thing.municipality,
        by_municipality=scope.municipality,
        actor_id=scope.actor_id,
        action=look,
        subject=thing.subject,
        reference=thing.reference,
    )
