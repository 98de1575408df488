"""What became of the e-mails: per case for the desk, per address for its owner, in sum for those
who run the installation. Needs the system's scope; texts and addresses are never read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.notifications.kinds import KINDS
from portal.notifications.outbox import DELIVER_MAIL
from portal.notifications.tables import OutgoingMail
from portal.persistence.follow_ups import FollowUps
from portal.shared import clock

State = Literal["waiting", "sent", "failed"]

FIRST_TRIES = timedelta(hours=24)
"""Longer than a follow-up is tried before it is given up (integrations/dbos.py)."""

TRIED_FOR = timedelta(days=5)
"""How long a mail waits for its server before it counts as not delivered (RFC 5321, 4.5.4.1)."""

ENDED_MAILS = timedelta(days=30)
"""How long the address of a mail is kept that was sent or came back."""

EXPIRED = "expired"
"""The problem of a mail whose server did not take it in all that time."""


@dataclass(frozen=True)
class Delivery:
    """One e-mail: of which kind, written when, what became of it and when (UTC).

    `problem` is why it failed: the server's code such as "550" or "5.1.1", or EXPIRED.
    """

    kind: str
    written_at: datetime
    state: State
    ended_at: datetime | None
    problem: str = ""


@dataclass(frozen=True)
class MailFigures:
    """How many mails wait, since how many seconds the oldest, and what ended in 24 hours."""

    waiting: int
    oldest_seconds: float
    sent: int
    failed: int


async def deliveries_of(session: AsyncSession, case_id: UUID) -> tuple[Delivery, ...]:
    """The mails about a case, the newest first."""
    query = (
        select(
            col(OutgoingMail.kind),
            col(OutgoingMail.created_at),
            col(OutgoingMail.sent_at),
            col(OutgoingMail.failed_at),
            col(OutgoingMail.problem),
        )
        .where(col(OutgoingMail.case_id) == case_id)
        .order_by(col(OutgoingMail.created_at).desc(), col(OutgoingMail.id))
    )
    return tuple(_delivery(*row) for row in await session.execute(query))


async def refused_since(session: AsyncSession, account_id: UUID, address: str) -> datetime | None:
    """Since when the address takes no mail of ours; None while mails arrive there."""
    to_it = (col(OutgoingMail.account_id) == account_id, col(OutgoingMail.to_address) == address)
    failed, sent = col(OutgoingMail.failed_at), func.max(col(OutgoingMail.sent_at))
    arrived = select(sent).where(*to_it, failed.is_(None)).scalar_subquery()
    query = select(func.min(failed)).where(*to_it, arrived.is_(None) | (failed > arrived))
    return await session.scalar(query)


async def mail_figures(session: AsyncSession) -> MailFigures:
    """The sums of all municipalities."""
    since = clock.now() - timedelta(days=1)
    query = select(
        func.count().filter(_is_waiting()),
        func.min(col(OutgoingMail.created_at)).filter(_is_waiting()),
        func.count().filter(
            col(OutgoingMail.sent_at) >= since, col(OutgoingMail.failed_at).is_(None)
        ),
        func.count().filter(col(OutgoingMail.failed_at) >= since),
    )
    waiting, oldest, sent, failed = (await session.execute(query)).one()
    seconds = (clock.now() - oldest).total_seconds() if oldest else 0.0
    return MailFigures(waiting, seconds, sent, failed)


async def mail_by_message_id(session: AsyncSession, message_id: str) -> UUID | None:
    """Our mail of that Message-ID, angle brackets included."""
    query = select(col(OutgoingMail.id)).where(col(OutgoingMail.message_id) == message_id)
    return await session.scalar(query)


async def mails_out_of_time(session: AsyncSession) -> list[UUID]:
    """Mails that no server took in all the time they were tried."""
    return await _waiting_longer_than(session, TRIED_FOR)


async def try_again(session: AsyncSession, follow_ups: FollowUps) -> None:
    """Mails whose follow-up was given up, as their server was away, are tried anew, once a day."""
    for mail_id in await _waiting_longer_than(session, FIRST_TRIES):
        key = f"{mail_id}:{clock.today().isoformat()}"
        await follow_ups.enqueue(session, DELIVER_MAIL, key, {"mail_id": str(mail_id)})


async def forget_old_mails(session: AsyncSession) -> None:
    """What ended a month ago goes. Of a mail about a case stays, as long as the case itself, that
    its owner was told; to which address does not."""
    ended = func.coalesce(col(OutgoingMail.sent_at), col(OutgoingMail.failed_at))
    is_old = ended < clock.now() - ENDED_MAILS
    about_no_case = col(OutgoingMail.case_id).is_(None)
    await session.execute(delete(OutgoingMail).where(is_old, about_no_case))
    kept = update(OutgoingMail).where(is_old, col(OutgoingMail.to_address) != "")
    await session.execute(kept.values(to_address=""))


async def _waiting_longer_than(session: AsyncSession, age: timedelta) -> list[UUID]:
    query = (
        select(col(OutgoingMail.id))
        .where(_is_waiting(), col(OutgoingMail.created_at) < clock.now() - age)
        .order_by(col(OutgoingMail.created_at))
    )
    return list(await session.scalars(query))


def _is_waiting() -> ColumnElement[bool]:
    return col(OutgoingMail.sent_at).is_(None) & col(OutgoingMail.failed_at).is_(None)


def _delivery(
    kind: str, written: datetime, sent: datetime | None, failed: datetime | None, problem: str
) -> Delivery:
    state: State = "failed" if failed else "sent" if sent else "waiting"
    return Delivery(kind if kind in KINDS else "", written, state, failed or sent, problem)
