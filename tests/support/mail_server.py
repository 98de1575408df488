"""A mail server nobody here wrote, in a process of its own, that can be killed and come back."""

import mailbox
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path

PATIENCE_SECONDS = 30


class MailServer:
    """aiosmtpd's, with a Maildir in `folder`."""

    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"smtp://127.0.0.1:{port}?starttls=never"
        self._folder, self._port = folder, port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """It takes mails from here on."""
        listens = ["-l", f"127.0.0.1:{self._port}", "-c", "aiosmtpd.handlers.Mailbox"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "aiosmtpd", "-n", *listens, str(self._folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            assert time.monotonic() < end, "the mail server does not start"
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def subjects(self) -> list[str]:
        """Of all mails it took, by alphabet."""
        kept = mailbox.Maildir(self._folder, create=True).values()
        return sorted(message_from_bytes(bytes(mail), policy=default)["Subject"] for mail in kept)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=1):
                return True
        except OSError:
            return False


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """Running until the block ends."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = MailServer(folder, port)
    server.start()
    try:
        yield server
    finally:
        server.kill()
