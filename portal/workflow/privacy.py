"""A citizen's rights as a story: ask for the export, fetch it; ask for the erasure, think again.

The account itself is erased on the day it is due, by a follow-up of its own and, should that be
lost, by the nightly tidying.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Application, Submission
from portal.audit import Access, accesses_of
from portal.cases.conversation_tables import MessageFile
from portal.cases.tables import Case
from portal.documents import Receipt, copy_of_application, paid_receipt, receipt
from portal.errors import InvalidInput, NotFound
from portal.files import StoredFile
from portal.identity import SessionInfo, require_recent_sign_in
from portal.identity.addresses import is_address
from portal.identity.tables import Account
from portal.notifications.outbox import Occasion, Reader
from portal.persistence.columns import new_id
from portal.persistence.database import system_scope
from portal.privacy.archive import archive_of, safe_name
from portal.privacy.collected import Collected, Document, collect
from portal.privacy.erasure import PaymentUnderWay, erase_account
from portal.privacy.inventory import Inventory, inventory_of
from portal.privacy.tables import DataExport
from portal.privacy.wishes import (
    TIME_TO_THINK,
    Wishes,
    ask_for_erasure,
    ask_for_export,
    due_erasures,
    find_ready_export,
    note_ready,
    wishes_of,
    withdraw_erasure,
)
from portal.shared import clock
from portal.shared.language import GERMAN, N_, _, speaking
from portal.workflow.services import Services

MAKE_EXPORT, ERASE_ACCOUNT = "make_export", "erase_account"
TYPED_WORD = N_("LÖSCHEN")
PAGE = "/konto/daten/"


@dataclass(frozen=True)
class OwnData:
    """What the page "Meine Daten" shows."""

    inventory: Inventory
    wishes: Wishes
    accesses: tuple[Access, ...]


async def see_own_data(services: Services, account_id: UUID) -> OwnData:
    """What is stored, what was asked for, who looked."""
    async with services.database.transaction(system_scope()) as session:
        return OwnData(
            await inventory_of(session, account_id),
            await wishes_of(session, account_id),
            await accesses_of(session, account_id),
        )


async def request_export(services: Services, info: SessionInfo | None) -> None:
    """Have the ZIP made. Raises SignInRequired, RecentSignInRequired, TooManyExports."""
    account_id, host = _recently_signed_in(info)
    async with services.database.transaction(system_scope()) as session:
        export = await ask_for_export(session, account_id, host)
        await services.follow_ups.enqueue(
            session, MAKE_EXPORT, str(export.id), {"export_id": str(export.id)}
        )


async def make_export(services: Services, arguments: Mapping[str, str]) -> None:
    """Collect, seal, and tell the open page and the owner's mailbox. Done again after a crash;
    what a crash left in the store is set aside by the tidying."""
    export_id = UUID(arguments["export_id"])
    async with services.database.transaction(system_scope()) as session:
        export = await session.get(DataExport, export_id)
        if export is None or export.ready_at is not None:
            return
        data = await _collect(services, session, export.account_id)
    file_id, counted = new_id(), _Counted(archive_of(data))
    with speaking(GERMAN):
        await services.file_store.save(file_id, counted.chunks())
    async with services.database.transaction(system_scope()) as session:
        if not await note_ready(session, export_id, file_id, counted.size):
            services.file_store.discard(file_id)
            return
        await _tell_ready(services, session, export)


async def open_export(
    services: Services, info: SessionInfo | None, export_id: UUID
) -> tuple[DataExport, AsyncIterator[bytes]]:
    """The owner's ZIP and its bytes. Raises SignInRequired, RecentSignInRequired, NotFound."""
    account_id, _host = _recently_signed_in(info)
    async with services.database.transaction(system_scope()) as session:
        export = await find_ready_export(session, account_id, export_id)
    assert export.file_id is not None
    return export, services.file_store.read(export.file_id)


async def forget_old_exports(services: Services) -> None:
    """After a day; the bytes once the rows are gone."""
    over = col(DataExport.expires_at) < clock.now()
    async with services.database.transaction(system_scope()) as session:
        query = delete(DataExport).where(over).returning(col(DataExport.file_id))
        files = list(await session.scalars(query))
    _discard(services, [file_id for file_id in files if file_id])


async def request_erasure(services: Services, info: SessionInfo | None, typed: str) -> None:
    """Have the account erased in a week. Raises SignInRequired, RecentSignInRequired,
    InvalidInput (the word is missing), ErasureUnderWay."""
    account_id, host = _recently_signed_in(info)
    if typed.strip().upper() not in {TYPED_WORD, _(TYPED_WORD)}:
        raise InvalidInput(_("Bitte schreiben Sie {word} in das Feld.").format(word=_(TYPED_WORD)))
    async with services.database.transaction(system_scope()) as session:
        wish = await ask_for_erasure(session, account_id, host)
        await services.follow_ups.enqueue(
            session, ERASE_ACCOUNT, str(wish.id), {"erasure_id": str(wish.id)}, TIME_TO_THINK
        )
        account = await session.get_one(Account, account_id)
        occasion = Occasion("erasure", host, f"erasure:{wish.id}", PAGE)
        day = wish.due_at.astimezone(clock.BERLIN).date()
        await services.outbox.tell(session, account, occasion, day=day)


async def keep_account(services: Services, account_id: UUID) -> bool:
    """Withdraw the wish; whether there was one."""
    async with services.database.transaction(system_scope()) as session:
        return await withdraw_erasure(session, account_id)


async def erase_due_account(services: Services, arguments: Mapping[str, str]) -> None:
    """Erase it in one transaction, with the last mail. Withdrawn or done: nothing happens."""
    wish_id = UUID(arguments["erasure_id"])
    try:
        files = await _erase(services, wish_id)
    except PaymentUnderWay:
        return  # the nightly tidying asks again
    _discard(services, files)


async def erase_due_accounts(services: Services) -> None:
    """Each by itself."""
    async with services.database.transaction(system_scope()) as session:
        wishes = await due_erasures(session)
    for wish_id in wishes:
        await erase_due_account(services, {"erasure_id": str(wish_id)})


PRIVACY_FOLLOW_UPS = {MAKE_EXPORT: make_export, ERASE_ACCOUNT: erase_due_account}


class _Counted:
    """Counts the bytes that pass."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self.size = 0
        self._chunks = chunks

    async def chunks(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            self.size += len(chunk)
            yield chunk


async def _collect(services: Services, session: AsyncSession, account_id: UUID) -> Collected:
    receipts = await _receipts(session, account_id)

    def documents_of(
        application: Application,
        sent: Submission | None,
        case: Case | None,
        files: list[StoredFile | MessageFile],
    ) -> list[Document]:
        found = []
        if sent is not None and case is not None:
            found.append(_pdf("Antrag.pdf", lambda: copy_of_application(sent, case)))
            if paid := receipts.get(case.reference):
                found.append(_pdf("Quittung.pdf", lambda: receipt(paid)))
        found += [
            Document(safe_name(file.name, number), _bytes_of(services, file.id))
            for number, file in enumerate(files, 1)
        ]
        return found

    return await collect(session, account_id, documents_of, clock.now())


async def _receipts(session: AsyncSession, account_id: UUID) -> dict[str, Receipt]:
    found = {}
    query = select(col(Case.reference)).where(col(Case.account_id) == account_id)
    for reference in (await session.scalars(query)).all():
        try:
            found[reference] = await paid_receipt(session, account_id, reference)
        except NotFound:
            continue
    return found


def _pdf(name: str, write: Callable[[], bytes]) -> Document:
    async def read() -> AsyncIterator[bytes]:
        yield await asyncio.to_thread(write)

    return Document(name, read)


def _bytes_of(services: Services, file_id: UUID) -> Callable[[], AsyncIterator[bytes]]:
    return lambda: services.file_store.read(file_id)


async def _tell_ready(services: Services, session: AsyncSession, export: DataExport) -> None:
    account = await session.get_one(Account, export.account_id)
    host = export.host_municipality
    occasion = Occasion("export", host, f"export:{export.id}", PAGE)
    await services.outbox.tell(session, account, occasion)


async def _erase(services: Services, wish_id: UUID) -> tuple[UUID, ...]:
    async with services.database.transaction(system_scope()) as session:
        erased = await erase_account(session, wish_id)
        if erased is None:
            return ()
        host = erased.host_municipality
        if not is_address(erased.email):
            return erased.file_ids
        reader = Reader(erased.email, erased.name, erased.language)
        occasion = Occasion("erased", host, f"erased:{wish_id}")
        await services.outbox.tell_reader(session, reader, occasion)
        return erased.file_ids


def _discard(services: Services, file_ids: tuple[UUID, ...] | list[UUID]) -> None:
    for file_id in file_ids:
        services.file_store.discard(file_id)


def _recently_signed_in(info: SessionInfo | None) -> tuple[UUID, str]:
    require_recent_sign_in(info)
    assert info is not None and info.account_id is not None
    if not info.is_citizen:
        raise NotFound
    return info.account_id, info.host_municipality
