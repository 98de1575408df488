"""Notifications on phones: handed over once, and by mail where no browser takes them."""

import json
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.errors import InvalidInput, SignInRequired
from portal.notifications.channels import (
    devices_of,
    find_unsent_push,
    is_subscribed,
    note_not_pushed,
    note_pushed,
    renew,
    subscribe,
    unsubscribe,
)
from portal.notifications.letters import TRIAL, push_words
from portal.notifications.outbox import DELIVER_MAIL, DELIVER_PUSH, Pushed, write_push
from portal.notifications.push import PushAddress, PushGone, PushNotAccepted, PushRefused
from portal.notifications.push_tables import OutgoingPush
from portal.notifications.tables import OutgoingMail
from portal.persistence.database import Scope, system_scope
from portal.persistence.live import announce
from portal.shared import clock
from portal.shared.language import N_, speaking, spoken
from portal.workflow.mails import note_told, told_subject
from portal.workflow.services import Services

SECONDS_KEPT = 3 * 24 * 3600
"""A push service keeps it so long for a device that is off."""

TRIED_FOR = timedelta(hours=1)
"""Then an e-mail goes instead, where one waits."""

CHANNELS_PATH = "/konto/benachrichtigungen/"


class UnfitPushAddress(InvalidInput):
    """Not an address of a push service, or not its keys."""

    message = N_("Dieser Browser kann von uns leider keine Mitteilungen bekommen.")


async def add_device(services: Services, scope: Scope, address: PushAddress, device: str) -> None:
    """This browser of who is signed in shows notifications. Raises SignInRequired,
    UnfitPushAddress."""
    if scope.actor_kind != "citizen" or scope.actor_id is None:
        raise SignInRequired
    if not services.pusher.accepts(address):
        raise UnfitPushAddress
    async with services.database.transaction(system_scope()) as session:
        await subscribe(session, scope.actor_id, scope.municipality, address, device)


async def forget_device(services: Services, scope: Scope, endpoint: str) -> None:
    """This browser shows nothing any more. Raises SignInRequired."""
    if scope.actor_kind != "citizen" or scope.actor_id is None:
        raise SignInRequired
    async with services.database.transaction(system_scope()) as session:
        await unsubscribe(session, scope.actor_id, endpoint)


async def renew_device(services: Services, old: PushAddress, new: PushAddress) -> None:
    """The push service gave a browser another address. Raises UnfitPushAddress."""
    if not services.pusher.accepts(new):
        raise UnfitPushAddress
    async with services.database.transaction(system_scope()) as session:
        await renew(session, old, new)


async def knows_device(services: Services, scope: Scope, endpoint: str) -> bool:
    """Whether this browser shows notifications of who is signed in. Raises SignInRequired."""
    if scope.actor_kind != "citizen" or scope.actor_id is None:
        raise SignInRequired
    async with services.database.transaction(system_scope()) as session:
        return await is_subscribed(session, scope.actor_id, endpoint)


async def try_out(services: Services, scope: Scope) -> int:
    """A trial to each of one's own browsers, once a minute; to how many. Raises SignInRequired."""
    trial = f"trial:{clock.now():%Y-%m-%dT%H:%M}"
    async with services.database.transaction(scope) as session:
        devices = await devices_of(session, scope)
    async with services.database.transaction(system_scope()) as session:
        for device in devices:
            assert scope.actor_id
            pushed = Pushed(TRIAL, trial, path=CHANNELS_PATH, language=spoken())
            await write_push(session, services.follow_ups, scope.actor_id, device.id, pushed)
    return len(devices)


async def deliver_push(services: Services, arguments: Mapping[str, str]) -> None:
    """Hand a notification to its browser's push service. Killed after that and before its note, it
    goes out twice under one tag: the device shows it once. Raises PushNotAccepted, to be tried
    again."""
    push_id = UUID(arguments["push_id"])
    async with services.database.transaction(system_scope()) as session:
        found = await find_unsent_push(session, push_id)
    if found is None:
        return
    push, address = found
    try:
        if address is None:
            raise PushGone
        await services.pusher.push(address, _payload(push), seconds=SECONDS_KEPT)
    except PushGone:
        await _give_up(services, push, is_gone=True)
        return
    except PushRefused:
        await _give_up(services, push, is_gone=False)
        return
    except PushNotAccepted:
        if clock.now() - push.created_at < TRIED_FOR:
            raise
        await _give_up(services, push, is_gone=False)
        return
    async with services.database.transaction(system_scope()) as session:
        await _lock_mail(session, push)
        await note_pushed(session, push_id)
        await _drop_waiting_mail(session, push)
        await note_told(session, push.case_id, push.unique_key)


PUSH_FOLLOW_UPS = {DELIVER_PUSH: deliver_push}


def _payload(push: OutgoingPush) -> str:
    """What the service worker (assets/sw.js) reads. No personal data but the reference."""
    with speaking(push.language):
        title, body = push_words(push.kind, push.reference)
    told = {"title": title, "body": body, "path": push.path, "tag": str(push.id)}
    return json.dumps(told | {"lang": push.language}, ensure_ascii=False)


async def _give_up(services: Services, push: OutgoingPush, *, is_gone: bool) -> None:
    async with services.database.transaction(system_scope()) as session:
        mail = await _lock_mail(session, push)
        await note_not_pushed(session, push, is_gone=is_gone)
        await _tell_the_desk(session, push)
        if mail is None or await _others(session, push, is_sent=False):
            return
        if await _others(session, push, is_sent=True):
            await _drop_waiting_mail(session, push)
            return
        await services.follow_ups.enqueue(
            session, DELIVER_MAIL, str(mail.id), {"mail_id": str(mail.id)}
        )


async def _tell_the_desk(session: AsyncSession, push: OutgoingPush) -> None:
    if push.case_id:
        await announce(session, told_subject(push.case_id))


async def _lock_mail(session: AsyncSession, push: OutgoingPush) -> OutgoingMail | None:
    """The mail that waits, held: the last of several browsers decides, whichever that is."""
    if not push.mail_key:
        return None
    query = select(OutgoingMail).where(col(OutgoingMail.unique_key) == push.mail_key)
    return (await session.scalars(query.with_for_update())).one_or_none()


async def _others(session: AsyncSession, push: OutgoingPush, *, is_sent: bool) -> bool:
    """Whether another browser has it (`is_sent`), or may take it yet."""
    others = select(func.count()).where(
        col(OutgoingPush.mail_key) == push.mail_key,
        col(OutgoingPush.id) != push.id,
        col(OutgoingPush.failed_at).is_(None),
        col(OutgoingPush.sent_at).is_not(None) if is_sent else col(OutgoingPush.sent_at).is_(None),
    )
    return bool(await session.scalar(others))


async def _drop_waiting_mail(session: AsyncSession, push: OutgoingPush) -> None:
    mail = await _lock_mail(session, push)
    if mail is not None and mail.sent_at is None:
        await session.delete(mail)
