"""The worker is killed in the middle of its work and comes back: everything happens once."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from sqlmodel import col

from portal.applications.tables import Application
from portal.cases.tables import Case
from portal.identity.tables import Account
from portal.integrations.dbos import DbosFollowUps, prepare_schema
from portal.integrations.demo.tables import DemoMail
from portal.notifications.outbox import Outbox
from portal.notifications.tables import OutgoingMail
from portal.payments.provider import Begun, ProviderState
from portal.payments.service import (
    Attempt,
    PayableItem,
    apply_state,
    begin_payment,
    note_begun,
)
from portal.persistence.database import Database, system_scope
from tests.support.applications import Citizen, a_certificate_in_the_basket, a_citizen

PATIENCE_SECONDS = 60.0


class Installation:
    """A database with its follow-ups, and the real worker process on it."""

    def __init__(self, owner_url: str, database: Database, folder: Path) -> None:
        prepare_schema(owner_url)
        self._owner_url = owner_url
        self.database = database
        self.follow_ups = DbosFollowUps(owner_url)
        self._log = folder / "worker.log"
        self._environment = os.environ | {
            "PORTAL_DATABASE_URL": owner_url,
            "PORTAL_DEMO": "1",
            "PORTAL_VAR_DIR": str(folder),
        }
        self._worker: subprocess.Popen[bytes] | None = None

    def start_worker(self) -> None:
        """`portal worker`, as an installation runs it."""
        with self._log.open("ab") as log:
            self._worker = subprocess.Popen(
                [sys.executable, "-m", "portal", "worker"],
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    def kill_worker(self) -> None:
        """SIGKILL: it has no chance to put anything in order."""
        self._end(signal.SIGKILL)

    def stop_worker(self) -> int | None:
        """SIGTERM; its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> int | None:
        if self._worker is None:
            return None
        self._worker.send_signal(number)
        code, self._worker = self._worker.wait(PATIENCE_SECONDS), None
        return code

    def log(self) -> str:
        """What the worker said."""
        return self._log.read_text()

    async def count(self, table: Any, *conditions: Any) -> int:
        """How many rows there are."""
        async with self.database.transaction(system_scope()) as session:
            query = select(func.count()).select_from(table).where(*conditions)
            return await session.scalar(query) or 0

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        """Wait for it."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while not await condition():
            assert asyncio.get_running_loop().time() < deadline, self.log()
            await asyncio.sleep(0.05)

    async def until_all_is_done(self) -> None:
        """Wait until no follow-up waits or runs."""

        async def nothing_is_open() -> bool:
            async with self.database.transaction(system_scope()) as session:
                open_ones = await session.scalar(
                    text(
                        "SELECT count(*) FROM dbos.workflow_status"
                        " WHERE status IN ('ENQUEUED', 'PENDING')"
                    )
                )
            return open_ones == 0

        await self.until(nothing_is_open)

    async def until_the_worker_waits_for_a_lock(self) -> None:
        """Wait until it stands in the middle of a transaction."""

        async def somebody_waits() -> bool:
            return await asyncio.to_thread(self._waiting_for_locks) > 0

        await self.until(somebody_waits)

    def _waiting_for_locks(self) -> int:
        """Asked by the owner: the portal's role does not see what other sessions do."""
        plain = make_url(self._owner_url).set(drivername="postgresql")
        with psycopg.connect(plain.render_as_string(hide_password=False)) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE wait_event_type = 'Lock' AND datname = current_database()"
            ).fetchone()
        return row[0] if row else 0


@pytest.fixture
def installation(owner_url: str, database: Database, tmp_path: Path) -> Iterator[Installation]:
    """An installation whose worker does not run yet."""
    made = Installation(owner_url, database, tmp_path)
    yield made
    made.kill_worker()


async def test_killed_between_payment_and_case_there_is_one_case_and_one_mail(
    installation: Installation,
) -> None:
    citizen = await a_citizen(installation.database)
    application_id = await pay(installation, citizen)
    async with held(installation.database, select(Application), application_id):
        installation.start_worker()
        await installation.until_the_worker_waits_for_a_lock()
        installation.kill_worker()
    assert await installation.count(Case) == 0
    installation.start_worker()
    await installation.until_all_is_done()
    assert await installation.count(Case) == 1
    assert await installation.count(OutgoingMail) == 1
    assert await installation.count(DemoMail) == 1


async def test_killed_between_the_mailbox_and_its_note_the_mail_lies_there_once(
    installation: Installation,
) -> None:
    mail_id = await a_mail_waiting_to_be_delivered(installation)
    async with held(installation.database, select(OutgoingMail), mail_id):
        installation.start_worker()
        await installation.until_the_worker_waits_for_a_lock()
        installation.kill_worker()
    assert await installation.count(DemoMail) == 1
    assert await installation.count(OutgoingMail, col(OutgoingMail.sent_at).is_(None)) == 1
    installation.start_worker()
    await installation.until_all_is_done()
    assert await installation.count(DemoMail) == 1
    assert await installation.count(OutgoingMail, col(OutgoingMail.sent_at).is_not(None)) == 1


async def test_what_was_rolled_back_or_said_twice_is_not_done(installation: Installation) -> None:
    citizen = await a_citizen(installation.database)
    with refused():
        await pay(installation, citizen, fail=True)
    application_id = await pay(installation, citizen)
    async with installation.database.transaction(system_scope()) as session:
        arguments = {"application_id": str(application_id)}
        key = f"open-case:{application_id}"
        await installation.follow_ups.enqueue(session, "open_case", key, arguments)
    installation.start_worker()
    await installation.until_all_is_done()
    assert await installation.count(Case) == 1
    async with installation.database.transaction(system_scope()) as session:
        nightly = "('tidy_up', 'reconcile')"
        query = text(f"SELECT name FROM dbos.workflow_status WHERE name NOT IN {nightly}")
        names = await session.scalars(query)
        assert sorted(names) == ["deliver_mail", "open_case"]


async def test_what_cannot_be_done_is_given_up_without_a_word_about_whom_it_concerns(
    installation: Installation,
) -> None:
    async with installation.database.transaction(system_scope()) as session:
        arguments = {"mail_id": "11111111-2222-3333-4444-555555555555"}
        await installation.follow_ups.enqueue(session, "deliver_mail", "gone", arguments)
    installation.start_worker()
    await installation.until_all_is_done()
    assert "deliver_mail: NotFound" in installation.log()
    assert "11111111" not in installation.log()


async def test_a_delayed_follow_up_waits_and_the_worker_stops_when_told(
    installation: Installation,
) -> None:
    async with installation.database.transaction(system_scope()) as session:
        arguments = {"application_id": "0"}
        later = timedelta(hours=1)
        await installation.follow_ups.enqueue(session, "open_case", "later", arguments, later)
    citizen = await a_citizen(installation.database)
    await pay(installation, citizen)
    installation.start_worker()
    await installation.until_all_is_done()
    async with installation.database.transaction(system_scope()) as session:
        query = text("SELECT status FROM dbos.workflow_status WHERE workflow_uuid LIKE '%later'")
        assert await session.scalar(query) == "DELAYED"
    assert installation.stop_worker() == 0


async def pay(installation: Installation, citizen: Citizen, *, fail: bool = False) -> UUID:
    """A birth certificate, ordered and paid; the worker has not heard of it yet."""
    submission = await a_certificate_in_the_basket(installation.database, citizen)
    item = PayableItem(submission.application_id, submission.id, submission.municipality, 1500)
    attempt = Attempt(citizen.id, citizen.host, "paypal", "demo-bank", (item,), str(submission.id))
    async with installation.database.transaction(system_scope()) as session:
        payment = await begin_payment(session, attempt, installation.follow_ups)
        await note_begun(session, payment.id, Begun(str(payment.id), ""))
        paid = ProviderState("paid", 1500, 0)
        await apply_state(session, payment.id, paid, installation.follow_ups)
        if fail:
            raise ConnectionError
    return submission.application_id


async def a_mail_waiting_to_be_delivered(installation: Installation) -> UUID:
    """Written and enqueued, as all mails are."""
    citizen = await a_citizen(installation.database)
    outbox = Outbox(installation.follow_ups, lambda town, path: f"http://{town}.localhost{path}")
    async with installation.database.transaction(system_scope()) as session:
        account = await session.get_one(Account, citizen.id)
        await outbox.address_already_known(session, account, citizen.host)
        return (await session.scalars(select(col(OutgoingMail.id)))).one()


@contextmanager
def refused() -> Iterator[None]:
    """The transaction breaks off."""
    with pytest.raises(ConnectionError):
        yield


@asynccontextmanager
async def held(database: Database, rows: Any, row_id: UUID) -> AsyncIterator[None]:
    """Somebody else holds this row meanwhile."""
    async with database.transaction(system_scope()) as session:
        await session.execute(rows.where(text("id = :id")).with_for_update(), {"id": row_id})
        yield
