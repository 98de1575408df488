"""Taking one's data along, having the account erased, and cases that need not be kept any more."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, col

from portal.applications.tables import Application
from portal.cases.status import CaseAction
from portal.cases.tables import Case
from portal.errors import InvalidInput, NotFound
from portal.files.local_store import LocalFileStore
from portal.identity import RecentSignInRequired, SessionInfo, TrustLevel
from portal.identity.tables import Account
from portal.persistence.database import Database, Scope, system_scope
from portal.privacy.holdings import HOLDINGS
from portal.privacy.tables import AccountErasure
from portal.privacy.wishes import TooManyExports
from portal.shared import clock
from portal.workflow import privacy
from portal.workflow.evidence import Sent, add_evidence
from portal.workflow.retention import erase_what_is_over
from portal.workflow.services import Services
from portal.workflow.tidying import tidy_up
from tests.support.applications import (
    CERTIFICATE_FOR_MYSELF,
    PAPENBURG,
    Citizen,
    a_citizen,
    a_draft,
)
from tests.support.cases import TownHall
from tests.support.uploads import JPEG, streamed


@pytest.fixture
def services(town_hall: TownHall, tmp_path: Path) -> Services:
    """The town hall with a file store of its own."""
    return replace(town_hall.services, file_store=LocalFileStore(tmp_path / "files", b"k" * 32))


def signed_in(citizen: Citizen, minutes_ago: int = 1) -> SessionInfo:
    at = clock.now() - timedelta(minutes=minutes_ago)
    return SessionInfo(
        uuid4(), uuid4(), citizen.id, "citizen", citizen.display_name, citizen.email,
        TrustLevel.BASIC, (), PAPENBURG, None, at, "password",
    )  # fmt: skip


async def rows(database: Database, table: str) -> int:
    async with database.transaction(system_scope()) as session:
        return await session.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0


async def a_draft_with_a_photo(services: Services, citizen: Citizen) -> UUID:
    draft = await a_draft(services.database, citizen.scope, CERTIFICATE_FOR_MYSELF)
    sent = Sent(name="../Ausweis „Zoë“.jpg", size_bytes=len(JPEG), chunks=streamed(JPEG))
    await add_evidence(services, citizen.scope, draft.id, "identity_proof", sent)
    return draft.id


async def a_closed_case(town_hall: TownHall, citizen: Citizen, desk: Scope, days_ago: int) -> str:
    """A birth certificate that was sent by post so many days ago."""
    case = await town_hall.opened_case(citizen)
    await town_hall.act(desk, case.reference, CaseAction.TAKE_ON)
    await town_hall.write(desk, case.reference, "Die Urkunde ist unterwegs.")
    await town_hall.act(desk, case.reference, CaseAction.MARK_POSTED)
    closed = clock.now() - timedelta(days=days_ago)
    async with town_hall.database.transaction(system_scope()) as session:
        await session.execute(
            update(Case).where(col(Case.reference) == case.reference).values(closed_at=closed)
        )
        file = "DELETE FROM stored_file WHERE application_id IN (SELECT application_id FROM"
        await session.execute(text(f"{file} \"case\" WHERE reference = '{case.reference}')"))
    return case.reference


async def whole(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


async def test_the_zip_holds_everything_in_pages_to_read_and_as_data(
    services: Services, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = await a_closed_case(town_hall, citizen, desk, days_ago=1)
    await a_draft_with_a_photo(services, citizen)
    stranger = await a_citizen(services.database)
    await privacy.request_export(services, signed_in(citizen))
    await town_hall.follow_ups.run_waiting(services)
    export = (await privacy.see_own_data(services, citizen.id)).wishes.export
    assert export is not None
    with pytest.raises(NotFound):
        await privacy.open_export(services, signed_in(stranger), export.id)
    with pytest.raises(RecentSignInRequired):
        await privacy.open_export(services, signed_in(citizen, minutes_ago=30), export.id)
    _found, chunks = await privacy.open_export(services, signed_in(citizen), export.id)
    content = await whole(chunks)
    assert len(content) == export.size_bytes
    with ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        data = json.loads(archive.read("daten.json"))
        page = archive.read(f"001 {reference}/antrag.html").decode()
        photo = next(name for name in names if name.endswith(".jpg"))
        assert archive.read(photo) == JPEG
        assert archive.read(f"001 {reference}/Antrag.pdf").startswith(b"%PDF")
    assert not any(".." in name or name.startswith("/") for name in names)
    assert "Die Urkunde ist unterwegs." in page
    assert "Łuczak-Ørsted" in page
    assert data["account"]["email"] == citizen.email
    assert {one["body"] for one in data["case_message"]} == {"Die Urkunde ist unterwegs."}
    assert data["data_access"], "the clerk's look is there"
    everything = page + json.dumps(data, ensure_ascii=False)
    for secret in ("Imke Brand", "password_hash", "token_digest", stranger.email):
        assert secret not in everything


async def test_an_export_ends_after_a_day_and_three_a_day_are_enough(
    services: Services, town_hall: TownHall, citizen: Citizen, tmp_path: Path
) -> None:
    for _time in range(3):
        await privacy.request_export(services, signed_in(citizen))
        await town_hall.follow_ups.run_waiting(services)
    with pytest.raises(TooManyExports):
        await privacy.request_export(services, signed_in(citizen))
    assert len(list((tmp_path / "files").rglob("*.sealed"))) == 3
    with clock.pretend(clock.now() + timedelta(hours=25)):
        await tidy_up(services, {})
    assert await rows(services.database, "data_export") == 0
    assert not list((tmp_path / "files").rglob("*.sealed"))


async def test_who_has_sent_nothing_leaves_no_trace_but_the_proof(
    services: Services, town_hall: TownHall, citizen: Citizen, tmp_path: Path
) -> None:
    await a_draft_with_a_photo(services, citizen)
    with pytest.raises(RecentSignInRequired):
        await privacy.request_erasure(services, signed_in(citizen, minutes_ago=30), "LÖSCHEN")
    with pytest.raises(InvalidInput):
        await privacy.request_erasure(services, signed_in(citizen), "ja")
    await privacy.request_erasure(services, signed_in(citizen), "löschen")
    await town_hall.follow_ups.run_waiting(services)
    await privacy.erase_due_accounts(services)
    assert await rows(services.database, "application") == 1, "there is a week to think"
    with clock.pretend(clock.now() + timedelta(days=7, minutes=1)):
        await due_in_the_database_too(services.database)
        for _time in range(2):
            await privacy.erase_due_accounts(services)
        await town_hall.follow_ups.run_waiting(services)
    for table in ("account", "application", "stored_file", "session", "outgoing_mail"):
        left = 1 if table == "outgoing_mail" else 0
        assert await rows(services.database, table) == left, table
    assert not list((tmp_path / "files").rglob("*.sealed"))
    assert await town_hall.subjects() == ["Ihr Konto wird gelöscht", "Ihr Konto ist gelöscht"]


async def test_what_must_be_kept_stays_without_the_account_and_new_mails_go_nowhere(
    services: Services, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    case = await town_hall.opened_case(citizen)
    await town_hall.act(desk, case.reference, CaseAction.TAKE_ON)
    shown = await privacy.see_own_data(services, citizen.id)
    assert [(one.reference, one.until) for one in shown.inventory.cases] == [(case.reference, None)]
    await privacy.request_erasure(services, signed_in(citizen), "LÖSCHEN")
    await town_hall.follow_ups.run_waiting(services)
    with clock.pretend(clock.now() + timedelta(days=8)):
        await due_in_the_database_too(services.database)
        await privacy.erase_due_accounts(services)
        await town_hall.follow_ups.run_waiting(services)
    async with services.database.transaction(system_scope()) as session:
        account = await session.get_one(Account, citizen.id)
        assert (account.display_name, account.password_hash) == ("", "!")
        assert account.email != citizen.email
        assert account.erased_at is not None
    before = len(await town_hall.mails())
    await town_hall.act(desk, case.reference, CaseAction.MARK_POSTED)
    assert (await town_hall.seen_by(desk, case.reference)).review, "the town hall's file is whole"
    assert len(await town_hall.mails()) == before


async def test_a_wish_can_be_withdrawn(services: Services, citizen: Citizen) -> None:
    await privacy.request_erasure(services, signed_in(citizen), "LÖSCHEN")
    assert await privacy.keep_account(services, citizen.id)
    assert not await privacy.keep_account(services, citizen.id)
    with clock.pretend(clock.now() + timedelta(days=8)):
        await due_in_the_database_too(services.database)
        await privacy.erase_due_accounts(services)
    assert await rows(services.database, "account") == 1


async def test_a_case_goes_when_its_time_is_over_and_the_booking_stays(
    services: Services, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    old = await a_closed_case(town_hall, citizen, desk, days_ago=24 * 31 + 5)
    kept = await a_closed_case(town_hall, citizen, desk, days_ago=30)
    for _time in range(2):
        await erase_what_is_over(services)
    async with services.database.transaction(system_scope()) as session:
        assert list(await session.scalars(select(col(Case.reference)))) == [kept]
        assert len(list(await session.scalars(select(col(Application.id))))) == 1
    for table in ("submission", "case_message"):
        assert await rows(services.database, table) == 1
    assert old != kept


async def test_the_portal_itself_cannot_erase_what_is_not_over(
    services: Services, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    await a_closed_case(town_hall, citizen, desk, days_ago=3)
    await a_draft(services.database, citizen.scope, CERTIFICATE_FOR_MYSELF)
    for statement, scope in (
        ('SELECT erase_case(id) FROM "case"', system_scope()),
        ('SELECT erase_case(id) FROM "case"', desk),
        ("SELECT erase_unsent(id) FROM application", system_scope()),
        ("SELECT erase_unsent(id) FROM application", citizen.scope),
        ("SELECT erase_rows_of_application(id) FROM application", system_scope()),
        ("DELETE FROM submission", system_scope()),
    ):
        with pytest.raises(DBAPIError):
            async with services.database.transaction(scope) as session:
                await session.execute(text("SELECT set_config('portal.erasing', 'yes', true)"))
                await session.execute(text(statement))


def test_every_table_with_an_owner_says_what_becomes_of_it() -> None:
    owned = {t.name for t in SQLModel.metadata.sorted_tables if "account_id" in t.c}
    missing = owned - set(HOLDINGS)
    assert not missing, f"name them in portal/privacy/holdings.py and docs/privacy.md: {missing}"


async def due_in_the_database_too(database: Database) -> None:
    """The database's own clock cannot be turned: the wish was made a week earlier."""
    async with database.transaction(system_scope()) as session:
        await session.execute(
            update(AccountErasure).values(due_at=clock.now() - timedelta(days=20))
        )
