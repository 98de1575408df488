"""A real SMTP server that keeps what it accepts."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session


class PostOffice:
    """What it received; it can be told to be closed, and knows no `unknown` addresses."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.is_open = True
        self.unknown: set[str] = set()
        self.tries = 0
        self.moments: list[float] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tries += 1
        if address in self.unknown:
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if not self.is_open:
            return "451 come back later"
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        self.moments.append(time.perf_counter())
        return "250 OK"


@asynccontextmanager
async def receiving(office: PostOffice) -> AsyncIterator[str]:
    """The server's URL while it listens."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(office), "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        yield f"smtp://127.0.0.1:{port}?starttls=never"
    finally:
        server.close()
        await server.wait_closed()
