"""`portal payments check` for PayPal: the webhooks of its app against what we need."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from portal.payments.provider import Finding

NEEDED_EVENTS = frozenset(
    {
        "CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED", "PAYMENT.CAPTURE.DENIED",
        "PAYMENT.CAPTURE.PENDING", "PAYMENT.CAPTURE.REFUNDED", "PAYMENT.CAPTURE.REVERSED",
        "CUSTOMER.DISPUTE.CREATED", "CUSTOMER.DISPUTE.UPDATED", "CUSTOMER.DISPUTE.RESOLVED",
    }
)  # fmt: skip


def of_webhooks(answer: Mapping[str, Any], webhook_id: str, path: str) -> Iterator[Finding]:
    """Whether PayPal tells us what happens, at the webhook whose id we verify with."""
    yield Finding("PayPal nimmt Client-ID und Secret an.", is_fault=False)
    ours = [hook for hook in answer.get("webhooks", []) if hook.get("id") == webhook_id]
    if not webhook_id or not ours:
        yield Finding("PORTAL_PAYPAL_WEBHOOK_ID ist keiner der Webhooks dieser App.")
        return
    if urlsplit(str(ours[0].get("url", ""))).path != path:
        yield Finding(f"Der Webhook zeigt nicht auf https://<Ihr Portal>{path}.")
    told = {event.get("name") for event in ours[0].get("event_types", [])}
    missing = set() if "*" in told else NEEDED_EVENTS - told
    if missing:
        yield Finding(f"Dem Webhook fehlen Ereignisse: {', '.join(sorted(missing))}")
