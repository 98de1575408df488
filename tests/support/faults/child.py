"""The portal's processes that are killed: forked from one that has imported everything already.

`python -m tests.support.faults.child` reads orders (one line of JSON each) and forks a process for
each, which calls back at the order's socket. "web" does there what browser and provider ask of it;
"worker" is the real DBOS worker. Both end when the socket does.
"""

import asyncio
import faulthandler
import importlib
import json
import os
import signal
import sys
import traceback
from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from portal.applications import discard
from portal.catalogue import load_catalogue
from portal.integrations import dbos
from portal.integrations.paypal import PayPalCheckout
from portal.integrations.smtp import SmtpMailer
from portal.integrations.stripe import StripeCheckout
from portal.persistence.database import Database, system_scope
from portal.workflow.follow_ups import FOLLOW_UPS
from portal.workflow.payment_answers import cancel_payment, query_payment, receive_notification
from portal.workflow.payments import start_payment
from portal.workflow.services import Services
from tests.support.fake_paypal import CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID
from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET
from tests.support.faults.trap import DOING, Trap
from tests.support.keys import DEMO_KEYS
from tests.support.payments import HOST, ORIGIN, services_with

# Both ends: a signed notification of Stripe carries its whole session.
LONGEST_LINE = 1024 * 1024

# No life in a story is that long: where it hangs is then told in children.log.
TOO_OLD_SECONDS = 30


@dataclass(frozen=True)
class Order:
    """Which process to be: `role` "web" or "worker", and where it dies (see Trap)."""

    id: int
    role: str
    socket: str
    owner_url: str
    stripe_url: str
    paypal_url: str
    smtp_url: str
    deaths: dict[str, int]
    log: str

    def line(self) -> bytes:
        """As it travels."""
        return json.dumps(asdict(self)).encode() + b"\n"


def main() -> None:
    """Fork for every order until there are no more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _read_what_all_need()
    while line := sys.stdin.buffer.readline():
        if os.fork() == 0:
            os.close(0)
            _be(Order(**json.loads(line)))


def _read_what_all_need() -> None:
    """Once, not in every life: the content, and what httpx imports at its first request."""
    load_catalogue()
    importlib.import_module("anyio._backends._asyncio")


def _be(order: Order) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    faulthandler.dump_traceback_later(TOO_OLD_SECONDS)
    Trap(order.deaths, Path(order.log)).set_up()
    try:
        asyncio.run(_web(order) if order.role == "web" else _worker(order))
    finally:
        os._exit(0)


async def _worker(order: Order) -> None:
    reader, _ = await _call_back(order)
    services = _services(order)
    named = {name: partial(_follow_up, services, name) for name in FOLLOW_UPS}
    work = asyncio.create_task(dbos.run_worker(order.owner_url, named, executor_id="worker-1"))
    await asyncio.wait(
        {work, asyncio.create_task(reader.read())}, return_when=asyncio.FIRST_COMPLETED
    )
    if work.done():
        work.result()


async def _follow_up(services: Services, name: str, arguments: Mapping[str, str]) -> None:
    DOING.set(name)
    await FOLLOW_UPS[name](services, arguments)


async def _web(order: Order) -> None:
    reader, writer = await _call_back(order)
    services, running = _services(order), set()
    while line := await reader.readline():
        task = asyncio.create_task(_answer(services, writer, json.loads(line)))
        running.add(task)
        task.add_done_callback(running.discard)


async def _call_back(order: Order) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_unix_connection(order.socket, limit=LONGEST_LINE)
    writer.write(json.dumps({"id": order.id, "pid": os.getpid()}).encode() + b"\n")
    return reader, writer


def _services(order: Order) -> Services:
    database = Database(order.owner_url, pool_size=5, keys=DEMO_KEYS)
    services = services_with(
        database,
        dbos.DbosFollowUps(order.owner_url),
        PayPalCheckout(CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID, order.paypal_url),
        StripeCheckout(SECRET_KEY, WEBHOOK_SECRET, order.stripe_url),
    )
    return replace(services, mailer=SmtpMailer(order.smtp_url, "rathaus@portal.example"))


async def _answer(
    services: Services, writer: asyncio.StreamWriter, question: dict[str, Any]
) -> None:
    answer: dict[str, Any] = {"number": question.pop("number")}
    do = question.pop("do")
    DOING.set(do)
    try:
        answer["said"] = await _WHAT[do](services, **question)
    except Exception as error:  # as a page would: it says something, and the portal goes on
        answer["error"] = type(error).__name__
        traceback.print_exc()
    with suppress(ConnectionError):
        writer.write(json.dumps(answer).encode() + b"\n")


async def _check_out(services: Services, account: str, method: str, key: str) -> dict[str, str]:
    started = await start_payment(
        services,
        account_id=UUID(account),
        host_municipality=HOST,
        method=method,
        attempt_key=key,
        origin=ORIGIN,
    )
    return {"payment": str(started.payment_id), "leads_to": started.redirect_url}


async def _notify(services: Services, provider: str, body: str, headers: dict[str, str]) -> str:
    await receive_notification(services, provider, b64decode(body), headers)
    return ""


async def _come_back(services: Services, account: str, payment: str) -> str:
    return (await query_payment(services, UUID(account), UUID(payment))).status


async def _cancel(services: Services, account: str, payment: str) -> str:
    return (await cancel_payment(services, UUID(account), UUID(payment))).status


async def _discard(services: Services, application: str) -> str:
    async with services.database.transaction(system_scope()) as session:
        await discard(session, UUID(application))
    return ""


_WHAT: dict[str, Callable[..., Awaitable[Any]]] = {
    "check out": _check_out,
    "notify": _notify,
    "come back": _come_back,
    "cancel": _cancel,
    "discard": _discard,
}


if __name__ == "__main__":
    main()
