"""A provider is down: nobody waits long, the other ways stay open, and it all catches up."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any

import pytest

from portal.integrations.demo.bank import DemoBank
from portal.integrations.paypal import PayPalCheckout
from portal.integrations.stripe import StripeCheckout
from portal.payments.provider import ProviderUnavailable
from portal.persistence.database import Database
from portal.workflow.payment_answers import cancel_payment, query_payment
from tests.integration.payments.conftest import BANK_SECRET, Shop
from tests.integration.payments.test_providers import ORDER
from tests.support.accounts import a_citizen
from tests.support.fake_paypal import CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID
from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET, FakeStripe
from tests.support.payments import FollowUpsByHand, closing, in_basket, services_with

SHORT = 0.4


def _head(status: str, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


ANSWERS = {
    "hangs": b"",
    "500": _head("500 Internal Server Error", "Content-Length: 2") + b"{}",
    "429": _head("429 Too Many Requests", "Retry-After: 3600", "Content-Length: 2") + b"{}",
    "503, to be asked in an hour": _head(
        "503 Service Unavailable", "Retry-After: 3600", "Content-Length: 2"
    )
    + b"{}",
    "closed half-way": _head("200 OK", "Content-Length: 999") + b'{"id": "cs_',
    "garbage": _head("200 OK", "Content-Length: 9") + b"<html>\xff\xfe\x00",
    "another shape": _head("200 OK", "Content-Length: 2") + b"[]",
    "nothing in it": _head("200 OK", "Content-Length: 2") + b"{}",
    "drips": _head("200 OK", "Content-Length: 999"),
}
STAYS_OPEN = {"hangs", "drips"}


@contextmanager
def answering(kind: str) -> Iterator[str]:
    """A server at which every request meets this trouble; its address."""
    over = threading.Event()

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            self.request.sendall(ANSWERS[kind])
            while kind in STAYS_OPEN and not over.wait(SHORT / 8):
                if kind == "drips":
                    self.request.sendall(b" ")

    class Server(ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Who asked does not wait any more."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        over.set()
        server.shutdown()
        thread.join()


def _adapter(name: str, url: str) -> Any:
    if name == "stripe":
        return StripeCheckout(SECRET_KEY, WEBHOOK_SECRET, url, patience_seconds=SHORT)
    return PayPalCheckout(CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID, url, patience_seconds=SHORT)


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("name", ["stripe", "paypal"])
async def test_whatever_the_trouble_is_it_is_told_as_such_in_time(name: str, kind: str):
    with answering(kind) as url:
        async with closing(_adapter(name, url)) as provider:
            for call in (provider.begin(ORDER), provider.fetch("cs_test_1")):
                async with asyncio.timeout(20):  # many times what it may take
                    with pytest.raises(ProviderUnavailable) as trouble:
                        await call
                assert "Es wurde nichts abgebucht" in trouble.value.message


async def test_while_one_is_down_the_other_ways_take_the_basket(database: Database):
    citizen, follow_ups = await a_citizen(database), FollowUpsByHand()
    bank = DemoBank(database, follow_ups, BANK_SECRET, "http://127.0.0.1:9")
    with answering("hangs") as url:
        async with closing(_adapter("stripe", url)) as stripe:
            shop = Shop(
                services_with(database, follow_ups, stripe, bank), follow_ups, bank, citizen
            )
            [id] = await in_basket(database, citizen, 1500)
            with pytest.raises(ProviderUnavailable):
                await shop.checks_out("card")
            assert await shop.status_of(id) == "in_basket"
            assert (await shop.checks_out("sepa")).redirect_url.startswith("http")


async def test_the_citizen_is_told_and_after_the_hour_it_all_catches_up(
    database: Database, fake_stripe: FakeStripe
):
    citizen, follow_ups = await a_citizen(database), FollowUpsByHand()
    bank = DemoBank(database, follow_ups, BANK_SECRET, "http://127.0.0.1:9")
    async with closing(_adapter("stripe", fake_stripe.url)) as up:
        services = services_with(database, follow_ups, up)
        shop = Shop(services, follow_ups, bank, citizen)
        [id] = await in_basket(database, citizen, 1500)
        started = await shop.checks_out("card")
        fake_stripe.pay("cs_test_1")

        with answering("hangs") as url:
            async with closing(_adapter("stripe", url)) as down:
                services.providers["stripe"] = down  # type: ignore[index]
                for ask in (query_payment, cancel_payment):
                    told = await ask(services, citizen.id, started.payment_id)
                    assert told.words.heading == "Zahlung noch nicht bestätigt"
                    assert "wurde auch nichts abgebucht" in told.words.text
                    assert told.is_open
                    assert told.words.may_try_again
                for _ in range(3):
                    await follow_ups.run(services, "watch_payment")
        services.providers["stripe"] = up  # type: ignore[index]
        await follow_ups.run(services, "watch_payment")
        assert await shop.status_of(id) == "submitted"
        assert (await shop.payment(started)).status == "paid"
