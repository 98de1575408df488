"""The demo bank's notifications: signed as it sends them, verified as they arrive.

The signature covers the moment of sending and the raw body (HMAC-SHA256), as Stripe's does, so
neither can be changed and an old one cannot be sent again.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from urllib.parse import urlsplit

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from portal.payments.provider import NotificationForged, ProviderUnavailable
from portal.persistence.follow_ups import FollowUps
from portal.shared import clock
from portal.workflow.services import Services

SIGNATURE_HEADER = "Demo-Bank-Signature"
TOLERANCE = timedelta(minutes=5)
TIMEOUT_SECONDS = 8.0


@dataclass(frozen=True)
class Callback:
    """One notification: its own id, what happened, to which payment, when (UTC)."""

    event_id: str
    kind: str
    reference: str
    happened_at: datetime


class CallbackSignature:
    """Signs and verifies with one secret."""

    def __init__(self, secret: bytes) -> None:
        # A key of its own, so that the secret may serve other purposes too.
        self._key = hmac.digest(secret, b"demo-bank-callbacks", "sha256")

    def sign(self, body: bytes, at: datetime) -> str:
        """The header's value for a body sent `at`."""
        timestamp = str(int(at.timestamp()))
        return f"t={timestamp},v1={self._digest(timestamp, body)}"

    def verified(self, body: bytes, headers: Mapping[str, str]) -> Callback:
        """The notification in `body`. Raises NotificationForged: not signed by us, or too old."""
        timestamp, digest = _parts(_header(headers, SIGNATURE_HEADER))
        if not hmac.compare_digest(digest.encode(), self._digest(timestamp, body).encode()):
            raise NotificationForged
        if abs(clock.now().timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
            raise NotificationForged
        return _read(body)

    def _digest(self, timestamp: str, body: bytes) -> str:
        return hmac.new(self._key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class CallbackSender:
    """Delivers notifications to the portal's webhook route."""

    def __init__(self, signature: CallbackSignature, base: str) -> None:
        self._signature = signature
        self._url = f"{base}/webhooks/demo-bank"

    async def send(self, body: bytes, host: str) -> None:
        """Post the body, signed now, to the portal at `host`. Raises ProviderUnavailable."""
        headers = {
            "Host": host,
            "Content-Type": "application/json",
            SIGNATURE_HEADER: self._signature.sign(body, clock.now()),
        }
        try:
            # The portal's own machine: its certificate of the LAN mode is known to nobody.
            async with httpx.AsyncClient(
                timeout=TIMEOUT_SECONDS, verify=not _is_loopback(self._url)
            ) as client:
                response = await client.post(self._url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise ProviderUnavailable from error
        if not response.is_success:
            raise ProviderUnavailable


async def enqueue_callback(
    session: AsyncSession, follow_ups: FollowUps, callback: Callback, host: str, delay: timedelta
) -> None:
    """Have the notification sent after `delay`; the same one twice is delivered twice."""
    arguments = {"body": body_of(callback).decode(), "host": host}
    key = f"{callback.event_id}:{token_hex(4)}"
    await follow_ups.enqueue(session, "send_demo_callback", key, arguments, delay or None)


async def send_demo_callback(services: Services, arguments: Mapping[str, str]) -> None:
    """Follow-up: deliver one notification of the demo bank. Raises ProviderUnavailable."""
    sender = getattr(services.providers.get("demo-bank"), "callbacks", None)
    if isinstance(sender, CallbackSender):
        await sender.send(arguments["body"].encode(), arguments["host"])


DEMO_BANK_FOLLOW_UPS = {"send_demo_callback": send_demo_callback}


def body_of(callback: Callback) -> bytes:
    """The notification as it travels."""
    return json.dumps(
        {
            "id": callback.event_id,
            "type": callback.kind,
            "payment": callback.reference,
            "created": int(callback.happened_at.timestamp()),
        }
    ).encode()


def _read(body: bytes) -> Callback:
    try:
        content = json.loads(body)
        return Callback(
            str(content["id"]),
            str(content["type"]),
            str(content["payment"]),
            datetime.fromtimestamp(int(content["created"]), clock.BERLIN),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise NotificationForged from error


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name.lower()), "")


def _parts(header: str) -> tuple[str, str]:
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    timestamp, digest = parts.get("t", ""), parts.get("v1", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 15):
        raise NotificationForged
    return timestamp, digest


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname == "127.0.0.1"
