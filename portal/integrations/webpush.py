"""Notifications over web push (RFC 8030), encrypted (RFC 8291), signed with our key (RFC 8292)."""

import asyncio
import base64
import binascii
import logging
import re
from collections.abc import Collection
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from portal.notifications.push import PushAddress, PushGone, PushNotAccepted, PushRefused

log = logging.getLogger(__name__)

# The browsers' own. A server that asked whatever address it is given could be sent anywhere.
PUSH_SERVICES = (
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
SECONDS_TO_ANSWER = 8.0
MAX_ENDPOINT = 1000
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_POINT_BYTES, _AUTH_BYTES = 65, 16
# No such browser any more (RFC 8030, 7.3; 410 is what most services say).
_GONE = frozenset({404, 410})
# Not this time: too many (429), or the service's own fault. Other refusals are for good.
_LATER = frozenset({408, 425, 429})
# What every reader of addresses understands alike: no user, no port, nothing to be escaped.
_PLAIN = re.compile(r"https://([a-z0-9-]+\.)+[a-z0-9-]+/[!-\[\]-~]*")


class WebPush:
    """Implements notifications.push.Pusher. `key` are 32 secret bytes, `contact` an address that a
    push service may write to. `services` are hosts, each with those below it, or whole
    origins ("https://push.example:8443"); none: the browsers' own."""

    def __init__(self, key: bytes, contact: str, services: Collection[str] = ()) -> None:
        number = int.from_bytes(key) % (_P256_ORDER - 1) + 1
        self._key = ec.derive_private_key(number, ec.SECP256R1())
        self._contact = contact
        self._services = tuple(services) or PUSH_SERVICES

    @property
    def public_key(self) -> str:
        """The uncompressed point in base64url."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    def accepts(self, address: PushAddress) -> bool:
        """Whether it leads to a push service we know, over HTTPS at its usual port."""
        return (
            len(address.endpoint) <= MAX_ENDPOINT
            and self._is_known(address.endpoint)
            and _is_point(address.p256dh)
            and len(_bytes(address.auth)) == _AUTH_BYTES
        )

    def _is_known(self, endpoint: str) -> bool:
        try:
            parts = urlsplit(endpoint)
            host = parts.hostname or ""
        except ValueError:
            return False
        if f"{parts.scheme}://{parts.netloc}" in self._services:
            return True
        known = any(host == one or host.endswith(f".{one}") for one in self._services)
        return known and _PLAIN.fullmatch(endpoint) is not None

    async def push(self, address: PushAddress, text: str, *, seconds: int) -> None:
        """Hand it over. Raises PushGone, PushRefused, PushNotAccepted."""
        if not self.accepts(address):
            raise PushGone
        headers = {
            "TTL": str(seconds),
            "Urgency": "normal",
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            **self._signature(address.endpoint),
        }
        try:
            async with asyncio.timeout(SECONDS_TO_ANSWER), self._client() as client:
                body = _encrypted(address, text)
                answer = await client.post(address.endpoint, content=body, headers=headers)
        except (httpx.HTTPError, TimeoutError) as error:
            raise PushNotAccepted(f"push: {type(error).__name__}") from None
        except httpx.InvalidURL:
            raise PushRefused from None
        _judge(answer.status_code)

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=SECONDS_TO_ANSWER, follow_redirects=False)

    def _signature(self, endpoint: str) -> dict[str, str]:
        # Only a worker pays for what this imports.
        from py_vapid import Vapid02

        parts = urlsplit(endpoint)
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": f"mailto:{self._contact}"}
        signed: dict[str, str] = Vapid02(self._key).sign(claims)
        return signed


def _encrypted(address: PushAddress, text: str) -> bytes:
    from pywebpush import WebPusher

    keys = {"p256dh": address.p256dh, "auth": address.auth}
    pusher = WebPusher({"endpoint": address.endpoint, "keys": keys})
    return bytes(pusher.encode(text.encode())["body"])


def _judge(status: int) -> None:
    if 200 <= status < 300:
        return
    if status in _GONE:
        raise PushGone
    if status in _LATER or status >= 500:
        raise PushNotAccepted(f"push: {status}")
    log.warning("A push service refuses what we send: %s", status)
    raise PushRefused(f"push: {status}")


def _is_point(text: str) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(text))
    except ValueError:
        return False
    return len(_bytes(text)) == _POINT_BYTES


def _bytes(text: str) -> bytes:
    """Of base64url, with or without padding; nothing for anything else."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return b""
