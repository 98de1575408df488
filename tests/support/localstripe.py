"""`localstripe`, a Stripe that others wrote, in a process of its own: it moves the money.

It knows no Checkout, so the hosted page stays the fake's; payment intents, charges, refunds and
signed webhooks are localstripe's.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET, FakeStripe, Refused

GOOD_CARD = {
    "type": "card",
    "card[number]": "4242424242424242",
    "card[exp_month]": "12",
    "card[exp_year]": "2042",
    "card[cvc]": "123",
}


class LocalStripe:
    """A running localstripe."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, auth=(SECRET_KEY, ""), timeout=10)

    def post(self, path: str, data: dict[str, str]) -> dict[str, Any]:
        """One request; raises Refused as localstripe refuses."""
        return self._content(self._client.post(path, data=data))

    def get(self, path: str) -> dict[str, Any]:
        return self._content(self._client.get(path))

    def notify(self, url: str) -> None:
        """Send signed webhooks to `url` from now on."""
        self._client.post(
            "/_config/webhooks/portal", data={"url": url, "secret": WEBHOOK_SECRET}
        ).raise_for_status()

    def is_up(self) -> bool:
        try:
            return self._client.get("/v1/charges").is_success
        except httpx.HTTPError:
            return False

    def close(self) -> None:
        self._client.close()

    def _content(self, response: httpx.Response) -> dict[str, Any]:
        content = response.json()
        if not response.is_success:
            error = content["error"]
            raise Refused(response.status_code, error.get("type", ""), error.get("message", ""))
        return content


class CheckoutOverLocalstripe(FakeStripe):
    """The fake's hosted page; what is paid there becomes a payment intent at localstripe."""

    def __init__(self, money: LocalStripe) -> None:
        super().__init__()
        self.money = money

    def pay(self, session_id: str) -> None:
        session = self.sessions[session_id]
        method = self.money.post("/v1/payment_methods", GOOD_CARD)
        order = {
            "amount": str(session["amount_total"]),
            "currency": session["currency"],
            "payment_method": method["id"],
            "confirm": "true",
        }
        intent = self.money.post("/v1/payment_intents", order)
        session.update(status="complete", payment_status="paid", payment_intent=intent)

    def _refund(self, params: dict[str, str]) -> dict[str, Any]:
        refund = self.money.post("/v1/refunds", params)
        self.refunds.append(refund)
        return refund

    def _shown(self, session: dict[str, Any], expanded: bool = False) -> dict[str, Any]:
        shown = super()._shown(session, expanded)
        if session["payment_intent"] and expanded:
            intent = self.money.get(f"/v1/payment_intents/{session['payment_intent']['id']}")
            if isinstance(intent["latest_charge"], str):
                intent["latest_charge"] = self.money.get(f"/v1/charges/{intent['latest_charge']}")
            shown["payment_intent"] = intent
        return shown


@contextmanager
def running_localstripe() -> Iterator[LocalStripe]:
    """localstripe on a free port of the loopback, empty."""
    port = _free_port()
    command = [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = LocalStripe(f"http://127.0.0.1:{port}")
    try:
        _wait_until_up(server, process)
        yield server
    finally:
        server.close()
        process.terminate()
        process.wait(10)


def _wait_until_up(server: LocalStripe, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while not server.is_up():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("localstripe did not start")
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
