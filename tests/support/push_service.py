"""npm's `web-push-testing` on loopback: a push service, and the browser that decrypts."""

import contextlib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from portal.notifications.push import PushAddress
from tests.support.npm import NODE, install

FOLDER = Path(__file__).parent / "webpush"
SERVER = FOLDER / "node_modules" / "web-push-testing" / "src" / "bin" / "server.js"
PATIENCE_SECONDS = 30


@dataclass
class PushService:
    """At `origin`. It checks signature and encryption of whatever it is sent."""

    origin: str

    def subscribe(self, public_key: str) -> PushAddress:
        """A browser lets this key send to it."""
        wish = {"userVisibleOnly": "true", "applicationServerKey": public_key}
        told = self._ask("/subscribe", wish)["data"]
        return PushAddress(told["endpoint"], told["keys"]["p256dh"], told["keys"]["auth"])

    def received(self, address: PushAddress) -> list[str]:
        """What the browser has decrypted, in order."""
        told = self._ask("/get-notifications", {"clientHash": _name(address)})
        messages: list[str] = told["data"]["messages"]
        return messages

    def forget(self, address: PushAddress) -> None:
        """The person switched notifications off."""
        httpx.post(f"{self.origin}/expire-subscription/{_name(address)}").raise_for_status()

    def _ask(self, path: str, content: dict[str, str]) -> dict[str, Any]:
        answer = httpx.post(f"{self.origin}{path}", json=content)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told


@contextlib.contextmanager
def push_service() -> Iterator[PushService]:
    """Running until the block ends."""
    install(FOLDER)
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [NODE, str(SERVER), str(port)],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield _once_it_answers(f"http://localhost:{port}")
        finally:
            process.terminate()
            process.wait()


def _once_it_answers(origin: str) -> PushService:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            httpx.post(f"{origin}/status")
            return PushService(origin)
        except httpx.TransportError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def _name(address: PushAddress) -> str:
    return address.endpoint.rsplit("/", 1)[1]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
