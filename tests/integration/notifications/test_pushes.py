"""Notifications on phones, against a push service nobody here wrote."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select
from sqlmodel import col

from portal.cases.status import CaseAction
from portal.cases.tables import CaseEvent
from portal.identity import start_session
from portal.integrations.webpush import WebPush
from portal.notifications.channels import Channels, channels_of, choose_channels, devices_of
from portal.notifications.outbox import DELIVER_PUSH
from portal.notifications.push import PushAddress, PushNotAccepted
from portal.notifications.push_tables import OutgoingPush
from portal.notifications.tables import OutgoingMail
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.at_once import FollowUpsAtOnce
from portal.workflow.cases import tell_citizen
from portal.workflow.follow_ups import FOLLOW_UPS
from portal.workflow.mails import told_in_case
from portal.workflow.own_sessions import end_other_sessions
from portal.workflow.pushes import (
    UnfitPushAddress,
    add_device,
    deliver_push,
    knows_device,
    renew_device,
    try_out,
)
from portal.workflow.retention import erase_what_is_over
from tests.support.accounts import a_citizen, session_of
from tests.support.applications import Citizen
from tests.support.cases import TownHall, somebody_at_the_desk
from tests.support.push_service import PushService, push_service

KEY = bytes(range(32))
WITHOUT_MAIL = {"need": Channels(by_mail=False), "progress": Channels(by_mail=False)}


@pytest.fixture(scope="module")
def phones() -> Iterator[PushService]:
    with push_service() as service:
        yield service


@pytest.fixture
def town_hall(database: Database, phones: PushService) -> TownHall:
    """One that pushes."""
    return TownHall(database, pusher=WebPush(KEY, "rathaus@portal.example", [phones.origin]))


async def a_phone(town_hall: TownHall, phones: PushService, citizen: Citizen) -> PushAddress:
    address = phones.subscribe(town_hall.pusher.public_key)
    await add_device(town_hall.services, citizen.scope, address, "Chrome auf Android")
    return address


async def wants_no_mail(database: Database, citizen: Citizen) -> None:
    async with database.transaction(citizen.scope) as session:
        await choose_channels(session, citizen.scope, WITHOUT_MAIL)  # type: ignore[arg-type]


async def a_question(town_hall: TownHall, citizen: Citizen) -> str:
    """The town hall asks something; the reference."""
    case = await town_hall.opened_case(citizen)
    imke = await somebody_at_the_desk(town_hall.database)
    await town_hall.act(imke, case.reference, CaseAction.TAKE_ON)
    await town_hall.act(imke, case.reference, CaseAction.ASK, "Welche Anschrift?")
    return case.reference


async def told_of(town_hall: TownHall, reference: str, kind: str) -> list[tuple[str, str]]:
    """What the desk sees of one kind."""
    desk = await somebody_at_the_desk(town_hall.database)
    told = await told_in_case(town_hall.services, desk, reference)
    return sorted((one.channel, one.state) for one in told.deliveries if one.kind == kind)


class Down(WebPush):
    """Nothing listens where it asks."""

    def __init__(self) -> None:
        super().__init__(KEY, "rathaus@portal.example", ["http://127.0.0.1:9"])

    def accepts(self, address: PushAddress) -> bool:
        return True

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(proxy="http://127.0.0.1:9", timeout=2)


async def pushes(database: Database) -> list[OutgoingPush]:
    async with database.transaction(system_scope()) as session:
        query = select(OutgoingPush).order_by(col(OutgoingPush.created_at))
        return list(await session.scalars(query))


async def mails(database: Database, kind: str) -> list[OutgoingMail]:
    async with database.transaction(system_scope()) as session:
        query = select(OutgoingMail).where(col(OutgoingMail.kind) == kind)
        return list(await session.scalars(query))


async def test_a_question_reaches_the_phone_with_the_reference_and_nothing_else(
    database: Database, town_hall: TownHall, citizen: Citizen, phones: PushService
) -> None:
    phone = await a_phone(town_hall, phones, citizen)
    await wants_no_mail(database, citizen)
    reference = await a_question(town_hall, citizen)
    for push in await pushes(database):  # a worker that died does it again
        await deliver_push(town_hall.services, {"push_id": str(push.id)})
    told = [json.loads(message) for message in phones.received(phone)]
    assert [one["title"] for one in told] == [f"Neues zu {reference}"] * 3
    assert told[-1]["body"] == "Wir haben eine Frage an Sie."
    assert told[-1]["path"] == f"/vorgaenge/{reference}/"
    assert citizen.display_name not in str(told)
    assert "Anschrift" not in str(told)
    assert await mails(database, "inquiry") == []
    assert len(await mails(database, "opened")) == 1
    assert await told_of(town_hall, reference, "inquiry") == [("push", "sent")]
    assert await told_of(town_hall, reference, "opened") == [("mail", "sent"), ("push", "sent")]


async def test_where_no_phone_takes_it_a_mail_goes_and_the_phone_is_forgotten(
    database: Database, town_hall: TownHall, citizen: Citizen, phones: PushService
) -> None:
    phones.forget(await a_phone(town_hall, phones, citizen))
    async with database.transaction(citizen.scope) as session:
        assert len(await devices_of(session, citizen.scope)) == 1
    await wants_no_mail(database, citizen)
    reference = await a_question(town_hall, citizen)
    assert (await mails(database, "inquiry"))[0].sent_at is not None
    assert await told_of(town_hall, reference, "opened") == [("mail", "sent"), ("push", "failed")]
    async with database.transaction(citizen.scope) as session:
        assert await devices_of(session, citizen.scope) == []


async def test_one_of_two_phones_is_enough(
    database: Database, town_hall: TownHall, citizen: Citizen, phones: PushService
) -> None:
    lost, kept = [await a_phone(town_hall, phones, citizen) for _ in range(2)]
    phones.forget(lost)
    await wants_no_mail(database, citizen)
    await a_question(town_hall, citizen)
    assert len(phones.received(kept)) == 3
    assert await mails(database, "inquiry") == []


async def test_a_push_service_that_is_down_is_asked_again_and_after_an_hour_a_mail_goes(
    database: Database, town_hall: TownHall, citizen: Citizen, phones: PushService
) -> None:
    await a_phone(town_hall, phones, citizen)
    await wants_no_mail(database, citizen)
    later = FollowUpsAtOnce([name for name in FOLLOW_UPS if name != DELIVER_PUSH])
    await a_question(replace(town_hall, follow_ups=later), citizen)
    down = replace(town_hall.services, pusher=Down())
    for push in await pushes(database):
        with pytest.raises(PushNotAccepted):
            await deliver_push(down, {"push_id": str(push.id)})
    assert (await mails(database, "inquiry"))[0].sent_at is None
    with clock.pretend(clock.now() + timedelta(hours=2)):
        for push in await pushes(database):
            await deliver_push(down, {"push_id": str(push.id)})
    await town_hall.follow_ups.run_waiting(town_hall.services)
    assert (await mails(database, "inquiry"))[0].sent_at is not None


async def test_a_trial_shows_how_one_looks(
    town_hall: TownHall, citizen: Citizen, phones: PushService
) -> None:
    phone = await a_phone(town_hall, phones, citizen)
    assert await try_out(town_hall.services, citizen.scope) == 1
    await town_hall.follow_ups.run_waiting(town_hall.services)
    [told] = [json.loads(message) for message in phones.received(phone)]
    assert told["title"] == "Probe-Mitteilung"


async def test_a_browser_belongs_to_who_used_it_last(
    database: Database, town_hall: TownHall, citizen: Citizen, phones: PushService
) -> None:
    address = await a_phone(town_hall, phones, citizen)
    other = await a_citizen(database, "berta@post.example")
    theirs = Scope("citizen", other.id, citizen.host)
    await add_device(town_hall.services, theirs, address, "Chrome auf Android")
    for scope, number in ((citizen.scope, 0), (theirs, 1)):
        async with database.transaction(scope) as session:
            assert len(await devices_of(session, scope)) == number


async def test_an_address_of_nobodys_push_service_is_refused(
    town_hall: TownHall, citizen: Citizen
) -> None:
    address = PushAddress("https://10.0.0.1/admin", "x", "y")
    with pytest.raises(UnfitPushAddress):
        await add_device(town_hall.services, citizen.scope, address, "")


async def test_a_service_that_refuses_us_says_nothing_about_the_phone(
    database: Database, town_hall: TownHall, citizen: Citizen, phones: PushService
) -> None:
    stranger = WebPush(bytes(32), "rathaus@portal.example", [phones.origin])
    address = phones.subscribe(stranger.public_key)
    await add_device(town_hall.services, citizen.scope, address, "Chrome auf Android")
    await wants_no_mail(database, citizen)
    await a_question(town_hall, citizen)
    assert (await mails(database, "inquiry"))[0].sent_at is not None
    async with database.transaction(citizen.scope) as session:
        assert len(await devices_of(session, citizen.scope)) == 1


async def test_when_the_last_phone_is_gone_mails_tell_what_it_alone_told(
    database: Database, town_hall: TownHall, citizen: Citizen, phones: PushService
) -> None:
    phones.forget(await a_phone(town_hall, phones, citizen))
    await wants_no_mail(database, citizen)
    await a_question(town_hall, citizen)
    assert len(await mails(database, "in_progress")) == 1
    async with database.transaction(citizen.scope) as session:
        assert set((await channels_of(session, citizen.id)).values()) == {Channels()}


async def test_a_worker_that_died_while_telling_writes_no_mail_about_what_the_phone_has(
    database: Database, town_hall: TownHall, citizen: Citizen, phones: PushService
) -> None:
    phone = await a_phone(town_hall, phones, citizen)
    await wants_no_mail(database, citizen)
    await a_question(town_hall, citizen)
    async with database.transaction(system_scope()) as session:
        events = list(await session.scalars(select(col(CaseEvent.id))))
    for event_id in events:
        await tell_citizen(town_hall.services, {"event_id": str(event_id)})
    await town_hall.follow_ups.run_waiting(town_hall.services)
    assert len(phones.received(phone)) == 3
    assert await mails(database, "inquiry") == []


async def test_a_browser_with_another_address_says_so_signed_in_or_not(
    database: Database, town_hall: TownHall, citizen: Citizen, phones: PushService
) -> None:
    old = await a_phone(town_hall, phones, citizen)
    new, foreign = [phones.subscribe(town_hall.pusher.public_key) for _ in range(2)]
    await renew_device(town_hall.services, replace(old, auth=foreign.auth), foreign)
    assert await knows_device(town_hall.services, citizen.scope, old.endpoint)
    await renew_device(town_hall.services, old, new)
    assert not await knows_device(town_hall.services, citizen.scope, old.endpoint)
    await try_out(town_hall.services, citizen.scope)
    await town_hall.follow_ups.run_waiting(town_hall.services)
    assert len(phones.received(new)) == 1


async def test_who_thinks_a_stranger_was_there_ends_notifications_too(
    database: Database, town_hall: TownHall, citizen: Citizen, phones: PushService
) -> None:
    stranger = await a_phone(town_hall, phones, citizen)
    await wants_no_mail(database, citizen)
    async with database.transaction(system_scope()) as session:
        begun = await start_session(session, citizen.host, citizen.id)
    await end_other_sessions(town_hall.services, await session_of(database, begun.token))
    assert not await knows_device(town_hall.services, citizen.scope, stranger.endpoint)
    async with database.transaction(citizen.scope) as session:
        assert set((await channels_of(session, citizen.id)).values()) == {Channels()}


async def test_trials_do_not_flood_anybody(
    town_hall: TownHall, citizen: Citizen, phones: PushService
) -> None:
    phone = await a_phone(town_hall, phones, citizen)
    with clock.pretend(clock.now().replace(second=0)):
        for _ in range(3):
            await try_out(town_hall.services, citizen.scope)
    await town_hall.follow_ups.run_waiting(town_hall.services)
    assert len(phones.received(phone)) == 1


async def test_what_was_pushed_is_forgotten_after_a_month(
    database: Database, town_hall: TownHall, citizen: Citizen, phones: PushService
) -> None:
    await a_phone(town_hall, phones, citizen)
    await try_out(town_hall.services, citizen.scope)
    for days, number in ((29, 1), (31, 0)):
        with clock.pretend(clock.now() + timedelta(days=days)):
            await erase_what_is_over(town_hall.services)
        assert len(await pushes(database)) == number
