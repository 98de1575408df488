"""Baskets, follow-ups that tests run by hand, and a webhook route that really listens."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications.tables import Application, Submission
from portal.errors import NotFound
from portal.fees import FeeLine
from portal.identity import Account
from portal.integrations.demo.callbacks import DEMO_BANK_FOLLOW_UPS
from portal.integrations.demo.mailbox import DemoMailbox
from portal.payments.provider import NotificationForged, PaymentProvider
from portal.persistence.database import Database, system_scope
from portal.persistence.follow_ups import FollowUps
from portal.workflow.payment_answers import receive_notification
from portal.workflow.payment_follow_ups import PAYMENT_FOLLOW_UPS
from portal.workflow.services import Services
from portal.workflow.transfers import TRANSFER_FOLLOW_UPS

HOST = "papenburg"
ORIGIN = "http://papenburg.localhost:3000"


@dataclass(frozen=True)
class Enqueued:
    """A follow-up that was committed."""

    name: str
    key: str
    arguments: Mapping[str, str]
    delay: timedelta | None


@dataclass
class FollowUpsByHand:
    """The follow-ups port, kept in memory: once per key, and only what was committed."""

    waiting: list[Enqueued] = field(default_factory=list)
    known: set[tuple[str, str]] = field(default_factory=set)

    async def forget_finished(self, age: timedelta) -> None:
        """Nothing to forget."""

    async def enqueue(
        self,
        session: AsyncSession,
        name: str,
        key: str,
        arguments: Mapping[str, str],
        delay: timedelta | None = None,
    ) -> None:
        enqueued = Enqueued(name, key, dict(arguments), delay)
        sqlalchemy_event.listen(
            session.sync_session, "after_commit", lambda _: self._keep(enqueued), once=True
        )

    def _keep(self, enqueued: Enqueued) -> None:
        if (enqueued.name, enqueued.key) not in self.known:
            self.known.add((enqueued.name, enqueued.key))
            self.waiting.append(enqueued)

    def named(self, name: str) -> list[Enqueued]:
        """Those of this name that wait."""
        return [enqueued for enqueued in self.waiting if enqueued.name == name]

    async def run(self, services: Services, name: str) -> int:
        """Run those of this name that wait now, in their order; how many there were."""
        due = self.named(name)
        for enqueued in due:
            self.waiting.remove(enqueued)
            known = {**PAYMENT_FOLLOW_UPS, **DEMO_BANK_FOLLOW_UPS, **TRANSFER_FOLLOW_UPS}
            await known[name](services, enqueued.arguments)
        return len(due)


def services_with(
    database: Database, follow_ups: FollowUps, *providers: PaymentProvider
) -> Services:
    """The services of a portal that pays by `providers`."""
    return Services(
        database=database,
        follow_ups=follow_ups,
        mailer=DemoMailbox(database),
        providers={provider.name: provider for provider in providers},
        file_store=None,  # type: ignore[arg-type]  # no file is touched by a payment
        portal_url=lambda municipality, path: f"http://{municipality}.localhost:3000{path}",
        demo=True,
        secret_key=bytes(32),
    )


async def in_basket(
    database: Database, account: Account, *amounts: int, municipality: str = HOST
) -> list[UUID]:
    """Applications of these costs (cents) in the account's basket; their ids."""
    async with database.transaction(system_scope()) as session:
        return [await _application(session, account, cents, municipality) for cents in amounts]


async def _application(
    session: AsyncSession, account: Account, cents: int, municipality: str
) -> UUID:
    application = Application(
        municipality=municipality,
        host_municipality=HOST,
        service="geburtsurkunde",
        definition_version=1,
        status="in_basket",
        visitor_id=uuid4(),
        account_id=account.id,
    )
    session.add(application)
    await session.flush()
    submission = _submission(application, account, cents)
    session.add(submission)
    application.current_submission_id = submission.id
    await session.flush()
    return application.id


def _submission(application: Application, account: Account, cents: int) -> Submission:
    return Submission(
        application_id=application.id,
        number=1,
        municipality=application.municipality,
        account_id=account.id,
        service=application.service,
        title="Geburtsurkunde",
        applicant_name=account.display_name,
        trust_level="basic",
        definition={"version": 1},
        answers={},
        review=[],
        fee_lines=[asdict(FeeLine("Urkunde", 1, cents, cents))] if cents else [],
        total_cents=cents,
    )


@contextmanager
def listening_webhook(hosts: list[str]) -> Iterator[tuple[str, list[Services]]]:
    """A webhook route on a free port: its base address, and a list to put the services into.

    `hosts` collects the Host header of each notification.
    """
    portal: list[Services] = []
    loop = asyncio.get_running_loop()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _webhook(portal, hosts, loop))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _webhook(
    portal: list[Services], hosts: list[str], loop: asyncio.AbstractEventLoop
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hosts.append(self.headers["Host"])
            received = receive_notification(
                portal[0], self.path.rsplit("/", 1)[1], body, dict(self.headers)
            )
            try:
                asyncio.run_coroutine_threadsafe(received, loop).result(10)
                self.send_response(200)
            except (NotFound, NotificationForged):
                self.send_response(400)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            return

    return Handler


@asynccontextmanager
async def closing(provider: Any) -> AsyncIterator[Any]:
    """Close the provider's connections at the end."""
    try:
        yield provider
    finally:
        await provider.close()
