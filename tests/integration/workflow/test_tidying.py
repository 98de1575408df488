"""What was begun without an account and left behind is forgotten after 30 days."""

import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

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


async def test_bytes_of_a_crash_are_set_aside_and_uploads_on_their_way_are_not(
    services: Services, tmp_path: Path
) -> None:
    owned = await a_draft_with_a_file(services, a_visitor())
    lost, fresh = uuid4(), uuid4()
    for file_id in (lost, fresh):
        await services.file_store.save(file_id, streamed(JPEG))
    half = tmp_path / "files" / "00" / f"{uuid4()}.part"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"killed while writing")
    for path in bytes_in(tmp_path / "files"):
        if path.stem != str(fresh):
            grow_old(path, timedelta(hours=25))
    await tidy_up(services, {})
    left = {path.name for path in bytes_in(tmp_path / "files")}
    assert left == {f"{owned.id}.sealed", f"{fresh}.sealed", f"{lost}.orphan"}
    for path in bytes_in(tmp_path / "files"):
        if path.suffix == ".orphan":
            grow_old(path, timedelta(days=31))
    await tidy_up(services, {})
    assert f"{lost}.orphan" not in {path.name for path in bytes_in(tmp_path / "files")}


def grow_old(path: Path, age: timedelta) -> None:
    """As if it had been written so long ago."""
    then = time.time() - age.total_seconds()
    os.utime(path, (then, then))


async def test_accounts_that_nobody_confirmed_are_forgotten(services: Services) -> None:
    async with services.database.transaction(system_scope()) as session:
        for name, confirmed, age in (
            ("never", "NULL", 31),
            ("not-yet", "NULL", 29),
            ("asked-again", "NULL", 31),
            ("member", "now()", 400),
        ):
            await session.execute(
                text(
                    "INSERT INTO account (id, kind, email, display_name, password_hash,"
                    " trust_level, email_confirmed_at, created_at)"
                    f" VALUES (gen_random_uuid(), 'citizen', '{name}@demo.example', '', 'x',"
                    f" 'basic', {confirmed}, now() - interval '{age} days')"
                )
            )
        await session.execute(
            text(
                "INSERT INTO email_token (token_digest, account_id, purpose, continue_to,"
                " created_at, expires_at) SELECT email, id, 'confirm', '/', CASE email WHEN"
                " 'asked-again@demo.example' THEN now() ELSE created_at END, now() FROM account"
            )
        )
        await session.execute(
            text(
                "INSERT INTO outgoing_mail (id, unique_key, message_id, municipality, account_id,"
                " to_address, subject, body, calendar, created_at) SELECT id, email, email,"
                " 'papenburg', id, email, 'Bitte bestätigen', '', '', created_at FROM account"
            )
        )
    await tidy_up(services, {})
    async with services.database.transaction(system_scope()) as session:
        left = set(await session.scalars(text("SELECT split_part(email, '@', 1) FROM account")))
    assert left == {"not-yet", "asked-again", "member"}


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
