"""Our order in PayPal's words, and PayPal's order in ours. Amounts here are integer cents."""

from decimal import Decimal
from typing import Any

from portal.payments.provider import (
    OrderLine,
    PaymentOrder,
    ProviderState,
    ProviderStatus,
    ProviderUnavailable,
)

# PayPal's limits for a name and a description.
LONGEST = 127
# Stands in `custom_id` of an order that the citizen gave up: it is not collected any more.
GIVEN_UP = "given-up"

_STATUS_OF_CAPTURE: dict[str, ProviderStatus] = {
    "COMPLETED": "paid",
    "PARTIALLY_REFUNDED": "paid",
    "REFUNDED": "paid",
    "PENDING": "pending",
    "DECLINED": "declined",
    "FAILED": "declined",
}


def creation(order: PaymentOrder) -> dict[str, Any]:
    """What to create the order with: nothing personal, no address asked for."""
    return {
        "intent": "CAPTURE",
        "purchase_units": [
            {
                "reference_id": "default",
                "custom_id": str(order.payment_id),
                "description": order.description[:LONGEST],
                "amount": money(order.amount_cents)
                | {"breakdown": {"item_total": money(order.amount_cents)}},
                "items": [_item(line) for line in order.lines],
            }
        ],
        "payment_source": {
            "paypal": {
                "experience_context": {
                    "locale": "de-DE",
                    "user_action": "PAY_NOW",
                    "shipping_preference": "NO_SHIPPING",
                    "return_url": order.return_url,
                    "cancel_url": order.cancel_url,
                }
            }
        },
    }


def _item(line: OrderLine) -> dict[str, Any]:
    return {
        "name": line.label[:LONGEST],
        "description": line.municipality_name[:LONGEST],
        "quantity": "1",
        "unit_amount": money(line.amount_cents),
    }


def money(cents: int) -> dict[str, Any]:
    """PayPal writes amounts as decimal text."""
    return {"currency_code": "EUR", "value": f"{cents // 100}.{cents % 100:02d}"}


def page_of(order: dict[str, Any]) -> str:
    """Where the citizen approves. Raises ProviderUnavailable where PayPal names no such page."""
    for link in order.get("links", []):
        if link.get("rel") in ("payer-action", "approve"):
            return str(link["href"])
    raise ProviderUnavailable


def awaits_collection(order: dict[str, Any]) -> bool:
    """Whether the citizen has approved it and did not give it up: the money is ours to collect."""
    return order.get("status") == "APPROVED" and _unit(order).get("custom_id") != GIVEN_UP


def state_of(order: dict[str, Any]) -> ProviderState:
    """What PayPal's order says of the money."""
    unit = _unit(order)
    returned = [one["amount"] for one in _payments(order, "refunds") if _counts(one)]
    return ProviderState(
        status=_status(order),
        amount_cents=cents_of(unit["amount"]),
        refunded_cents=sum(cents_of(amount) for amount in returned),
        currency=str(unit["amount"]["currency_code"]),
    )


def capture_of(order: dict[str, Any]) -> dict[str, Any] | None:
    """The collected money; None when none was."""
    captures = [one for one in _payments(order, "captures") if _captured(one) == "paid"]
    return captures[0] if captures else None


def _status(order: dict[str, Any]) -> ProviderStatus:
    captures = _payments(order, "captures")
    if captures:
        return _captured(captures[-1])
    if order.get("status") == "VOIDED" or _unit(order).get("custom_id") == GIVEN_UP:
        return "canceled"
    return "open"


def _captured(capture: dict[str, Any]) -> ProviderStatus:
    return _STATUS_OF_CAPTURE.get(capture.get("status", ""), "pending")


def _counts(refund: dict[str, Any]) -> bool:
    return refund.get("status") in ("COMPLETED", "PENDING")


def _unit(order: dict[str, Any]) -> dict[str, Any]:
    unit: dict[str, Any] = order["purchase_units"][0]
    return unit


def _payments(order: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _unit(order).get("payments", {}).get(kind, [])
    return found


def cents_of(amount: dict[str, Any]) -> int:
    """PayPal's decimal text as integer cents."""
    return int(Decimal(str(amount["value"])) * 100)
