"""The demo: who can sign in, what has happened, and back to the first day."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlmodel import col

from portal.applications import find_application
from portal.cases.queue import QueueFilter, work_queue
from portal.cases.tables import Case
from portal.files.local_store import LocalFileStore
from portal.files.service import receive_upload, record_upload
from portal.identity.sign_in import sign_in
from portal.identity.tables import Account, StaffRole
from portal.integrations.dbos import DbosFollowUps, prepare_schema
from portal.integrations.demo.bank import DemoBank
from portal.persistence.database import Database, Scope, system_scope
from portal.workflow.demo import load_demo, reset_demo
from portal.workflow.reconciliation import reconcile
from portal.workflow.services import Services
from tests.support.applications import a_certificate_in_the_basket, a_citizen
from tests.support.cases import TownHall
from tests.support.uploads import PDF, streamed

PASSWORD = "demo-Passwort-2026"
ROLES = {
    "sachbearbeitung@demo.example": ("papenburg", "case_worker"),
    "sachbearbeitung.leer@demo.example": ("leer", "case_worker"),
    "buergerbuero@demo.example": ("papenburg", "counter_clerk"),
    "leitung@demo.example": ("papenburg", "team_lead"),
    "kasse@demo.example": ("papenburg", "team_lead"),
    "admin@demo.example": ("*", "installation_admin"),
    "personal@demo.example": ("papenburg", "municipality_admin"),
    "meldewesen@demo.example": ("papenburg", "case_worker"),
}


@pytest.fixture
def services(town_hall: TownHall, owner_url: str, tmp_path: Path) -> Services:
    """The adapters of a demo with its own folder for uploads and real follow-ups."""
    prepare_schema(owner_url)
    follow_ups = DbosFollowUps(owner_url)
    bank = DemoBank(town_hall.database, follow_ups, b"s" * 32, "http://127.0.0.1:1")
    return Services(
        database=town_hall.database,
        follow_ups=follow_ups,
        mailer=town_hall.services.mailer,
        providers={bank.name: bank},
        file_store=LocalFileStore(tmp_path / "files", b"k" * 32),
        portal_url=town_hall.services.portal_url,
        demo=True,
        secret_key=bytes(32),
    )


async def test_the_documented_accounts_sign_in(services: Services) -> None:
    await load_demo(services)
    for email, level in (
        ("buerger@demo.example", "basic"),
        ("identifiziert@demo.example", "substantial"),
    ):
        assert (await _signed_in(services.database, email, "citizen")).trust_level == level
    for email, role in ROLES.items():
        account = await _signed_in(services.database, email, "staff")
        async with services.database.transaction(system_scope()) as session:
            held = (
                await session.scalars(
                    select(StaffRole).where(col(StaffRole.account_id) == account.id)
                )
            ).one()
        assert (held.municipality, held.role) == role


async def test_both_desks_find_work(services: Services) -> None:
    await load_demo(services)
    for email, municipality in (
        ("sachbearbeitung@demo.example", "papenburg"),
        ("sachbearbeitung.leer@demo.example", "leer"),
    ):
        account = await _signed_in(services.database, email, "staff")
        desk = Scope("staff", account.id, municipality)
        async with services.database.transaction(desk) as session:
            queue = await work_queue(session, desk)
        counts = {count.filter: count.count for count in queue.counts}
        assert all(counts[chosen] for chosen in (QueueFilter.NEW, QueueFilter.WAITING))


async def test_the_bank_knows_of_every_payment_that_is_told(services: Services) -> None:
    await load_demo(services)
    assert (await reconcile(services)).found == 0


async def test_loading_again_changes_nothing(services: Services) -> None:
    await load_demo(services)
    before = await _counts(services.database)
    await load_demo(services)
    assert await _counts(services.database) == before


async def test_a_reset_forgets_what_visitors_did_and_what_was_pending(
    services: Services, owner_url: str
) -> None:
    await load_demo(services)
    before = await _counts(services.database)
    await _leave_things_behind(services)
    await reset_demo(owner_url, services)
    assert await _counts(services.database) == before
    async with services.database.transaction(system_scope()) as session:
        assert await session.scalar(text("SELECT count(*) FROM dbos.workflow_status")) == 0
        assert await session.scalar(text("SELECT count(*) FROM stored_file")) == 0
    store = services.file_store
    assert isinstance(store, LocalFileStore)
    assert not [path for path in store._folder.rglob("*") if path.is_file()]


async def _leave_things_behind(services: Services) -> None:
    citizen = await a_citizen(services.database)
    submission = await a_certificate_in_the_basket(services.database, citizen)
    store = services.file_store
    async with (
        receive_upload(store, name="A.pdf", chunks=streamed(PDF), max_bytes=10_000) as upload,
        services.database.transaction(citizen.scope) as session,
    ):
        application = await find_application(session, submission.application_id)
        await record_upload(session, upload, application=application, field_path="identity_proof")
        await services.follow_ups.enqueue(session, "open_case", "x", {"application_id": "x"})


async def _signed_in(database: Database, email: str, kind: str) -> Account:
    async with database.transaction(system_scope()) as session:
        outcome = await sign_in(
            session,
            kind=kind,  # type: ignore[arg-type]
            email=email,
            password=PASSWORD,
            network="127.0.0.1",
        )
    assert isinstance(outcome, Account)
    return outcome


async def _counts(database: Database) -> tuple[int | None, ...]:
    async with database.transaction(system_scope()) as session:
        return (
            await session.scalar(select(func.count()).select_from(Account)),
            await session.scalar(select(func.count()).select_from(Case)),
            await session.scalar(text("SELECT count(*) FROM demo_mail")),
        )
