"""The two providers as the citizen and the books see them. They outlive the portal."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from tests.support.fake_paypal import FakePayPal
from tests.support.fake_stripe import FakeStripe


@dataclass(frozen=True)
class Held:
    """What the provider took for one order, and what of it it gave back, in cents."""

    collected: int
    refunded: int

    @property
    def kept(self) -> int:
        """What the town hall has of it."""
        return self.collected - self.refunded


class Till(Protocol):
    """What a citizen can do at a provider's page, and what its books say."""

    name: str
    method: str

    def pay(self, reference: str) -> None:
        """Pay, where the page still lets one."""

    def forget(self) -> None:
        """Orders that nobody has paid by now are over."""

    def notification(self, reference: str, number: int) -> tuple[bytes, dict[str, str]]:
        """What it sends of this order, under an id made of `number`."""

    def books(self) -> dict[str, Held]:
        """By reference."""


class StripeTill:
    """Card payments at Stripe."""

    name, method = "stripe", "card"

    def __init__(self, account: FakeStripe) -> None:
        self._account = account

    def pay(self, reference: str) -> None:
        with self._account.lock:
            if self._account.sessions[reference]["status"] == "open":
                self._account.pay(reference)

    def forget(self) -> None:
        with self._account.lock:
            for reference, session in self._account.sessions.items():
                if session["status"] == "open":
                    self._account.expire(reference)

    def notification(self, reference: str, number: int) -> tuple[bytes, dict[str, str]]:
        kind = "checkout.session.completed"
        return self._account.notification(reference, kind, f"evt_{reference}_{number}")

    def books(self) -> dict[str, Held]:
        held = {}
        for reference, session in self._account.sessions.items():
            intent = session["payment_intent"] or {}
            paid = intent.get("amount", 0) if intent.get("status") == "succeeded" else 0
            returned = intent["latest_charge"]["amount_refunded"] if paid else 0
            held[reference] = Held(paid, returned)
        return held


class PayPalTill:
    """PayPal itself."""

    name, method = "paypal", "paypal"

    def __init__(self, account: FakePayPal) -> None:
        self._account = account

    def pay(self, reference: str) -> None:
        with self._account.lock:
            if self._account.orders[reference]["status"] == "PAYER_ACTION_REQUIRED":
                self._account.approve(reference)

    def forget(self) -> None:
        """PayPal's orders lapse without a word."""

    def notification(self, reference: str, number: int) -> tuple[bytes, dict[str, str]]:
        event = f"WH-{reference}-{number}"
        return self._account.notification(reference, "CHECKOUT.ORDER.APPROVED", event)

    def books(self) -> dict[str, Held]:
        held = {}
        for reference, order in self._account.orders.items():
            payments = order["purchase_units"][0].get("payments", {})
            held[reference] = Held(
                sum(_cents(one) for one in payments.get("captures", [])),
                sum(_cents(one) for one in payments.get("refunds", [])),
            )
        return held


def _cents(part: dict[str, dict[str, str]]) -> int:
    return int(Decimal(part["amount"]["value"]) * 100)
