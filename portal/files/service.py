"""Uploads of citizens: checked while they stream in, kept encrypted, found again by their owner.

Who may see a file is decided by row-level security, in the scope of the transaction.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy import delete, event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.errors import NotFound
from portal.files.inspection import MOST_PAGES, Inspection, require_readable
from portal.files.recognition import MEDIA_TYPES, clean_name
from portal.files.scanner import NoScanner, Scanner
from portal.files.storage import Content, FileStore
from portal.files.tables import StoredFile
from portal.persistence.columns import new_id


class OwningApplication(Protocol):
    """The application that evidence is uploaded for."""

    id: UUID
    municipality: str
    visitor_id: UUID
    account_id: UUID | None


@dataclass
class Upload:
    """Bytes already stored and found acceptable, not yet part of any application."""

    file_id: UUID
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    recorded: bool = False


@asynccontextmanager
async def receive_upload(
    store: FileStore,
    *,
    name: str,
    chunks: AsyncIterator[bytes],
    max_bytes: int,
    accept: Collection[str] = tuple(MEDIA_TYPES),
    max_pages: int = MOST_PAGES,
    scanner: Scanner | None = None,
    municipality: str = "",
) -> AsyncIterator[Upload]:
    """Take in at most `max_bytes` bytes whose content is of an `accept`ed media type.

    No transaction is needed, so a slow phone holds no connection. Inside the block, record the
    upload; if it is not recorded, or the block fails, nothing stays behind. The type is told by
    content, not by what the browser declares. The key of `municipality` locks it. Raises
    InvalidInput (InfectedFile among them) saying what is wrong, ScannerUnavailable.
    """
    file_id, inspection = new_id(), Inspection(max_bytes, frozenset(accept))

    async def examine(content: Content) -> None:
        async with aclosing(content()) as arrived:
            await (scanner or NoScanner()).scan(arrived)
        async with aclosing(content()) as arrived:
            await require_readable(inspection.media_type, arrived, max_pages)

    await store.save(file_id, inspection.watch(chunks), examine, municipality=municipality)
    upload = Upload(
        file_id, clean_name(name), inspection.media_type, inspection.size, inspection.sha256
    )
    try:
        yield upload
    except BaseException:
        store.discard(file_id)
        raise
    if not upload.recorded:
        store.discard(file_id)


async def record_upload(
    session: AsyncSession, upload: Upload, *, application: OwningApplication, field_path: str
) -> StoredFile:
    """Make the upload part of an application, as its owner; commit inside `receive_upload`."""
    stored = StoredFile(
        id=upload.file_id,
        application_id=application.id,
        municipality=application.municipality,
        visitor_id=application.visitor_id,
        account_id=application.account_id,
        field_path=field_path,
        name=upload.name,
        media_type=upload.media_type,
        size_bytes=upload.size_bytes,
        sha256=upload.sha256,
    )
    session.add(stored)
    await session.flush()
    upload.recorded = True
    return stored


async def open_file(
    session: AsyncSession, store: FileStore, file_id: UUID
) -> tuple[StoredFile, AsyncIterator[bytes]]:
    """What is known about the file, and its bytes; they may be read after the transaction.

    Raises NotFound; reading raises FileDamaged.
    """
    stored = await session.get(StoredFile, file_id)
    if stored is None:
        raise NotFound
    return stored, store.read(file_id)


async def same_file(
    session: AsyncSession, application_id: UUID, field_path: str, sha256: str
) -> StoredFile | None:
    """The upload of the same bytes at the same place, if there is one already."""
    query = select(StoredFile).where(
        col(StoredFile.application_id) == application_id,
        col(StoredFile.field_path) == field_path,
        col(StoredFile.sha256) == sha256,
    )
    return (await session.scalars(query.limit(1))).first()


async def files_of(session: AsyncSession, application_id: UUID) -> list[StoredFile]:
    """The uploads of an application, oldest first."""
    query = (
        select(StoredFile)
        .where(col(StoredFile.application_id) == application_id)
        .order_by(col(StoredFile.created_at), col(StoredFile.id))
    )
    return list((await session.execute(query)).scalars())


async def remove_file(
    session: AsyncSession, store: FileStore, file_id: UUID, application_id: UUID
) -> None:
    """Forget an upload; its bytes go when the transaction commits. Raises NotFound."""
    removed = await session.scalar(
        delete(StoredFile)
        .where(col(StoredFile.id) == file_id, col(StoredFile.application_id) == application_id)
        .returning(col(StoredFile.id))
    )
    if removed is None:
        raise NotFound
    event.listen(session.sync_session, "after_commit", lambda _: store.discard(file_id), once=True)
