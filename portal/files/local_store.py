"""Uploads in a folder of this machine, encrypted."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from portal.files.sealed import (
    CHUNK,
    HEADER,
    SEALED_CHUNK,
    Header,
    Opener,
    OuterKey,
    Sealer,
    lock,
    read_header,
    unlock,
)
from portal.files.storage import Examination, FileDamaged, FileKeys
from portal.sealing import SealBroken

SUFFIX = ".sealed"
UNFINISHED = ".part"
ASIDE = ".orphan"
KEPT_ASIDE = timedelta(days=30)


class LocalFileStore:
    """Implements FileStore. Without its keys the folder is worthless.

    `master_key` (32 bytes) opens files from before there were `keys`, and locks new ones where
    there are none.
    """

    def __init__(self, folder: Path, master_key: bytes, keys: FileKeys | None = None) -> None:
        self._folder = folder
        self._master_key = OuterKey(master_key)
        self._keys = keys

    async def save(
        self,
        file_id: UUID,
        chunks: AsyncIterator[bytes],
        examine: Examination | None = None,
        *,
        municipality: str = "",
    ) -> None:
        """Keep all chunks under `file_id`, or nothing at all if `chunks` or `examine` raises.

        Until then the key of what is written is in this process's memory alone: no other key
        opens what a crash leaves behind.
        """
        path = self._path(file_id)
        unfinished = path.with_suffix(UNFINISHED)
        sealer = Sealer(await self._current(municipality), file_id)
        try:
            await self._write(unfinished, sealer, chunks)
            if examine is not None:
                await examine(lambda: self._unseal(unfinished, file_id, sealer.header))
            await asyncio.to_thread(_complete, unfinished, sealer.header, path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise

    async def read(self, file_id: UUID) -> AsyncIterator[bytes]:
        """The bytes again, in chunks. Raises FileDamaged, before giving out anything changed."""
        async with aclosing(self._unseal(self._path(file_id), file_id)) as content:
            async for chunk in content:
                yield chunk

    async def renew(self, file_id: UUID, municipality: str) -> bool:
        """Lock a file with the newest key of `municipality`; False where it is already."""
        path, outer = self._path(file_id), await self._current(municipality)
        try:
            with path.open("rb") as file:
                header = read_header(await asyncio.to_thread(file.read, HEADER))
        except FileNotFoundError as error:
            raise FileDamaged from error
        if header.outer_id == outer.id:
            return False
        key = unlock(await self._outer(header), file_id, header)
        new = lock(outer, file_id, key)
        await asyncio.to_thread(_put_before, path, header.size, new)
        return True

    def discard(self, file_id: UUID) -> None:
        """Forget the bytes; nothing happens if there are none."""
        self._path(file_id).unlink(missing_ok=True)

    def older_than(self, age: timedelta) -> list[UUID]:
        """Everything that was finished longer ago than `age`."""
        return [UUID(path.stem) for path in self._older(SUFFIX, age)]

    def discard_unfinished(self, age: timedelta) -> None:
        """Forget what was begun longer ago and never finished, and what was set aside long ago."""
        for path in [*self._older(UNFINISHED, age), *self._older(ASIDE, KEPT_ASIDE)]:
            path.unlink(missing_ok=True)

    def set_aside(self, file_id: UUID) -> None:
        """Out of use at once, but not lost yet: the database may have been the wrong one."""
        path = self._path(file_id)
        path.touch()
        path.rename(path.with_suffix(ASIDE))

    def _older(self, suffix: str, age: timedelta) -> list[Path]:
        before = time.time() - age.total_seconds()
        return [path for path in self._folder.glob(f"*/*{suffix}") if _written(path) < before]

    async def _unseal(
        self, path: Path, file_id: UUID, header: bytes | None = None
    ) -> AsyncGenerator[bytes]:
        """The bytes in `path`; `header` where it is not written yet."""
        try:
            file = path.open("rb")
        except FileNotFoundError as error:
            raise FileDamaged from error
        with file:
            start = header if header is not None else await asyncio.to_thread(file.read, HEADER)
            found = read_header(start)
            opener = Opener(unlock(await self._outer(found), file_id, found))
            file.seek(found.size)
            sealed = await asyncio.to_thread(file.read, SEALED_CHUNK)
            last = False
            while not last:
                following = await asyncio.to_thread(file.read, SEALED_CHUNK)
                last = not following
                yield await asyncio.to_thread(opener.open, sealed, last=last)
                sealed = following

    async def _write(self, path: Path, sealer: Sealer, chunks: AsyncIterator[bytes]) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.seek(len(sealer.header))
            waiting = bytearray()
            async for chunk in chunks:
                waiting += chunk
                await asyncio.to_thread(_write_full_chunks, file, sealer, waiting)
            await asyncio.to_thread(_finish, file, sealer, bytes(waiting))

    async def _current(self, municipality: str) -> OuterKey:
        if self._keys is None:
            return self._master_key
        key_id, key = await self._keys.current(municipality)
        return OuterKey(key, key_id)

    async def _outer(self, header: Header) -> OuterKey:
        """What locks a file. Raises FileDamaged where nobody has that key."""
        if header.outer_id is None:
            return self._master_key
        if self._keys is None:
            raise FileDamaged
        try:
            return OuterKey(await self._keys.find(header.outer_id), header.outer_id)
        except SealBroken as error:
            raise FileDamaged from error

    def _path(self, file_id: UUID) -> Path:
        return self._folder / file_id.hex[:2] / f"{file_id}{SUFFIX}"


def _written(path: Path) -> float:
    """Seconds since 1970; now for what has just gone."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _write_full_chunks(file: BinaryIO, sealer: Sealer, waiting: bytearray) -> None:
    """All but the rest that may be the last chunk."""
    while len(waiting) > CHUNK:
        file.write(sealer.seal(bytes(waiting[:CHUNK]), last=False))
        del waiting[:CHUNK]


def _finish(file: BinaryIO, sealer: Sealer, rest: bytes) -> None:
    file.write(sealer.seal(rest, last=True))


def _complete(unfinished: Path, header: bytes, path: Path) -> None:
    """Write the key's place and give the file its name; both survive a loss of power."""
    with unfinished.open("r+b") as file:
        file.write(header)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    _keep_name(path)


def _put_before(path: Path, chunks_begin: int, header: bytes) -> None:
    """The same chunks behind another header, in place of the file; its age stays."""
    unfinished = path.with_suffix(UNFINISHED)
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with path.open("rb") as old, os.fdopen(descriptor, "wb") as new:
        new.write(header)
        old.seek(chunks_begin)
        shutil.copyfileobj(old, new, SEALED_CHUNK)
        new.flush()
        os.fsync(new.fileno())
    shutil.copystat(path, unfinished)
    unfinished.rename(path)
    _keep_name(path)


def _keep_name(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
