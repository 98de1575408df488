"""What became of e-mails and of notifications on phones: per case for the desk, per address for
its owner, in sum for those who run the installation. Needs the system's scope; texts and addresses
are never read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.notifications.kinds import KINDS
from portal.notifications.outbox import DELIVER_MAIL
from portal.notifications.push_tables import OutgoingPush
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

_SUBSCRIPTION = len(f":{UUID(int=0)}")
"""The end of a notification's `unique_key`: which browser. What is before names the occasion."""

EXPIRED = "expired"
"""The problem of a mail whose server did not take it in all that time."""


@dataclass(frozen=True)
class Delivery:
    """One e-mail, or one notification to all of somebody's phones: of which kind, written when,
    what became of it and when (UTC).

    `problem` is why it failed: the server's code such as "550" or "5.1.1", or EXPIRED.
    """

    kind: str
    written_at: datetime
    state: State
    ended_at: datetime | None
    problem: str = ""
    channel: Literal["mail", "push"] = "mail"


@dataclass(frozen=True)
class MailFigures:
    """How many mails wait, since how many seconds the oldest, and what ended in 24 hours."""

    waiting: int
    oldest_seconds: float
    sent: int
    failed: int


async def deliveries_of(session: AsyncSession, case_id: UUID) -> tuple[Delivery, ...]:
    """The mails and notifications about a case, the newest first."""
    told = [*await _mails_of(session, case_id), *await _pushes_of(session, case_id)]
    return tuple(sorted(told, key=lambda one: one.written_at, reverse=True))


async def _mails_of(session: AsyncSession, case_id: UUID) -> list[Delivery]:
    """A mail that waits only in case no phone takes the notification is none yet."""
    query = select(
        col(OutgoingMail.kind),
        col(OutgoingMail.created_at),
        col(OutgoingMail.sent_at),
        col(OutgoingMail.failed_at),
        col(OutgoingMail.problem),
    ).where(col(OutgoingMail.case_id) == case_id, ~_is_in_reserve())
    return [_delivery(*row) for row in await session.execute(query)]


async def _pushes_of(session: AsyncSession, case_id: UUID) -> list[Delivery]:
    """One phone that took it is enough; it failed where all did."""
    written = func.min(col(OutgoingPush.created_at))
    sent, failed = func.min(col(OutgoingPush.sent_at)), func.max(col(OutgoingPush.failed_at))
    open_ones = func.count().filter(
        col(OutgoingPush.sent_at).is_(None), col(OutgoingPush.failed_at).is_(None)
    )
    occasion = func.left(col(OutgoingPush.unique_key), -_SUBSCRIPTION)
    query = (
        select(col(OutgoingPush.kind), written, sent, failed, open_ones)
        .where(col(OutgoingPush.case_id) == case_id)
        .group_by(col(OutgoingPush.kind), occasion)
    )
    return [_pushed(*row) for row in await session.execute(query)]


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
    is_open = col(OutgoingMail.sent_at).is_(None) & col(OutgoingMail.failed_at).is_(None)
    return is_open & ~_is_in_reserve()


def _is_in_reserve() -> ColumnElement[bool]:
    """A phone may take the notification yet; then this mail never goes out."""
    return exists().where(
        col(OutgoingPush.mail_key) == col(OutgoingMail.unique_key),
        col(OutgoingPush.sent_at).is_(None),
        col(OutgoingPush.failed_at).is_(None),
    )


def _delivery(
    kind: str, written: datetime, sent: datetime | None, failed: datetime | None, problem: str
) -> Delivery:
    state: State = "failed" if failed else "sent" if sent else "waiting"
    return Delivery(kind if kind in KINDS else "", written, state, failed or sent, problem)


def _pushed(
    kind: str, written: datetime, sent: datetime | None, failed: datetime | None, open_ones: int
) -> Delivery:
    state: State = "sent" if sent else "waiting" if open_ones else "failed"
    ended = sent or (None if open_ones else failed)
    return Delivery(kind if kind in KINDS else "", written, state, ended, channel="push")
