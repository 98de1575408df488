"""PayPal's orders as far as the portal uses them, over HTTP, with its refusals and its faults.

As strict as PayPal: sums must add up, nothing is collected unapproved, a key given again must
come with the same request, and no more goes back than came.
"""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.support.fake_provider import FakeAccount

CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID = "client-of-tests", "secret-of-tests", "WH1TESTS"
BASIC = "Basic " + b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
ORDER_PATH = re.compile(r"/v2/checkout/orders/(\w+)(/capture)?")
CAPTURE_PATH = re.compile(r"/v2/payments/captures/(\w+)")
DISPUTE_PATH = re.compile(r"/v1/customer/disputes/([\w-]+)")
REFUND_PATH = re.compile(r"/v2/payments/captures/(\w+)/refund")


class Refused(Exception):
    """An error as PayPal answers it."""

    def __init__(self, status: int, issue: str) -> None:
        super().__init__(issue)
        self.status = status
        self.content = {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": issue}]}


@dataclass
class FakePayPal(FakeAccount):
    """The account at PayPal: its orders by id, and the notifications it sent, by their number."""

    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, tuple[Any, dict[str, Any]]] = field(default_factory=dict)
    sent: dict[str, bytes] = field(default_factory=dict)
    unfunded: set[str] = field(default_factory=set)
    token: str = "A1"
    lists_transactions: bool = True
    disputes: dict[str, dict[str, Any]] = field(default_factory=dict)
    webhooks: list[dict[str, Any]] = field(default_factory=list)

    # What people do at PayPal

    def approve(self, order_id: str) -> None:
        """The citizen approves at PayPal's page."""
        self.orders[order_id]["status"] = "APPROVED"

    def approve_without_funds(self, order_id: str) -> None:
        """The citizen approves, but the bank behind will refuse."""
        self.unfunded.add(order_id)
        self.approve(order_id)

    def hold(self, order_id: str) -> None:
        """PayPal has collected the money but looks into it before it counts."""
        self._capture(self.orders[order_id])["status"] = "PENDING"

    def refund_by_hand(self, order_id: str, cents: int) -> None:
        """Somebody gives money back at PayPal's own page."""
        amount = {"currency_code": "EUR", "value": f"{cents // 100}.{cents % 100:02d}"}
        self._refund(self._capture(self.orders[order_id])["id"], {"amount": amount})

    def dispute(self, order_id: str) -> dict[str, Any]:
        """The payer wants the money back, some time after it was collected."""
        capture = self._capture(self.orders[order_id])
        capture["create_time"] = "2026-01-01T10:00:00Z"
        return self.disputes.setdefault(
            f"PP-D-{order_id}",
            {
                "dispute_id": f"PP-D-{order_id}",
                "status": "UNDER_REVIEW",
                "dispute_amount": capture["amount"],
                "disputed_transactions": [{"seller_transaction_id": capture["id"]}],
            },
        )

    def decide(self, order_id: str, outcome: str) -> dict[str, Any]:
        """PayPal decides the dispute, such as RESOLVED_SELLER_FAVOUR."""
        dispute = self.disputes[f"PP-D-{order_id}"]
        dispute |= {"status": "RESOLVED", "dispute_outcome": {"outcome_code": outcome}}
        return dispute

    def notification(
        self,
        order_id: str,
        kind: str,
        event_id: str = "WH-1",
        subject: dict[str, Any] | None = None,
    ) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a notification as PayPal sends it."""
        resource: dict[str, Any] = {"id": order_id}
        if subject is not None:
            resource = subject
        elif kind == "PAYMENT.CAPTURE.REFUNDED":  # names the money, not the order
            up = f"https://api.paypal.example/v2/payments/captures/C{order_id}"
            resource = {"id": "R0", "links": [{"rel": "up", "href": up}]}
        elif not kind.startswith("CHECKOUT.ORDER."):
            resource = {"id": "C", "supplementary_data": {"related_ids": {"order_id": order_id}}}
        body = json.dumps({"id": event_id, "event_type": kind, "resource": resource}).encode()
        number = f"t-{len(self.sent)}"
        self.sent[number] = body
        return body, {
            "PayPal-Auth-Algo": "SHA256withRSA",
            "PayPal-Cert-Url": "https://api.paypal.example/cert",
            "PayPal-Transmission-Id": number,
            "PayPal-Transmission-Sig": "c2ln",
            "PayPal-Transmission-Time": "2026-11-23T10:00:00Z",
        }

    # What the interface answers

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, Any]]:
        """One request, once per PayPal-Request-Id."""
        try:
            if target == "/v1/oauth2/token":
                return self._grant(headers)
            if headers.get("authorization") != f"Bearer {self.token}":
                raise Refused(401, "INVALID_TOKEN")
            key = headers.get("paypal-request-id", "")
            if key not in self.answers:
                self.answers[key] = (body, self._carry_out(method, target, body))
            known, content = self.answers.pop(key) if not key else self.answers[key]
            if known != body:
                raise Refused(422, "PAYPAL_REQUEST_ID_PREVIOUSLY_USED")
            return (204 if method == "PATCH" else 200), content
        except Refused as refusal:
            return refusal.status, refusal.content

    def _grant(self, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        if headers.get("authorization") != BASIC:
            raise Refused(401, "invalid_client")
        return 200, {"access_token": self.token, "expires_in": 32400}

    def _carry_out(self, method: str, target: str, body: bytes) -> dict[str, Any]:
        content = json.loads(body) if body else {}
        if (method, target) == ("POST", "/v2/checkout/orders"):
            return self._create(content)
        if (method, target) == ("POST", "/v1/notifications/verify-webhook-signature"):
            return self._verify(content, body)
        if refund := REFUND_PATH.fullmatch(target):
            return self._refund(refund[1], content)
        if (method, target) == ("GET", "/v1/notifications/webhooks"):
            return {"webhooks": self.webhooks}
        if target.startswith(("/v2/payments/captures/", "/v1/customer/disputes")):
            return self._afterwards(target)
        if target.startswith("/v1/reporting/transactions?"):
            return self._transactions(dict(parse_qsl(urlsplit(target).query)))
        found = ORDER_PATH.fullmatch(target)
        order = self.orders.get(found[1]) if found else None
        if found is None or order is None:
            raise Refused(404, "INVALID_RESOURCE_ID")
        if method == "PATCH":
            return self._change(order, content)
        return self._collect(order) if found[2] else order

    def _create(self, content: dict[str, Any]) -> dict[str, Any]:
        [unit] = content["purchase_units"]
        items = sum(_value(item["unit_amount"]) * int(item["quantity"]) for item in unit["items"])
        if items != _value(unit["amount"]["breakdown"]["item_total"]):
            raise Refused(422, "ITEM_TOTAL_MISMATCH")
        if items != _value(unit["amount"]) or items <= 0:
            raise Refused(422, "AMOUNT_MISMATCH")
        id = f"O{len(self.orders) + 1}"
        self.orders[id] = {
            "id": id,
            "intent": content["intent"],
            "status": "PAYER_ACTION_REQUIRED",
            "purchase_units": [unit],
            "links": [
                {"rel": "self", "href": f"https://api.paypal.example/v2/checkout/orders/{id}"},
                {"rel": "payer-action", "href": f"https://paypal.example/checkoutnow?token={id}"},
            ],
        }
        return self.orders[id]

    def _change(self, order: dict[str, Any], changes: list[dict[str, Any]]) -> dict[str, Any]:
        if order["status"] == "COMPLETED":
            raise Refused(422, "ORDER_ALREADY_COMPLETED")
        for change in changes:
            assert change["path"] == "/purchase_units/@reference_id=='default'/custom_id"
            order["purchase_units"][0]["custom_id"] = change["value"]
        return {}

    def _collect(self, order: dict[str, Any]) -> dict[str, Any]:
        if order["status"] == "COMPLETED":
            raise Refused(422, "ORDER_ALREADY_CAPTURED")
        if order["status"] != "APPROVED":
            raise Refused(422, "ORDER_NOT_APPROVED")
        if order["id"] in self.unfunded:
            raise Refused(422, "INSTRUMENT_DECLINED")
        amount = order["purchase_units"][0]["amount"]
        capture = {"id": f"C{order['id']}", "status": "COMPLETED", "amount": amount}
        order["purchase_units"][0]["payments"] = {"captures": [capture], "refunds": []}
        order["status"] = "COMPLETED"
        return order

    def _refund(self, capture_id: str, content: dict[str, Any]) -> dict[str, Any]:
        for order in self.orders.values():
            payments = order["purchase_units"][0].get("payments")
            if payments and payments["captures"][0]["id"] == capture_id:
                returned = sum(_value(refund["amount"]) for refund in payments["refunds"])
                capture = payments["captures"][0]
                if returned + _value(content["amount"]) > _value(capture["amount"]):
                    raise Refused(422, "REFUND_AMOUNT_EXCEEDED")
                refund = {"id": f"R{len(payments['refunds'])}", "status": "COMPLETED", **content}
                payments["refunds"].append(refund)
                capture["status"] = "PARTIALLY_REFUNDED"
                return refund
        raise Refused(404, "INVALID_RESOURCE_ID")

    def _afterwards(self, target: str) -> dict[str, Any]:
        """What became of collected money."""
        if capture := CAPTURE_PATH.fullmatch(target):
            return self._captured(capture[1])
        if "?" in target:
            return {"items": self._disputes_of(target)}
        if (dispute := DISPUTE_PATH.fullmatch(target)) and dispute[1] in self.disputes:
            return self.disputes[dispute[1]]
        raise Refused(404, "RESOURCE_NOT_FOUND")

    def _captured(self, capture_id: str) -> dict[str, Any]:
        for order_id, order in self.orders.items():
            if order["status"] == "COMPLETED" and self._capture(order)["id"] == capture_id:
                related = {"related_ids": {"order_id": order_id}}
                return self._capture(order) | {"supplementary_data": related}
        raise Refused(404, "RESOURCE_NOT_FOUND")

    def _disputes_of(self, target: str) -> list[dict[str, Any]]:
        """In short: without how they were decided."""
        wanted = dict(parse_qsl(urlsplit(target).query))["disputed_transaction_id"]
        return [
            {name: one[name] for name in ("dispute_id", "status", "dispute_amount")}
            for one in self.disputes.values()
            if one["disputed_transactions"][0]["seller_transaction_id"] == wanted
        ]

    def _transactions(self, asked: dict[str, str]) -> dict[str, Any]:
        """One transaction a page, so that somebody who reads one page only is found out."""
        begin, end = (datetime.fromisoformat(asked[f"{edge}_date"]) for edge in ("start", "end"))
        if not self.lists_transactions:
            raise Refused(403, "NOT_AUTHORIZED")
        if end - begin > timedelta(days=31) or asked["transaction_status"] != "S":
            raise Refused(400, "INVALID_REQUEST")
        units = [order["purchase_units"][0] for order in self.orders.values()]
        paid = [unit for unit in units if unit.get("payments")]
        details = [
            {
                "transaction_info": {
                    "transaction_id": unit["payments"]["captures"][0]["id"],
                    "custom_field": unit["custom_id"],
                    "transaction_amount": unit["amount"],
                }
            }
            for unit in paid
        ]
        page = int(asked["page"])
        return {"transaction_details": details[page - 1 : page], "total_pages": len(details)}

    def _verify(self, content: dict[str, Any], body: bytes) -> dict[str, Any]:
        """Only what it sent itself, to this endpoint, byte for byte."""
        event = self.sent.get(content["transmission_id"], b"\x00")
        is_ours = content["webhook_id"] == WEBHOOK_ID and event in body
        return {"verification_status": "SUCCESS" if is_ours else "FAILURE"}

    def _capture(self, order: dict[str, Any]) -> dict[str, Any]:
        capture: dict[str, Any] = order["purchase_units"][0]["payments"]["captures"][0]
        return capture


def _value(amount: dict[str, Any]) -> Decimal:
    if amount["currency_code"] != "EUR" or not re.fullmatch(r"\d+\.\d\d", amount["value"]):
        raise Refused(400, "INVALID_PARAMETER_VALUE")
    return Decimal(amount["value"])
