"""Stripe: hosted Checkout, so that no card data touches the portal (PCI DSS SAQ A).

What Stripe calls a Checkout Session is our order; its id is the provider's reference.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, cast

import stripe
from stripe import HTTPXClient, StripeClient
from stripe.params.checkout import (
    SessionCreateParams,
    SessionCreateParamsLineItem,
    SessionListParams,
)

from portal.integrations.deadline import PATIENCE_SECONDS, in_time
from portal.integrations.stripe_check import of_account, of_webhook
from portal.payments.provider import (
    Begun,
    Finding,
    NotificationForged,
    OrderLine,
    PaidThere,
    PaymentOrder,
    PaymentRefused,
    ProviderEvent,
    ProviderState,
    ProviderStatus,
    ProviderUnavailable,
    name_at,
    uuid_or_none,
    webhook_path,
)

TOLERANCE_SECONDS = 300
PAGE = 100
# A second click meets the first one's idempotency key (409): Stripe's library asks again.
NETWORK_RETRIES = 2

METHOD_TYPES = {"card": "card", "paypal": "paypal", "sepa": "sepa_debit"}
_TROUBLE = (
    stripe.APIConnectionError,
    stripe.RateLimitError,
    # Also 409, a request with the same idempotency key still under way, and every 5xx.
    stripe.APIError,
    # A wrong key is the installation's fault: what is under way waits until it is mended.
    stripe.AuthenticationError,
    stripe.PermissionError,
)
_DECIDED_FOR_US = ("won", "warning_closed", "prevented")
_STATUS_OF_INTENT: dict[str, ProviderStatus] = {
    "succeeded": "paid",
    "canceled": "canceled",
    "requires_payment_method": "declined",
}


class StripeCheckout:
    """Implements payments.provider.PaymentProvider.

    `methods` are those switched on in the Stripe account; `api_base` is another server's address
    for tests. `account` is whose account it is; `connected` is its id ("acct_…") where the key is
    that of a platform it is connected to (Stripe Connect). `patience_seconds` is how long any
    call may take in all. Debits by SEPA settle days later: such a payment stays "pending" until
    then.
    """

    def __init__(
        self,
        secret_key: str,
        webhook_secret: str,
        api_base: str = "",
        methods: frozenset[str] = frozenset({"card", "paypal"}),
        *,
        account: str = "",
        connected: str = "",
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self.name, self.account = name_at("stripe", account), account
        self.patience_seconds = patience_seconds
        self._connected = connected
        self._is_live = "_live_" in secret_key
        self.methods = methods
        self._webhook_secret = webhook_secret
        self._http = HTTPXClient(timeout=patience_seconds)
        # A connected account has no webhooks of its own: those of its platform hear for it.
        self._client, self._whose_webhooks = (
            StripeClient(
                secret_key,
                stripe_account=whose,
                base_addresses={"api": api_base} if api_base else None,
                http_client=self._http,
                max_network_retries=NETWORK_RETRIES,
            )
            for whose in (connected or None, None)
        )

    @in_time
    async def begin(self, order: PaymentOrder) -> Begun:
        """Open a Checkout Session; the same idempotency key gives the same one."""
        async with _our_errors():
            session = await self._client.v1.checkout.sessions.create_async(
                _session_params(order), {"idempotency_key": order.idempotency_key}
            )
        return Begun(session.id, session.url or "")

    @in_time
    async def fetch(self, reference: str) -> ProviderState:
        """What Stripe says of the session, and of the money that went back."""
        async with _our_errors():
            session = await self._client.v1.checkout.sessions.retrieve_async(
                reference, {"expand": ["payment_intent.latest_charge"]}
            )
            told = session.to_dict()
            return _state(told, await self._disputed_cents(told))

    @in_time
    async def cancel(self, reference: str) -> None:
        """Expire the session; Stripe refuses when it is no longer open, and that is fine."""
        try:
            async with _our_errors():
                await self._client.v1.checkout.sessions.expire_async(reference)
        except PaymentRefused:
            return

    @in_time
    async def refund(self, reference: str, amount_cents: int, idempotency_key: str) -> None:
        """Give money back, once per key."""
        async with _our_errors():
            session = await self._client.v1.checkout.sessions.retrieve_async(reference)
            intent = session.to_dict().get("payment_intent")
            if not isinstance(intent, str):
                raise PaymentRefused
            await self._client.v1.refunds.create_async(
                {"payment_intent": intent, "amount": amount_cents},
                {"idempotency_key": idempotency_key},
            )

    async def paid_since(self, begin: datetime) -> Sequence[PaidThere]:
        """What was paid in Checkout Sessions of ours that were opened since `begin`."""
        found: list[PaidThere] = []
        page: dict[str, Any] = {"created": {"gte": int(begin.timestamp())}, "limit": PAGE}
        while True:
            async with _our_errors():
                answer = await self._client.v1.checkout.sessions.list_async(
                    cast(SessionListParams, page)
                )
            sessions = [session.to_dict() for session in answer.data]
            found += [paid for session in sessions if (paid := _paid(session))]
            if not answer.has_more or not sessions:
                return found
            page["starting_after"] = sessions[-1]["id"]

    async def check(self) -> Sequence[Finding]:
        """Key, account, ways to pay and the webhook."""
        try:
            async with _our_errors():
                account = await self._client.v1.accounts.retrieve_current_async()
                hooks = await self._whose_webhooks.v1.webhook_endpoints.list_async({"limit": PAGE})
        except (ProviderUnavailable, PaymentRefused) as fault:
            return [
                Finding(f"Stripe nimmt den Schlüssel nicht an: {type(fault.__cause__).__name__}")
            ]
        endpoints = [hook.to_dict() for hook in hooks.data]
        return [
            *of_account(account.to_dict(), self.methods, is_live=self._is_live),
            *of_webhook(endpoints, webhook_path(self.name), self._webhook_secret),
        ]

    @in_time
    async def verify(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """The event in a notification: signed with the webhook's secret, five minutes old at most.

        Raises NotificationForged.
        """
        if not self._webhook_secret:
            raise NotificationForged  # anybody could sign with an empty secret
        signature = next(
            (value for name, value in headers.items() if name.lower() == "stripe-signature"), ""
        )
        try:
            stripe.WebhookSignature.verify_header(
                body.decode(), signature, self._webhook_secret, TOLERANCE_SECONDS
            )
            content = json.loads(body)
            if self._connected and content["account"] != self._connected:
                return ProviderEvent(content["id"], "", content["type"])
            return await self._event(content)
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError) as error:
            raise NotificationForged from error

    async def _event(self, content: dict[str, Any]) -> ProviderEvent:
        """Of a refund or a dispute Stripe names the money alone: whose it was has to be asked."""
        event = _event(content)
        intent = content["data"]["object"].get("payment_intent")
        if event.provider_reference or not isinstance(intent, str):
            return event
        async with _our_errors():
            found = await self._client.v1.checkout.sessions.list_async({"payment_intent": intent})
        reference = found.data[0].id if found.data else ""
        return ProviderEvent(event.event_id, reference, event.kind)

    async def _disputed_cents(self, session: dict[str, Any]) -> int:
        intent = session.get("payment_intent") or {}
        if not (intent.get("latest_charge") or {}).get("disputed"):
            return 0
        disputes = await self._client.v1.disputes.list_async({"payment_intent": intent["id"]})
        return sum(one.amount for one in disputes.data if one.status not in _DECIDED_FOR_US)

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.close_async()  # type: ignore[no-untyped-call]


def _session_params(order: PaymentOrder) -> SessionCreateParams:
    params = {
        "mode": "payment",
        "locale": "de",
        "payment_method_types": [METHOD_TYPES[order.method]],
        "line_items": [_line_item(line) for line in order.lines],
        "client_reference_id": str(order.payment_id),
        "metadata": {"payment_id": str(order.payment_id)},
        "payment_intent_data": {
            "description": order.description,
            "metadata": {"payment_id": str(order.payment_id)},
        },
        "success_url": order.return_url,
        "cancel_url": order.cancel_url,
        "expires_at": int(order.expires_at.timestamp()),
    }
    return cast(SessionCreateParams, params)


def _line_item(line: OrderLine) -> SessionCreateParamsLineItem:
    return {
        "quantity": 1,
        "price_data": {
            "currency": "eur",
            "unit_amount": line.amount_cents,
            "product_data": {"name": line.label, "description": line.municipality_name},
        },
    }


def _state(session: dict[str, Any], disputed_cents: int) -> ProviderState:
    intent = session.get("payment_intent") or {}
    charge = intent.get("latest_charge") or {}
    return ProviderState(
        status=_status(session, intent),
        amount_cents=int(session["amount_total"]),
        refunded_cents=int(charge.get("amount_refunded", 0)),
        currency=session["currency"].upper(),
        disputed_cents=disputed_cents,
    )


def _paid(session: dict[str, Any]) -> PaidThere | None:
    """None for what is not paid, and for what others sell through the same account."""
    told = (session.get("metadata") or {}).get("payment_id", "")
    if session["payment_status"] != "paid" or not told:
        return None
    return PaidThere(session["id"], uuid_or_none(told), session["amount_total"])


def _status(session: dict[str, Any], intent: dict[str, Any]) -> ProviderStatus:
    """A session is open or expired; a complete one is as good as its money."""
    if session["status"] in ("open", "expired"):
        return cast(ProviderStatus, session["status"])
    if session["payment_status"] == "paid":
        return "paid"
    return _STATUS_OF_INTENT.get(intent.get("status", ""), "pending")


def _event(content: dict[str, Any]) -> ProviderEvent:
    subject = content["data"]["object"]
    reference = subject["id"] if subject.get("object") == "checkout.session" else ""
    return ProviderEvent(content["id"], reference, content["type"])


@asynccontextmanager
async def _our_errors() -> AsyncIterator[None]:
    """Say Stripe's errors in the port's words, without repeating what Stripe wrote."""
    try:
        yield
    except _TROUBLE as error:
        raise ProviderUnavailable from error
    except stripe.StripeError as error:
        raise PaymentRefused from error
