"""What happens to collected money afterwards: who it was from, and what is claimed back of it."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from portal.integrations.paypal.client import PayPalClient
from portal.integrations.paypal.orders import cents_of
from portal.payments.provider import PaymentRefused
from portal.shared import clock

CAPTURES = "/v2/payments/captures"
DISPUTES = "/v1/customer/disputes"
NOBODY_DISPUTES_YET = timedelta(minutes=5)
"""While the citizen waits for the result nobody is asked; the nightly comparison would find it."""
_MONEY_IS_GONE = {"RESOLVED_BUYER_FAVOUR", "ACCEPTED"}


def capture_meant(kind: str, resource: dict[str, Any]) -> str:
    """The collected money that a refund or a dispute is about; "" for every other event."""
    if kind.startswith("CUSTOMER.DISPUTE."):
        [disputed, *_] = resource.get("disputed_transactions") or [{}]
        return str(disputed.get("seller_transaction_id", ""))
    up = [link["href"] for link in resource.get("links", []) if link.get("rel") == "up"]
    found = [str(href).rstrip("/").rsplit("/", 1)[1] for href in up if f"{CAPTURES}/" in href]
    return found[0] if kind.startswith("PAYMENT.CAPTURE.") and found else ""


async def order_of(client: PayPalClient, capture: str) -> str:
    """The order that was paid by it; "" where it was none of ours. Raises ProviderUnavailable."""
    try:
        answer = await client.get(f"{CAPTURES}/{quote(capture, safe='')}")
    except PaymentRefused:
        return ""
    related = answer.get("supplementary_data", {}).get("related_ids", {})
    return str(related.get("order_id", ""))


async def disputed_cents(client: PayPalClient, capture: dict[str, Any]) -> int:
    """What is claimed back, or was and is lost; 0 where the app may not look ("Disputes")."""
    if clock.now() - _collected_at(capture) < NOBODY_DISPUTES_YET:
        return 0
    asked = urlencode({"disputed_transaction_id": capture["id"]})
    try:
        answer = await client.search(f"{DISPUTES}?{asked}")
    except PaymentRefused:
        return 0
    return sum([await _still_claimed(client, one) for one in answer.get("items", [])])


async def _still_claimed(client: PayPalClient, dispute: dict[str, Any]) -> int:
    if dispute.get("status") == "RESOLVED":
        told = await client.get(f"{DISPUTES}/{quote(str(dispute['dispute_id']), safe='')}")
        if told.get("dispute_outcome", {}).get("outcome_code") not in _MONEY_IS_GONE:
            return 0
    return cents_of(dispute["dispute_amount"])


def _collected_at(capture: dict[str, Any]) -> datetime:
    """When; long ago where PayPal does not say."""
    written = str(capture.get("create_time", "2000-01-01T00:00:00Z"))
    return datetime.fromisoformat(written)
