"""By which channels somebody is told what: what they chose, and the browsers that receive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import compare_digest
from typing import get_args
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.errors import InvalidInput, SignInRequired
from portal.identity.tables import Account
from portal.identity.tokens import digest
from portal.notifications.kinds import CHOSEN_BY_CITIZENS, KINDS, Group, Kind
from portal.notifications.push import PushAddress
from portal.notifications.push_tables import ChannelChoice, OutgoingPush, PushSubscription
from portal.persistence.columns import new_id
from portal.persistence.database import Scope
from portal.persistence.live import announce
from portal.shared import clock

MAX_DEVICES = 10
"""Of one account. The one that was silent longest gives way."""

ENDED_PUSHES = timedelta(days=30)
"""How long it is kept that something was pushed."""


@dataclass(frozen=True)
class Channels:
    """How a group is told."""

    by_mail: bool = True
    by_push: bool = True


@dataclass(frozen=True)
class Ways:
    """How one thing is told to somebody now. `mail_waits`: the mail goes only where no browser
    takes the notification."""

    mail: bool
    subscriptions: tuple[UUID, ...] = ()
    mail_waits: bool = False


@dataclass(frozen=True)
class Device:
    """A browser that shows notifications."""

    id: UUID
    words: str
    since: datetime
    last_used_at: datetime | None


async def ways_to(session: AsyncSession, account_id: UUID, kind: str) -> Ways:
    """How the owner of the account is told of this kind. Needs the system's scope."""
    row = KINDS[kind]
    chosen = (await channels_of(session, account_id)).get(row.group, Channels())
    devices = await _subscriptions(session, account_id) if row.push and chosen.by_push else ()
    return ways_by(row, chosen, devices)


def ways_by(row: Kind, chosen: Channels, devices: tuple[UUID, ...]) -> Ways:
    """What was chosen, as far as the kind leaves a choice: its `duty` decides."""
    if row.duty == "mail" or chosen.by_mail:
        return Ways(True, devices)
    if devices:
        return Ways(True, devices, mail_waits=True)
    return Ways(row.duty == "one_channel")


async def channels_of(session: AsyncSession, account_id: UUID) -> Mapping[Group, Channels]:
    """What was chosen; a group that is missing is told by both."""
    query = select(ChannelChoice).where(col(ChannelChoice.account_id) == account_id)
    return {
        row.group: Channels(row.by_mail, row.by_push)
        for row in await session.scalars(query)
        if row.group in CHOSEN_BY_CITIZENS
    }


async def choose_channels(
    session: AsyncSession, scope: Scope, wishes: Mapping[Group, Channels]
) -> None:
    """Keep what somebody chose for each group. Raises SignInRequired, InvalidInput."""
    account_id = _citizen(scope)
    if not set(wishes) <= set(CHOSEN_BY_CITIZENS) <= set(get_args(Group)):
        raise InvalidInput
    for group, wish in wishes.items():
        wanted = {"by_mail": wish.by_mail, "by_push": wish.by_push}
        statement = insert(ChannelChoice).values(
            id=new_id(), account_id=account_id, group=group, **wanted
        )
        keys = ["account_id", "group"]
        await session.execute(statement.on_conflict_do_update(index_elements=keys, set_=wanted))
    await announce(session, f"account:{account_id}")


async def subscribe(
    session: AsyncSession, account_id: UUID, municipality: str, address: PushAddress, device: str
) -> None:
    """This browser shows notifications of the account from now on, and of no other. Needs the
    system's scope: it may have belonged to somebody else who uses the same browser."""
    await session.get_one(Account, account_id, with_for_update={"key_share": True})
    known = await _found(session, address.endpoint)
    if known is not None and known.account_id == account_id:
        # The row stays the same: notifications may be on their way to it.
        known.p256dh, known.auth, known.device = address.p256dh, address.auth, device
        return
    if known is not None:
        await _forget(session, known.account_id, known.id)
    mine = (
        select(col(PushSubscription.id))
        .where(col(PushSubscription.account_id) == account_id)
        .order_by(col(PushSubscription.last_used_at).desc().nulls_last())
        .order_by(col(PushSubscription.created_at).desc())
    )
    too_many = (await session.scalars(mine.offset(MAX_DEVICES - 1))).all()
    await session.execute(delete(PushSubscription).where(col(PushSubscription.id).in_(too_many)))
    session.add(
        PushSubscription(
            account_id=account_id,
            municipality=municipality,
            endpoint_digest=digest(address.endpoint),
            endpoint=address.endpoint,
            p256dh=address.p256dh,
            auth=address.auth,
            device=device,
        )
    )
    await session.flush()
    await announce(session, f"account:{account_id}")


async def renew(session: AsyncSession, old: PushAddress, new: PushAddress) -> None:
    """The push service gave a browser another address: whoever it belongs to, signed in or not.

    Only the browser knows the old address and its secret; nothing happens for anybody else.
    Needs the system's scope.
    """
    row = await _found(session, old.endpoint)
    if row is None or not compare_digest(row.auth.encode(), old.auth.encode()):
        return
    if await _found(session, new.endpoint) is None:
        row.endpoint_digest, row.endpoint = digest(new.endpoint), new.endpoint
        row.p256dh, row.auth = new.p256dh, new.auth


async def is_subscribed(session: AsyncSession, account_id: UUID, endpoint: str) -> bool:
    """Whether this browser shows the notifications of this account."""
    row = await _found(session, endpoint)
    return row is not None and row.account_id == account_id


async def unsubscribe(session: AsyncSession, account_id: UUID, endpoint: str) -> None:
    """This browser shows nothing any more; one that is not theirs stays as it is."""
    await session.execute(
        delete(PushSubscription).where(
            col(PushSubscription.account_id) == account_id,
            col(PushSubscription.endpoint_digest) == digest(endpoint),
        )
    )
    await announce(session, f"account:{account_id}")


async def forget_devices(session: AsyncSession, account_id: UUID) -> None:
    """No browser shows anything any more: one of them may be a stranger's. What came by
    notification alone comes by mail again. Needs the system's scope."""
    mine = col(PushSubscription.account_id) == account_id
    if (await session.execute(delete(PushSubscription).where(mine))).rowcount:  # type: ignore[attr-defined]
        await _back_to_mail(session, account_id)


async def forget_old_pushes(session: AsyncSession) -> None:
    """What was pushed a month ago goes; what was about a case stays as long as the case."""
    is_old = col(OutgoingPush.created_at) < clock.now() - ENDED_PUSHES
    about_no_case = col(OutgoingPush.case_id).is_(None)
    await session.execute(delete(OutgoingPush).where(is_old, about_no_case))


async def remove_device(session: AsyncSession, scope: Scope, device_id: UUID) -> None:
    """The same from the list of one's own. Raises SignInRequired."""
    account_id = _citizen(scope)
    await session.execute(
        delete(PushSubscription).where(
            col(PushSubscription.account_id) == account_id, col(PushSubscription.id) == device_id
        )
    )
    await announce(session, f"account:{account_id}")


async def devices_of(session: AsyncSession, scope: Scope) -> list[Device]:
    """One's own browsers, the newest first. Raises SignInRequired."""
    query = (
        select(PushSubscription)
        .where(col(PushSubscription.account_id) == _citizen(scope))
        .order_by(col(PushSubscription.created_at).desc())
    )
    return [
        Device(row.id, row.device, row.created_at, row.last_used_at)
        for row in await session.scalars(query)
    ]


async def find_unsent_push(
    session: AsyncSession, push_id: UUID
) -> tuple[OutgoingPush, PushAddress | None] | None:
    """The notification and where it goes, None for a browser that is gone; None when it is done."""
    push = await session.get(OutgoingPush, push_id)
    if push is None or push.sent_at is not None or push.failed_at is not None:
        return None
    row = await session.get(PushSubscription, push.subscription_id)
    if row is None or row.account_id != push.account_id:
        return push, None
    return push, PushAddress(row.endpoint, row.p256dh, row.auth)


async def note_pushed(session: AsyncSession, push_id: UUID) -> None:
    """The push service has it."""
    push = await session.get_one(OutgoingPush, push_id, with_for_update=True)
    push.sent_at = push.sent_at or clock.now()
    row = await session.get(PushSubscription, push.subscription_id)
    if row is not None:
        row.last_used_at = clock.now()


async def note_not_pushed(session: AsyncSession, push: OutgoingPush, *, is_gone: bool) -> None:
    """This browser will not show it; one that is gone is forgotten."""
    row = await session.get_one(OutgoingPush, push.id, with_for_update=True)
    row.failed_at = row.failed_at or clock.now()
    if is_gone:
        await _forget(session, push.account_id, push.subscription_id)


async def _forget(session: AsyncSession, account_id: UUID, device_id: UUID) -> None:
    """Its owner did not say so: where it was the last, mails tell again what it alone told."""
    gone = col(PushSubscription.id) == device_id, col(PushSubscription.account_id) == account_id
    await session.execute(delete(PushSubscription).where(*gone))
    if not await _subscriptions(session, account_id):
        await _back_to_mail(session, account_id)
    await announce(session, f"account:{account_id}")


async def _back_to_mail(session: AsyncSession, account_id: UUID) -> None:
    only_pushed = col(ChannelChoice.by_push), col(ChannelChoice.by_mail).is_(False)
    mine = update(ChannelChoice).where(col(ChannelChoice.account_id) == account_id, *only_pushed)
    await session.execute(mine.values(by_mail=True))
    await announce(session, f"account:{account_id}")


async def _found(session: AsyncSession, endpoint: str) -> PushSubscription | None:
    known = col(PushSubscription.endpoint_digest) == digest(endpoint)
    query = select(PushSubscription).where(known).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def _subscriptions(session: AsyncSession, account_id: UUID) -> tuple[UUID, ...]:
    query = select(col(PushSubscription.id)).where(col(PushSubscription.account_id) == account_id)
    return tuple(await session.scalars(query))


def _citizen(scope: Scope) -> UUID:
    if scope.actor_kind != "citizen" or scope.actor_id is None:
        raise SignInRequired
    return scope.actor_id
