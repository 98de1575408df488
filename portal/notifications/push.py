"""The port through which a notification reaches a phone or a browser (RFC 8030)."""

from dataclasses import dataclass, field
from typing import Protocol

from portal.errors import PortalError


@dataclass(frozen=True)
class PushAddress:
    """Where a browser receives: the address its push service gave it, and its two keys (base64url,
    RFC 8291). Whoever has all three can write to the device."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)


class PushGone(PortalError):
    """The browser receives nothing any more: unsubscribed, uninstalled, or never known."""


class PushRefused(PortalError):
    """The push service does not take this notification, and will not; that says nothing about the
    browser (a signature it does not like, a clock that is wrong, an address of another shape)."""


class PushNotAccepted(PortalError):
    """The push service does not answer or is busy; trying again later may help."""


class Pusher(Protocol):
    """Hands notifications over to push services."""

    @property
    def public_key(self) -> str:
        """What browsers subscribe with (base64url); "" where nothing is pushed here."""

    def accepts(self, address: PushAddress) -> bool:
        """Whether the address is one of a push service we know, and its keys are keys."""

    async def push(self, address: PushAddress, text: str, *, seconds: int) -> None:
        """Hand over `text`, which the service may keep for `seconds` until the device is on.

        Raises PushGone, PushRefused, PushNotAccepted; none names the address.
        """


class NoPusher:
    """An installation without a key pushes nothing."""

    public_key = ""

    def accepts(self, address: PushAddress) -> bool:
        return False

    async def push(self, address: PushAddress, text: str, *, seconds: int) -> None:
        raise PushGone
