"""One order from basket to mail, while the processes of the portal die and come back."""

import asyncio
import random
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text

from portal.identity.tables import Account
from portal.persistence.database import Database, system_scope
from portal.workflow.payment_follow_ups import PAYMENT_FOLLOW_UPS
from tests.support.accounts import a_citizen
from tests.support.database import run_as_owner
from tests.support.fake_paypal import FakePayPal
from tests.support.fake_provider import listening
from tests.support.fake_stripe import FakeStripe
from tests.support.faults.processes import Died, Kept, Nursery, Refused
from tests.support.faults.tills import PayPalTill, StripeTill, Till
from tests.support.faults.verdict import Verdict, judge
from tests.support.keys import DEMO_KEYS
from tests.support.payments import in_basket
from tests.support.post_office import PostOffice, receiving

PLOTS = ("pays", "nobody tells", "two tabs", "discards one", "cancels", "cancels, then pays")
PATIENCE_SECONDS = 60
# What each process can be about when it dies, and how many points that has.
WEB = {"check out": 16, "come back": 16, "cancel": 8, "notify": 8, "discard": 3}
WORKER = {"DBOS": 30, "open_case": 24, "deliver_mail": 12} | {
    name: 14 for name in PAYMENT_FOLLOW_UPS
}
TOWNS = ("papenburg", "leer", "papenburg")


@dataclass
class Portal:
    """Web and worker under test, and everything outside that survives them."""

    web: Kept
    worker: Kept
    till: Till
    office: PostOffice
    database: Database
    owner_url: str

    async def tell(self, reference: str, number: int) -> None:
        """The provider sends a notification until it is taken."""
        body, headers = self.till.notification(reference, number)
        question = {"provider": self.till.name, "body": b64encode(body).decode()}
        await insisting(lambda: self.web.ask("notify", **question, headers=headers))


@dataclass
class Citizen:
    """Somebody who wants to pay, and does not give up at the first white page."""

    portal: Portal
    account: Account
    chance: random.Random
    payments: dict[str, str] = field(default_factory=dict)

    async def check_out(self, page: str) -> str:
        """Press until a page of the provider opens; its reference. The same page again, or, after
        a reload, another one."""
        for attempt in range(20):
            key = page if self.chance.random() < 0.7 else f"{page}-reloaded-{attempt}"
            question = {"account": str(self.account.id), "method": self.portal.till.method}
            try:
                started = await self.portal.web.ask("check out", **question, key=key)
            except (Died, Refused):
                continue
            reference = str(started["leads_to"]).rsplit("/", 1)[1].rsplit("=", 1)[-1]
            self.payments[reference] = started["payment"]
            return reference
        raise AssertionError("the checkout never leads anywhere")

    async def come_back(self, reference: str, question: str = "come back") -> None:
        """By the provider's link; a white page is loaded again."""
        asked = {"account": str(self.account.id), "payment": self.payments[reference]}
        await insisting(lambda: self.portal.web.ask(question, **asked))


async def tell(nursery: Nursery, owner_url: str, seed: int) -> Verdict:
    """The story of this seed, and how it ended. The same seed draws the same story and deaths."""
    chance = random.Random(seed)
    plot = PLOTS[seed % len(PLOTS)]
    deaths = [_deaths(chance, WEB), _deaths(chance, WORKER)]
    async with _portal(nursery, owner_url, deaths, seed) as it, _ending(it):
        account = await a_citizen(it.database)
        amounts = [chance.choice((1500, 1000, 3150)) for _ in range(chance.randint(2, 3))]
        ids = [
            (await in_basket(it.database, account, cents, municipality=town))[0]
            for cents, town in zip(amounts, TOWNS, strict=False)
        ]
        citizen = Citizen(it, account, chance)
        await _act(plot, it, citizen, ids)
        await until_quiet(it)
        return await judge(plot, it.database, it.till, it.office, account, it.worker.died)


def _deaths(chance: random.Random, doings: Mapping[str, int]) -> dict[str, int]:
    drawn = chance.sample(sorted(doings), chance.randint(1, 3))
    return {doing: chance.randint(1, doings[doing]) for doing in drawn}


async def _act(plot: str, portal: Portal, citizen: Citizen, ids: Sequence[UUID]) -> None:
    first = await citizen.check_out("page-1")
    references = [first]
    if plot == "two tabs":
        references.append(await citizen.check_out("page-2"))
    if plot == "discards one":
        with suppress(Refused):  # asked again: it is discarded already
            await insisting(lambda: portal.web.ask("discard", application=str(ids[0])))
    if plot.startswith("cancels"):
        await citizen.come_back(first, "cancel")
    if plot == "cancels":
        return
    for reference in references:
        portal.till.pay(reference)
    if plot == "nobody tells":
        return
    arriving: list[Awaitable[None]] = []
    for reference in references:
        arriving += [portal.tell(reference, number) for number in (1, 1, 2)]
        arriving.append(citizen.come_back(reference))
    citizen.chance.shuffle(arriving)
    await asyncio.gather(*arriving)


@asynccontextmanager
async def _ending(portal: Portal) -> AsyncIterator[None]:
    """Raises AssertionError, with what is still to be done, where the story does not end."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            yield
    except TimeoutError:
        query = "SELECT workflow_uuid, status FROM dbos.workflow_status WHERE status <> 'SUCCESS'"
        async with portal.database.transaction(system_scope()) as session:
            waiting = [f"{name} {status}" for name, status in await session.execute(text(query))]
        raise AssertionError(f"it does not end: {portal.web}, {portal.worker}, {waiting}") from None


async def insisting(ask: Any) -> None:
    """Ask until somebody lives long enough to answer."""
    while True:
        try:
            await ask()
            return
        except Died:
            continue


async def until_quiet(portal: Portal) -> None:
    """Until no follow-up waits: what is planned for later happens now, and in the end a day is
    over in which nobody decided anything."""
    rounds = 0
    while states := await _open_follow_ups(portal.database):
        if states == {"DELAYED"}:
            rounds += 1
            if rounds == 3:
                portal.till.forget()
                await asyncio.to_thread(
                    run_as_owner,
                    portal.owner_url,
                    "UPDATE payment SET created_at = created_at - interval '2 days'",
                )
            await asyncio.to_thread(run_as_owner, portal.owner_url, _NOW)
        await asyncio.sleep(0.05)


_NOW = "UPDATE dbos.workflow_status SET status = 'ENQUEUED' WHERE status = 'DELAYED'"


async def _open_follow_ups(database: Database) -> set[str]:
    async with database.transaction(system_scope()) as session:
        query = (
            "SELECT DISTINCT status FROM dbos.workflow_status"
            " WHERE status IN ('ENQUEUED', 'PENDING', 'DELAYED')"
        )
        return set(await session.scalars(text(query)))


@asynccontextmanager
async def _portal(
    nursery: Nursery, owner_url: str, deaths: Sequence[Mapping[str, int]], seed: int
) -> AsyncIterator[Portal]:
    office = PostOffice()
    database = Database(owner_url, pool_size=2, keys=DEMO_KEYS)
    with listening(FakeStripe()) as stripe, listening(FakePayPal()) as paypal:
        till: Till = PayPalTill(paypal) if seed // len(PLOTS) % 2 else StripeTill(stripe)
        async with receiving(office) as smtp_url:
            where = {
                "owner_url": owner_url,
                "stripe_url": stripe.url,
                "paypal_url": paypal.url,
                "smtp_url": smtp_url,
            }
            web = Kept(nursery, "web", deaths[0], where)
            worker = Kept(nursery, "worker", deaths[1], where)
            async with web.alive(), worker.alive():
                yield Portal(web, worker, till, office, database, owner_url)
    await database.close()


def points(folder: Path) -> list[str]:
    """Every point that was reached, a deadly one with its mark."""
    found = []
    for log in sorted(folder.glob("*.points")):
        found += log.read_text(encoding="utf-8").splitlines()
    return found
