"""The payment port for PayPal. Its order's id is the provider's reference.

PayPal collects nothing by itself: the citizen approves at its page, and whoever asks next, the
returning browser, the notification or the watch, collects what was approved, once.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from portal.integrations.deadline import PATIENCE_SECONDS, in_time
from portal.integrations.paypal.check import of_webhooks
from portal.integrations.paypal.client import PayPalClient, PayPalRefused
from portal.integrations.paypal.disputes import (
    CAPTURES,
    capture_meant,
    disputed_cents,
    order_of,
)
from portal.integrations.paypal.orders import (
    GIVEN_UP,
    awaits_collection,
    capture_of,
    creation,
    money,
    page_of,
    state_of,
)
from portal.integrations.paypal.transactions import LONGEST_SEARCH, TRANSACTIONS, listed, search
from portal.payments.provider import (
    Begun,
    Finding,
    NotificationForged,
    PaidThere,
    PaymentOrder,
    PaymentRefused,
    ProviderEvent,
    ProviderState,
    ProviderUnavailable,
    name_at,
    webhook_path,
)
from portal.shared import clock

ORDERS = "/v2/checkout/orders"
_SIGNED_PARTS = {
    "auth_algo": "paypal-auth-algo",
    "cert_url": "paypal-cert-url",
    "transmission_id": "paypal-transmission-id",
    "transmission_sig": "paypal-transmission-sig",
    "transmission_time": "paypal-transmission-time",
}


class PayPalCheckout:
    """Implements payments.provider.PaymentProvider.

    `webhook_id` is what PayPal calls the endpoint that was set up for notifications; `api_base`
    is the live address, the sandbox's or a test's; `patience_seconds` is how long any call may
    take in all, with the token and everything it asks on the way.
    """

    methods = frozenset({"paypal"})

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        webhook_id: str,
        api_base: str,
        *,
        account: str = "",
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self.name, self.account = name_at("paypal", account), account
        self.patience_seconds = patience_seconds
        self._client = PayPalClient(client_id, client_secret, api_base, patience_seconds)
        self._webhook_id = webhook_id

    @in_time
    async def begin(self, order: PaymentOrder) -> Begun:
        """Create the order; the same idempotency key gives the same one."""
        created = await self._client.post(ORDERS, creation(order), order.idempotency_key)
        return Begun(str(created["id"]), page_of(created))

    @in_time
    async def fetch(self, reference: str) -> ProviderState:
        """What PayPal says now; what the citizen has approved is collected first."""
        order = await self._client.get(f"{ORDERS}/{reference}")
        if not awaits_collection(order):
            return await self._with_disputes(order)
        try:
            await self._client.post(f"{ORDERS}/{reference}/capture", {}, f"capture:{reference}")
        except PayPalRefused as refusal:
            if refusal.issue == "INSTRUMENT_DECLINED":
                return ProviderState("declined", state_of(order).amount_cents, 0)
            if refusal.issue != "ORDER_ALREADY_CAPTURED":
                raise
        return state_of(await self._client.get(f"{ORDERS}/{reference}"))

    async def _with_disputes(self, order: dict[str, Any]) -> ProviderState:
        state, capture = state_of(order), capture_of(order)
        if capture is None:
            return state
        claimed = await disputed_cents(self._client, capture)
        return replace(
            state, disputed_cents=min(claimed, state.amount_cents - state.refunded_cents)
        )

    @in_time
    async def cancel(self, reference: str) -> None:
        """Mark the order as given up, so that an approval is not collected any more.

        PayPal knows no cancelling: an order nobody collects lapses, and no money moves.
        """
        change = {
            "op": "replace",
            "path": "/purchase_units/@reference_id=='default'/custom_id",
            "value": GIVEN_UP,
        }
        try:
            await self._client.patch(f"{ORDERS}/{reference}", [change])
        except PaymentRefused:
            return  # collected already, or gone

    @in_time
    async def refund(self, reference: str, amount_cents: int, idempotency_key: str) -> None:
        """Give collected money back, once per key. Raises PaymentRefused where there is none."""
        capture = capture_of(await self._client.get(f"{ORDERS}/{reference}"))
        if capture is None:
            raise PaymentRefused
        await self._client.post(
            f"{CAPTURES}/{capture['id']}/refund",
            {"amount": money(amount_cents)},
            idempotency_key,
        )

    async def paid_since(self, begin: datetime) -> Sequence[PaidThere]:
        """What PayPal's transaction search lists: it lags some hours behind, and the app must be
        allowed to use it ("Transaction search"). Raises PaymentRefused where it is not.
        """
        found: list[PaidThere] = []
        end, first, pages = clock.now(), begin, 1
        while first < end:
            until = min(first + LONGEST_SEARCH, end)
            page = 1
            while page <= pages:
                answer = await self._client.search(f"{TRANSACTIONS}?{search(first, until, page)}")
                found += listed(answer)
                pages = int(answer.get("total_pages", 1))
                page += 1
            first, pages = until, 1
        return found

    async def check(self) -> Sequence[Finding]:
        """Client id and secret, and the webhook."""
        try:
            answer = await self._client.get("/v1/notifications/webhooks")
        except (ProviderUnavailable, PaymentRefused):
            return [Finding("PayPal nimmt Client-ID und Secret nicht an oder antwortet nicht.")]
        return [*of_webhooks(answer, self._webhook_id, webhook_path(self.name))]

    @in_time
    async def verify(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """The event, once PayPal itself says that it sent it to our endpoint.

        Raises NotificationForged, and ProviderUnavailable while PayPal cannot be asked.
        """
        event = _readable(body)
        sent = {name.lower(): value for name, value in headers.items()}
        parts = {part: sent.get(name, "") for part, name in _SIGNED_PARTS.items()}
        if not self._webhook_id or not all(parts.values()):
            raise NotificationForged
        question = json.dumps(parts | {"webhook_id": self._webhook_id}).encode()
        # The event as it came, byte for byte: written anew it would not be what was signed.
        question = question[:-1] + b', "webhook_event": ' + body + b"}"
        try:
            answer = await self._client.post("/v1/notifications/verify-webhook-signature", question)
        except PaymentRefused as refusal:
            raise NotificationForged from refusal
        if answer.get("verification_status") != "SUCCESS":
            raise NotificationForged
        return await self._with_order(event, body)

    async def _with_order(self, event: ProviderEvent, body: bytes) -> ProviderEvent:
        """A refund or a dispute names the collected money alone: whose it was has to be asked."""
        capture = capture_meant(event.kind, json.loads(body)["resource"])
        if event.provider_reference or not capture:
            return event
        return replace(event, provider_reference=await order_of(self._client, capture))

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.close()


def _readable(body: bytes) -> ProviderEvent:
    try:
        content: Any = json.loads(body)
        event_id, kind = content["id"], content["event_type"]
        resource = content["resource"]
        related = resource.get("supplementary_data", {}).get("related_ids", {})
        is_order = kind.startswith("CHECKOUT.ORDER.")
        reference = resource["id"] if is_order else related.get("order_id", "")
        capture_meant(kind, resource)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NotificationForged from error
    if not all(isinstance(text, str) for text in (event_id, kind, reference)):
        raise NotificationForged
    return ProviderEvent(event_id, reference, kind)
