"""Evidence lies encrypted: who has the disk has nothing, and no change goes unnoticed."""

import os
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from portal.files import FileDamaged, LocalFileStore
from portal.files.sealed import CHUNK, HEADER, SEALED_CHUNK
from portal.sealing import SealBroken
from tests.support.uploads import broken_off, read_all, streamed

KEY = bytes(range(32))
FIRST, SECOND = UUID(int=1), UUID(int=2)
SIZES = (1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17)


class TownKeys:
    """Two generations of one municipality's keys."""

    def __init__(self) -> None:
        self.newest = FIRST
        self.known = {FIRST: b"1" * 32, SECOND: b"2" * 32}

    async def current(self, municipality: str) -> tuple[UUID, bytes]:
        return self.newest, self.known[self.newest]

    async def find(self, key_id: UUID) -> bytes:
        if key_id not in self.known:
            raise SealBroken
        return self.known[key_id]


@pytest.fixture
def keys() -> TownKeys:
    return TownKeys()


@pytest.fixture
def store(tmp_path: Path, keys: TownKeys) -> LocalFileStore:
    return LocalFileStore(tmp_path, KEY, keys)


@pytest.mark.parametrize("size", SIZES)
async def test_what_was_stored_comes_back(store: LocalFileStore, size: int) -> None:
    content, file_id = os.urandom(size), uuid4()
    await store.save(file_id, streamed(content, size=10_000))
    assert await read_all(store.read(file_id)) == content


async def test_nothing_readable_lies_on_the_disk(store: LocalFileStore, tmp_path: Path) -> None:
    await store.save(uuid4(), streamed(b"Anna Ahrens, geboren in Papenburg " * 5000))
    written = _only_file(tmp_path)
    assert b"Ahrens" not in written.read_bytes()
    assert written.stat().st_mode & 0o077 == 0


async def test_the_same_content_never_looks_the_same(store: LocalFileStore, tmp_path: Path) -> None:
    for _ in range(2):
        await store.save(uuid4(), streamed(b"gleich"))
    first, second = (path.read_bytes() for path in tmp_path.rglob("*.sealed"))
    assert first[HEADER:] != second[HEADER:]


@pytest.mark.parametrize("at", [0, 20, HEADER - 1, HEADER, HEADER + SEALED_CHUNK + 5, -1])
async def test_one_changed_bit_is_noticed(store: LocalFileStore, tmp_path: Path, at: int) -> None:
    file_id = await _stored(store)
    path = _only_file(tmp_path)
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    await _is_damaged(store, file_id)


@pytest.mark.parametrize("kept", [0, HEADER - 1, HEADER, HEADER + SEALED_CHUNK, -1])
async def test_a_cut_is_noticed_even_between_chunks(
    store: LocalFileStore, tmp_path: Path, kept: int
) -> None:
    file_id = await _stored(store)
    path = _only_file(tmp_path)
    path.write_bytes(path.read_bytes()[:kept])
    await _is_damaged(store, file_id)


async def test_swapped_chunks_are_noticed(store: LocalFileStore, tmp_path: Path) -> None:
    file_id = await _stored(store)
    path = _only_file(tmp_path)
    content = path.read_bytes()
    header, body = content[:HEADER], content[HEADER:]
    first, second = body[:SEALED_CHUNK], body[SEALED_CHUNK : 2 * SEALED_CHUNK]
    path.write_bytes(header + second + first + body[2 * SEALED_CHUNK :])
    await _is_damaged(store, file_id)


async def test_a_file_put_in_the_place_of_another_is_noticed(
    store: LocalFileStore, tmp_path: Path
) -> None:
    mine = await _stored(store)
    written = _only_file(tmp_path).read_bytes()
    other = await _stored(store)
    next(tmp_path.rglob(f"{other}.sealed")).write_bytes(written)
    assert await read_all(store.read(mine))
    await _is_damaged(store, other)


async def test_another_key_opens_nothing(
    store: LocalFileStore, tmp_path: Path, keys: TownKeys
) -> None:
    file_id = await _stored(store)
    keys.known[FIRST] = bytes(32)
    await _is_damaged(store, file_id)
    del keys.known[FIRST]
    await _is_damaged(store, file_id)
    await _is_damaged(LocalFileStore(tmp_path, KEY), file_id)


async def test_files_from_before_municipalities_had_keys_are_read_and_renewed(
    store: LocalFileStore, tmp_path: Path
) -> None:
    content, file_id = os.urandom(2 * CHUNK + 5), uuid4()
    await LocalFileStore(tmp_path, KEY).save(file_id, streamed(content, size=50_000))
    assert await read_all(store.read(file_id)) == content
    assert await store.renew(file_id, "leer")
    without_file_key = LocalFileStore(tmp_path, bytes(32), TownKeys())
    assert await read_all(without_file_key.read(file_id)) == content


async def test_a_new_key_locks_old_files_too_and_touches_nothing_else(
    store: LocalFileStore, tmp_path: Path, keys: TownKeys
) -> None:
    file_id = await _stored(store)
    before, age = await read_all(store.read(file_id)), _only_file(tmp_path).stat().st_mtime
    keys.newest = SECOND
    assert await read_all(store.read(file_id)) == before
    assert await store.renew(file_id, "leer")
    assert not await store.renew(file_id, "leer")
    del keys.known[FIRST]
    assert await read_all(store.read(file_id)) == before
    assert _only_file(tmp_path).stat().st_mtime == age
    assert _only_file(tmp_path).stat().st_mode & 0o077 == 0


async def test_a_file_that_is_gone_or_damaged_is_not_renewed(
    store: LocalFileStore, tmp_path: Path, keys: TownKeys
) -> None:
    file_id = await _stored(store)
    _only_file(tmp_path).write_bytes(b"SCHALTER-FILE-1\n")
    for missing in (file_id, uuid4()):
        with pytest.raises(FileDamaged):
            await store.renew(missing, "leer")


async def test_an_upload_that_breaks_off_leaves_nothing(
    store: LocalFileStore, tmp_path: Path
) -> None:
    with pytest.raises(ConnectionError):
        await store.save(uuid4(), broken_off(b"halb" * 100_000))
    assert _files(tmp_path) == []


async def test_what_was_discarded_is_gone(store: LocalFileStore, tmp_path: Path) -> None:
    file_id = await _stored(store)
    store.discard(file_id)
    store.discard(file_id)
    assert _files(tmp_path) == []
    await _is_damaged(store, file_id)


async def _stored(store: LocalFileStore) -> UUID:
    file_id = uuid4()
    await store.save(file_id, streamed(os.urandom(2 * CHUNK + 100), size=50_000))
    return file_id


async def _is_damaged(store: LocalFileStore, file_id: UUID) -> None:
    with pytest.raises(FileDamaged):
        await read_all(store.read(file_id))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _only_file(folder: Path) -> Path:
    (path,) = _files(folder)
    return path
