"""What was begun without an account and left behind is forgotten after 30 days."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.files.local_store import LocalFileStore
from portal.files.tables import StoredFile
from portal.identity import start_session
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.at_once import FollowUpsAtOnce
from portal.workflow.evidence import Sent, add_evidence
from portal.workflow.services import Services
from portal.workflow.tidying import BATCH, schedule_tidying, tidy_up
from tests.support.applications import CERTIFICATE_FOR_MYSELF, a_citizen, a_draft, a_visitor
from tests.support.cases import TownHall
from tests.support.uploads import JPEG, streamed

LONG_AGO = timedelta(days=31)


@pytest.fixture
def services(town_hall: TownHall, tmp_path: Path) -> Services:
    """The town hall with a file store of its own."""
    return replace(town_hall.services, file_store=LocalFileStore(tmp_path / "files", b"k" * 32))


async def a_draft_with_a_file(services: Services, owner: Scope) -> StoredFile:
    draft = await a_draft(services.database, owner, CERTIFICATE_FOR_MYSELF)
    sent = Sent(name="Ausweis.jpg", size_bytes=len(JPEG), chunks=streamed(JPEG))
    return await add_evidence(services, owner, draft.id, "identity_proof", sent)


async def count(database: Database, table: str) -> int:
    async with database.transaction(system_scope()) as session:
        return await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0


def bytes_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_visitors_draft_and_its_files_go_after_thirty_days(
    services: Services, tmp_path: Path
) -> None:
    with clock.pretend(clock.now() - LONG_AGO):
        await a_draft_with_a_file(services, a_visitor())
    kept = await a_draft_with_a_file(services, a_visitor())
    await tidy_up(services, {})
    await tidy_up(services, {})
    assert await count(services.database, "application") == 1
    assert await count(services.database, "stored_file") == 1
    assert [path.stem for path in bytes_in(tmp_path / "files")] == [str(kept.id)]


async def test_what_belongs_to_an_account_stays(services: Services, tmp_path: Path) -> None:
    citizen = await a_citizen(services.database)
    with clock.pretend(clock.now() - LONG_AGO):
        await a_draft_with_a_file(services, citizen.scope)
    await tidy_up(services, {})
    assert await count(services.database, "application") == 1
    assert len(bytes_in(tmp_path / "files")) == 1


async def test_more_than_one_transaction_takes_are_forgotten_too(services: Services) -> None:
    with clock.pretend(clock.now() - LONG_AGO):
        for _ in range(BATCH + 1):
            await a_draft(services.database, a_visitor(), {})
    await tidy_up(services, {})
    assert await count(services.database, "application") == 0


async def test_sessions_links_and_failures_go_when_they_are_over(services: Services) -> None:
    async with services.database.transaction(system_scope()) as session:
        with clock.pretend(clock.now() - timedelta(days=32)):
            await start_session(session, "papenburg")
        await start_session(session, "papenburg")
        await session.execute(
            text(
                "INSERT INTO sign_in_attempt VALUES ('old', 9, now() - interval '25 hours'),"
                " ('new', 9, now())"
            )
        )
    await tidy_up(services, {})
    assert await count(services.database, "session") == 1
    assert await count(services.database, "sign_in_attempt") == 1


async def test_it_is_done_once_a_day_and_again_the_next_night(services: Services) -> None:
    noted = NotedFollowUps()
    async with services.database.transaction(system_scope()) as session:
        await schedule_tidying(session, noted)
        await schedule_tidying(session, noted, clock.today() + timedelta(days=1))
    (today, at_once), (tomorrow, delay) = noted.enqueued
    assert (today, at_once) == (clock.today().isoformat(), None)
    assert tomorrow == (clock.today() + timedelta(days=1)).isoformat()
    assert delay is not None
    assert timedelta(hours=2) < delay < timedelta(hours=29)


class NotedFollowUps(FollowUpsAtOnce):
    """Remembers when each was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.enqueued: list[tuple[str, timedelta | None]] = []

    async def enqueue(self, session, name, key, arguments, delay=None) -> None:  # type: ignore[no-untyped-def]
        self.enqueued.append((key, delay))
