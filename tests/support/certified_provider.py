"""npm's `oidc-provider` on loopback: a certified provider that nobody here wrote, and a proxy.

The provider cannot misbehave, so it stands behind a proxy that alters what a test wants altered.
Node comes with the environment, the package from npm by the machine's own settings.
"""

import contextlib
import http.client
import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx

from tests.support.npm import NODE, install

FOLDER = Path(__file__).parent / "oidc"
SECRET = "a-secret-of-the-tests-with-more-than-32-bytes"


@dataclass
class Passing:
    """One answer of the provider on its way to the portal; a test alters what it wants."""

    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.body)
        return content

    @json.setter
    def json(self, content: dict[str, Any]) -> None:
        self.body = json.dumps(content).encode()


@dataclass
class CertifiedProvider:
    """The provider at `issuer`. `alter` sees every answer; `asked` the paths, in order."""

    issuer: str
    target: int
    alter: Callable[[Passing], None] | None = None
    is_down: bool = False
    seconds_late: float = 0
    asked: list[str] = field(default_factory=list)
    logout_tokens: list[str] = field(default_factory=list)

    def behave(self) -> None:
        """As it is, without any changes on the way."""
        self.alter, self.is_down, self.seconds_late = None, False, 0
        self.asked.clear()
        self.logout_tokens.clear()

    def next(self, **choice: str) -> None:
        """Who signs in next (`account`), at which level (`acr`), or the `error` instead."""
        httpx.post(f"http://127.0.0.1:{self.target}/test/next", json=choice).raise_for_status()


@contextlib.contextmanager
def certified_provider(
    *clients: dict[str, Any], proxy_port: int = 0
) -> Iterator[CertifiedProvider]:
    """Running until the block ends, or whoever started it is gone."""
    install(FOLDER)
    proxy = ThreadingHTTPServer(("127.0.0.1", proxy_port), _Proxy)
    listener = ThreadingHTTPServer(("127.0.0.1", 0), _Listener)
    issuer = f"http://127.0.0.1:{proxy.server_port}"
    told = {"issuer": issuer, "clients": clients, "deliver": listener.server_port}
    with _node(told) as target, _serving(proxy), _serving(listener):
        provider = CertifiedProvider(issuer, target)
        proxy.provider = listener.provider = provider  # type: ignore[attr-defined]
        yield provider


def a_client(client_id: str, *origins: str, **settings: Any) -> dict[str, Any]:
    """A client of the provider: the portal at these origins."""
    return {
        "client_id": client_id,
        "client_secret": SECRET,
        "redirect_uris": [f"{origin}/anmelden/servicekonto/zurueck/" for origin in origins],
        "post_logout_redirect_uris": [
            f"{origin}/anmelden/servicekonto/abgemeldet/" for origin in origins
        ],
        "backchannel_logout_uri": f"{origins[0]}/anmelden/servicekonto/abmeldung/{client_id}/",
        "backchannel_logout_session_required": True,
        **settings,
    }


@contextlib.contextmanager
def _node(told: dict[str, Any]) -> Iterator[int]:
    """The port it listens on. It ends when its standard input does."""
    process = subprocess.Popen(
        [NODE, "server.mjs", json.dumps(told)],
        cwd=FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            _, complaint = process.communicate()
            raise RuntimeError(f"the certified provider did not start:\n{complaint}")
        yield json.loads(line)["port"]
    finally:
        process.terminate()
        process.communicate()


@contextlib.contextmanager
def _serving(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Quiet(BaseHTTPRequestHandler):
    def log_message(self, *_arguments: Any) -> None:
        """Nothing."""

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    @property
    def provider(self) -> CertifiedProvider:
        found: CertifiedProvider = self.server.provider  # type: ignore[attr-defined]
        return found


class _Listener(_Quiet):
    """Takes the logout tokens that the provider sends, for the test to pass on."""

    def do_POST(self) -> None:
        self.provider.logout_tokens += parse_qs(self.body().decode())["logout_token"]
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()


class _Proxy(_Quiet):
    """Passes requests on and answers back, altered as the test wants it."""

    def do_GET(self) -> None:
        self._pass_on(b"")

    def do_POST(self) -> None:
        self._pass_on(self.body())

    def _pass_on(self, body: bytes) -> None:
        provider = self.provider
        path = self.path.partition("?")[0]
        provider.asked.append(path)
        time.sleep(provider.seconds_late)
        if provider.is_down:
            self.close_connection = True
            return
        try:
            passing = self._ask(provider.target, path, body)
        except OSError:  # the test has ended meanwhile
            return
        if provider.alter:
            provider.alter(passing)
        self._answer(passing)

    def _ask(self, target: int, path: str, body: bytes) -> Passing:
        connection = http.client.HTTPConnection("127.0.0.1", target, timeout=10)
        headers = {name: value for name, value in self.headers.items() if name != "Connection"}
        connection.request(self.command, self.path, body, headers)
        answer = connection.getresponse()
        told = Passing(path, answer.status, {}, answer.read())
        self._cookies = answer.headers.get_all("set-cookie", [])
        dropped = {"connection", "content-length", "transfer-encoding", "set-cookie", "keep-alive"}
        told.headers = {n: v for n, v in answer.getheaders() if n.lower() not in dropped}
        connection.close()
        return told

    def _answer(self, passing: Passing) -> None:
        self.send_response(passing.status)
        for name, value in passing.headers.items():
            self.send_header(name, value)
        for cookie in self._cookies:
            self.send_header("set-cookie", cookie)
        self.send_header("content-length", str(len(passing.body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(passing.body)
