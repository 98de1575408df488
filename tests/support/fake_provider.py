"""What the fake payment providers have in common: they listen, remember, and fail when told to."""

import json
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar


@dataclass
class FakeAccount:
    """An account at a provider, and what goes wrong next.

    `faults` holds HTTP statuses to answer with, one per request; None answers as usual, 0 cuts the
    connection after the request was carried out, as a lost answer would.
    `requests` are method, target and body.
    """

    url: str = ""
    requests: list[tuple[str, str, bytes]] = field(default_factory=list)
    faults: list[int | None] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, Any]]:
        """Status and content for one request; header names in lower case."""
        raise NotImplementedError


Account = TypeVar("Account", bound=FakeAccount)


@contextmanager
def listening(account: Account) -> Iterator[Account]:
    """The account at a free port of the loopback."""
    server = _Server(account)
    account.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield account
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    def __init__(self, account: FakeAccount) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.account = account

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked has died: that is nothing to tell of."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def _serve(self) -> None:
        account = self.server.account
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        account.requests.append((self.command, self.path, body))
        fault = account.faults.pop(0) if account.faults else None
        if fault:
            self._send(fault, {"error": {"type": "api_error", "message": "trouble"}})
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        with account.lock:
            status, content = account.answer(self.command, self.path, headers, body)
        if fault == 0:
            self.close_connection = True
            return
        self._send(status, content)

    do_GET = do_POST = do_PATCH = _serve  # noqa: N815

    def _send(self, status: int, content: dict[str, Any]) -> None:
        body = b"" if status == 204 else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return
