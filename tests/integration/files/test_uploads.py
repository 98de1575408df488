"""A citizen adds evidence to an application: checked by content, seen by nobody else."""

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from portal.applications.tables import Application
from portal.errors import InvalidInput, NotFound
from portal.files import (
    LocalFileStore,
    StoredFile,
    files_of,
    open_file,
    receive_upload,
    record_upload,
    remove_file,
)
from portal.identity import SessionInfo
from portal.persistence.database import Database, Scope
from portal.workflow.accounts import sign_in_citizen
from portal.workflow.signing_in import Arrival
from tests.support.accounts import (
    HOST,
    PASSWORD,
    Mailbox,
    a_case_worker,
    a_citizen,
    a_draft_of,
    a_visitor,
)
from tests.support.uploads import HEIC, JPEG, PDF, PNG, broken_off, read_all, streamed

MEGABYTE = 1_000_000


@pytest.fixture
def store(tmp_path: Path) -> LocalFileStore:
    return LocalFileStore(tmp_path, bytes(range(32)))


@pytest.fixture
async def visitor(database: Database) -> SessionInfo:
    return await a_visitor(database)


@pytest.fixture
async def draft(database: Database, visitor: SessionInfo) -> Application:
    return await a_draft_of(database, visitor.visitor_id)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (PDF, "application/pdf"),
        (HEIC, "image/heic"),
    ],
)
async def test_an_upload_is_kept_and_read_again(
    database: Database,
    store: LocalFileStore,
    visitor: SessionInfo,
    draft: Application,
    content: bytes,
    media_type: str,
) -> None:
    stored = await _upload(database, store, visitor.scope, draft, content)
    assert (stored.media_type, stored.size_bytes) == (media_type, len(content))
    assert stored.sha256 == sha256(content).hexdigest()
    async with database.transaction(visitor.scope) as session:
        found, chunks = await open_file(session, store, stored.id)
        listed = await files_of(session, draft.id)
    assert found.name == "Nachweis.pdf"
    assert [file.id for file in listed] == [stored.id]
    assert await read_all(chunks) == content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Diese Datei ist leer"),
        (b"MZ\x90\x00 ein Programm, das sich Nachweis.pdf nennt", "Diese Art von Datei"),
        (b"%PD", "Diese Art von Datei"),
        (HEIC, "PDF, JPEG"),
        (PDF + b" " * MEGABYTE, "höchstens 1 MB"),
    ],
)
async def test_what_cannot_be_accepted_is_refused_in_words_and_leaves_nothing(
    database: Database,
    store: LocalFileStore,
    visitor: SessionInfo,
    draft: Application,
    tmp_path: Path,
    content: bytes,
    words: str,
) -> None:
    accept = ("application/pdf", "image/jpeg")
    with pytest.raises(InvalidInput, match=words):
        await _upload(database, store, visitor.scope, draft, content, accept=accept)
    assert _kept(tmp_path) == []
    async with database.transaction(visitor.scope) as session:
        assert await files_of(session, draft.id) == []


async def test_a_large_file_is_stopped_on_the_way_not_at_its_end(store: LocalFileStore) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1000
            yield PDF[:1000].ljust(1000)

    with pytest.raises(InvalidInput, match="zu groß"):
        async with receive_upload(store, name="a.pdf", chunks=endless(), max_bytes=5000):
            pass
    assert sent == 6000


async def test_a_lost_connection_leaves_nothing(store: LocalFileStore, tmp_path: Path) -> None:
    with pytest.raises(ConnectionError):
        async with receive_upload(store, name="a.pdf", chunks=broken_off(PDF), max_bytes=MEGABYTE):
            pass
    assert _kept(tmp_path) == []


async def test_an_upload_for_somebody_elses_application_leaves_nothing(
    database: Database, store: LocalFileStore, draft: Application, tmp_path: Path
) -> None:
    stranger = await a_visitor(database)
    with pytest.raises(Exception, match="row-level security"):
        await _upload(database, store, stranger.scope, draft, PDF)
    assert _kept(tmp_path) == []


async def test_an_upload_that_nobody_records_leaves_nothing(
    store: LocalFileStore, tmp_path: Path
) -> None:
    async with receive_upload(store, name="a.pdf", chunks=streamed(PDF), max_bytes=MEGABYTE):
        assert len(_kept(tmp_path)) == 1
    assert _kept(tmp_path) == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\anna\\Ausweis.pdf", "Ausweis.pdf"),
        ("../../etc/passwd", "passwd"),
        ("Ge\u0301burtsurkunde\u202efdp.pdf", "Géburtsurkundefdp.pdf"),
        ('Zeile\r\nX: "1".pdf', 'Zeile X: "1".pdf'),
        ("...", "Datei"),
        ("", "Datei"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
async def test_a_file_gets_a_harmless_name(store: LocalFileStore, sent: str, kept: str) -> None:
    async with receive_upload(store, name=sent, chunks=streamed(PDF), max_bytes=MEGABYTE) as upload:
        assert upload.name == kept


async def test_a_removed_file_is_gone(
    database: Database,
    store: LocalFileStore,
    visitor: SessionInfo,
    draft: Application,
    tmp_path: Path,
) -> None:
    stored = await _upload(database, store, visitor.scope, draft, PDF)
    async with database.transaction(visitor.scope) as session:
        await remove_file(session, store, stored.id, draft.id)
        assert len(_kept(tmp_path)) == 1
    assert _kept(tmp_path) == []
    await _is_not_found(database, store, visitor.scope, stored)


async def test_a_removal_that_is_rolled_back_keeps_the_file(
    database: Database, store: LocalFileStore, visitor: SessionInfo, draft: Application
) -> None:
    stored = await _upload(database, store, visitor.scope, draft, PDF)
    with pytest.raises(InvalidInput):
        async with database.transaction(visitor.scope) as session:
            await remove_file(session, store, stored.id, draft.id)
            raise InvalidInput
    async with database.transaction(visitor.scope) as session:
        _, chunks = await open_file(session, store, stored.id)
    assert await read_all(chunks) == PDF


async def test_a_file_is_removed_only_from_the_application_it_belongs_to(
    database: Database, store: LocalFileStore, visitor: SessionInfo, draft: Application
) -> None:
    stored = await _upload(database, store, visitor.scope, draft, PDF)
    async with database.transaction(visitor.scope) as session:
        with pytest.raises(NotFound):
            await remove_file(session, store, stored.id, uuid4())
        assert len(await files_of(session, draft.id)) == 1


async def test_another_visitor_citizen_or_municipality_finds_nothing(
    database: Database, store: LocalFileStore, visitor: SessionInfo, draft: Application
) -> None:
    stored = await _upload(database, store, visitor.scope, draft, PDF)
    stranger, citizen = await a_visitor(database), await a_citizen(database)
    staff_of_leer = await a_case_worker(database, "leer")
    for scope in (
        stranger.scope,
        Scope("citizen", citizen.id, HOST),
        Scope("staff", staff_of_leer.id, "leer"),
    ):
        await _is_not_found(database, store, scope, stored)
        async with database.transaction(scope) as session:
            with pytest.raises(NotFound):
                await remove_file(session, store, stored.id, draft.id)


async def test_after_signing_in_the_uploads_are_the_accounts(
    database: Database, store: LocalFileStore, visitor: SessionInfo, draft: Application
) -> None:
    stored = await _upload(database, store, visitor.scope, draft, PDF)
    citizen = await a_citizen(database)
    await sign_in_citizen(
        database,
        Mailbox(),
        email=citizen.email,
        password=PASSWORD,
        arrival=Arrival(HOST, visitor, "192.0.2.1"),
    )
    await _is_not_found(database, store, visitor.scope, stored)
    async with database.transaction(Scope("citizen", citizen.id, HOST)) as session:
        _, chunks = await open_file(session, store, stored.id)
    assert await read_all(chunks) == PDF


async def _upload(
    database: Database,
    store: LocalFileStore,
    scope: Scope,
    draft: Application,
    content: bytes,
    accept: tuple[str, ...] = ("application/pdf", "image/jpeg", "image/png", "image/heic"),
) -> StoredFile:
    async with (
        receive_upload(
            store,
            name="Nachweis.pdf",
            chunks=streamed(content),
            max_bytes=MEGABYTE,
            accept=accept,
        ) as upload,
        database.transaction(scope) as session,
    ):
        return await record_upload(session, upload, application=draft, field_path="proof")


async def _is_not_found(
    database: Database, store: LocalFileStore, scope: Scope, stored: StoredFile
) -> None:
    async with database.transaction(scope) as session:
        with pytest.raises(NotFound):
            await open_file(session, store, stored.id)


def _kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
