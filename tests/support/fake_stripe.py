"""Stripe's Checkout as far as the portal uses it, over HTTP, with its refusals and its faults.

As strict as Stripe: unknown keys, wrong sums, too short deadlines and reused idempotency keys
are refused. `localstripe`, which others wrote, knows no Checkout.
"""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.support.fake_provider import FakeAccount

SECRET_KEY = "sk_test_fake"
WEBHOOK_SECRET = "whsec_fake"
KNOWN_PARAMS = re.compile(
    r"mode|locale|client_reference_id|success_url|cancel_url|expires_at"
    r"|payment_method_types\[\d+\]|metadata\[payment_id\]"
    r"|payment_intent_data\[(description|metadata)\](\[payment_id\])?"
    r"|line_items\[\d+\]\[quantity\]"
    r"|line_items\[\d+\]\[price_data\]\[(currency|unit_amount)\]"
    r"|line_items\[\d+\]\[price_data\]\[product_data\]\[(name|description)\]"
)


class Refused(Exception):
    """An error as Stripe answers it."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.content = {"error": {"type": kind, "message": message}}


@dataclass
class FakeStripe(FakeAccount):
    """The account at Stripe: its sessions by id."""

    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, tuple[dict[str, str], dict[str, Any]]] = field(default_factory=dict)

    largest_page: int = 100
    account: dict[str, Any] = field(
        default_factory=lambda: {
            "id": "acct_tests", "object": "account", "charges_enabled": True,
            "default_currency": "eur",
            "capabilities": {"card_payments": "active", "paypal_payments": "active"},
        }
    )  # fmt: skip
    endpoints: list[dict[str, Any]] = field(default_factory=list)
    disputes: list[dict[str, Any]] = field(default_factory=list)

    def dispute(self, session_id: str, status: str = "needs_response") -> dict[str, Any]:
        """The payer's bank claims the money back, or has decided; the dispute as it is told."""
        intent = self.sessions[session_id]["payment_intent"]
        intent["latest_charge"]["disputed"] = True
        self.disputes = [
            {
                "id": "dp_1", "object": "dispute", "status": status, "amount": intent["amount"],
                "payment_intent": intent["id"],
            }
        ]  # fmt: skip
        return self.disputes[0]

    def pay(self, session_id: str) -> None:
        """The citizen pays at the hosted page."""
        self._complete(session_id, "paid", "succeeded")

    def promise(self, session_id: str) -> None:
        """The citizen confirms a method that settles later."""
        self._complete(session_id, "unpaid", "processing")

    def decline(self, session_id: str) -> None:
        """The method that settles later has failed."""
        self._complete(session_id, "unpaid", "requires_payment_method")

    def expire(self, session_id: str) -> None:
        """Nobody paid in time."""
        self.sessions[session_id]["status"] = "expired"

    def notification(
        self,
        session_id: str,
        kind: str,
        event_id: str = "evt_1",
        at: float | None = None,
        *,
        secret: str = WEBHOOK_SECRET,
        account: str = "",
        subject: dict[str, Any] | None = None,
    ) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a signed webhook, as Stripe would send it `at` (default: now)."""
        event = {
            "id": event_id,
            "object": "event",
            "type": kind,
            "data": {"object": subject or self.sessions[session_id]},
        }
        if account:
            event["account"] = account
        body = json.dumps(event).encode()
        return body, {"stripe-signature": signature(body, secret, at)}

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, Any]]:
        """Stripe reads forms, in the query or the body, under the account's key."""
        parts = urlsplit(target)
        params = dict(parse_qsl(body.decode() or parts.query))
        try:
            if headers.get("authorization") != f"Bearer {SECRET_KEY}":
                raise Refused(401, "invalid_request_error", "wrong key")
            if headers.get("stripe-account") and parts.path == "/v1/webhook_endpoints":
                empty: dict[str, Any] = {"object": "list", "url": parts.path, "data": []}
                return 200, empty | {"has_more": False}
            key = headers.get("idempotency-key", "") if method == "POST" else ""
            return 200, self.carry_out(method, parts.path, params, key)
        except Refused as refusal:
            return refusal.status, refusal.content

    def carry_out(self, method: str, path: str, params: dict[str, str], key: str) -> dict[str, Any]:
        """One request, once per idempotency key."""
        with self.lock:
            if key in self.answers:
                known, answer = self.answers[key]
                if known != params:
                    raise Refused(400, "idempotency_error", "same key, other parameters")
                return answer
            answer = self._answer(method, path, params)
            if key:
                self.answers[key] = (params, answer)
            return answer

    def _answer(self, method: str, path: str, params: dict[str, str]) -> dict[str, Any]:
        if (method, path) == ("POST", "/v1/checkout/sessions"):
            return self._create(params)
        if (method, path) == ("GET", "/v1/disputes"):
            return {"object": "list", "url": path, "has_more": False, "data": self.disputes}
        if (method, path) == ("GET", "/v1/account"):
            return self.account
        if (method, path) == ("GET", "/v1/webhook_endpoints"):
            return {"object": "list", "url": path, "has_more": False, "data": self.endpoints}
        if (method, path) == ("GET", "/v1/checkout/sessions"):
            return self._list(params)
        if (method, path) == ("POST", "/v1/refunds"):
            return self._refund(params)
        match = re.fullmatch(r"/v1/checkout/sessions/(\w+)(/expire)?", path)
        session = self.sessions.get(match[1]) if match else None
        if match is None or session is None:
            raise Refused(404, "invalid_request_error", "no such thing")
        if match[2]:
            if session["status"] != "open":
                raise Refused(400, "invalid_request_error", "only open sessions expire")
            session["status"] = "expired"
        return self._shown(session, expanded="expand[0]" in params)

    def _create(self, params: dict[str, str]) -> dict[str, Any]:
        unknown = [name for name in params if not KNOWN_PARAMS.fullmatch(name)]
        if unknown or params["mode"] != "payment":
            raise Refused(400, "invalid_request_error", f"unknown {unknown}")
        if not 30 * 60 <= int(params["expires_at"]) - time.time() <= 24 * 3600:
            raise Refused(400, "invalid_request_error", "expires_at")
        if params["payment_method_types[0]"] not in ("card", "paypal", "sepa_debit"):
            raise Refused(400, "invalid_request_error", "payment_method_types")
        amounts = [int(v) for name, v in params.items() if name.endswith("[unit_amount]")]
        if not amounts or min(amounts) <= 0:
            raise Refused(400, "invalid_request_error", "unit_amount")
        session_id = f"cs_test_{len(self.sessions) + 1}"
        self.sessions[session_id] = {
            "id": session_id,
            "object": "checkout.session",
            "status": "open",
            "payment_status": "unpaid",
            "amount_total": sum(amounts),
            "currency": params["line_items[0][price_data][currency]"],
            "client_reference_id": params["client_reference_id"],
            "metadata": {"payment_id": params["metadata[payment_id]"]},
            "created": int(time.time()),
            "url": f"https://checkout.stripe.example/c/pay/{session_id}",
            "payment_intent": None,
        }
        return self._shown(self.sessions[session_id])

    def _list(self, params: dict[str, str]) -> dict[str, Any]:
        """The newest first, a page at a time."""
        since, limit = int(params.get("created[gte]", 0)), int(params.get("limit", 10))
        if intent := params.get("payment_intent"):
            mine = [
                s for s in self.sessions.values() if (s["payment_intent"] or {}).get("id") == intent
            ]
            return {
                "object": "list",
                "url": "",
                "has_more": False,
                "data": [*map(self._shown, mine)],
            }
        newest = [one for one in reversed(self.sessions.values()) if one["created"] >= since]
        ids = [one["id"] for one in newest]
        after = ids.index(params["starting_after"]) + 1 if "starting_after" in params else 0
        page = newest[after : after + min(limit, self.largest_page)]
        more = len(newest) > after + len(page)
        data = [self._shown(one) for one in page]
        return {"object": "list", "url": "/v1/checkout/sessions", "has_more": more, "data": data}

    def _refund(self, params: dict[str, str]) -> dict[str, Any]:
        intent = next(
            (
                session["payment_intent"]
                for session in self.sessions.values()
                if (session["payment_intent"] or {}).get("id") == params["payment_intent"]
            ),
            None,
        )
        if intent is None or intent["status"] != "succeeded":
            raise Refused(400, "invalid_request_error", "nothing to refund")
        charge = intent["latest_charge"]
        if charge["amount_refunded"] + int(params["amount"]) > intent["amount"]:
            raise Refused(400, "invalid_request_error", "more than was paid")
        charge["amount_refunded"] += int(params["amount"])
        refund = {"id": f"re_{len(self.refunds) + 1}", "object": "refund", **params}
        self.refunds.append(refund)
        return refund

    def _shown(self, session: dict[str, Any], expanded: bool = False) -> dict[str, Any]:
        shown = dict(session)
        if session["payment_intent"] and not expanded:
            shown["payment_intent"] = session["payment_intent"]["id"]
        return shown

    def _complete(self, session_id: str, payment_status: str, intent_status: str) -> None:
        session = self.sessions[session_id]
        session.update(status="complete", payment_status=payment_status)
        session["payment_intent"] = {
            "id": f"pi_{session_id}",
            "object": "payment_intent",
            "status": intent_status,
            "amount": session["amount_total"],
            "latest_charge": {"object": "charge", "amount_refunded": 0},
        }


def signature(body: bytes, secret: str, at: float | None = None) -> str:
    """Stripe's signature header for a body sent `at`."""
    timestamp = str(int(time.time() if at is None else at))
    signed = timestamp.encode() + b"." + body
    return f"t={timestamp},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
