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
from portal.integrations.webpush import WebPush
from portal.notifications.channels import Channels, choose_channels, devices_of
from portal.notifications.outbox import DELIVER_PUSH
from portal.notifications.push import PushAddress, PushNotAccepted
from portal.notifications.push_tables import OutgoingPush
from portal.notifications.tables import OutgoingMail
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.at_once import FollowUpsAtOnce
from portal.workflow.follow_ups import FOLLOW_UPS
from portal.workflow.pushes import UnfitPushAddress, add_device, deliver_push, try_out
from tests.support.accounts import a_citizen
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


async def test_where_no_phone_takes_it_a_mail_goes_and_the_phone_is_forgotten(
    database: Database, town_hall: TownHall, citizen: Citizen, phones: PushService
) -> None:
    phones.forget(await a_phone(town_hall, phones, citizen))
    async with database.transaction(citizen.scope) as session:
        assert len(await devices_of(session, citizen.scope)) == 1
    await wants_no_mail(database, citizen)
    await a_question(town_hall, citizen)
    assert (await mails(database, "inquiry"))[0].sent_at is not None
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
