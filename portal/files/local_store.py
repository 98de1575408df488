"""Uploads in a folder of this machine, encrypted."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from portal.files.sealed import CHUNK, HEADER, SEALED_CHUNK, Opener, Sealer
from portal.files.storage import FileDamaged

SUFFIX = ".sealed"
UNFINISHED = ".part"


class LocalFileStore:
    """Implements FileStore. `master_key` has 32 bytes; without it the folder is worthless."""

    def __init__(self, folder: Path, master_key: bytes) -> None:
        self._folder = folder
        self._master_key = master_key

    async def save(self, file_id: UUID, chunks: AsyncIterator[bytes]) -> None:
        """Keep all chunks under `file_id`, or nothing at all if `chunks` raises."""
        path = self._path(file_id)
        unfinished = path.with_suffix(UNFINISHED)
        try:
            await self._write(unfinished, Sealer(self._master_key, file_id), chunks)
            await asyncio.to_thread(unfinished.rename, path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise

    async def read(self, file_id: UUID) -> AsyncIterator[bytes]:
        """The bytes again, in chunks. Raises FileDamaged, before giving out anything changed."""
        try:
            file = self._path(file_id).open("rb")
        except FileNotFoundError as error:
            raise FileDamaged from error
        with file:
            opener = Opener(self._master_key, file_id, await asyncio.to_thread(file.read, HEADER))
            sealed = await asyncio.to_thread(file.read, SEALED_CHUNK)
            last = False
            while not last:
                following = await asyncio.to_thread(file.read, SEALED_CHUNK)
                last = not following
                yield await asyncio.to_thread(opener.open, sealed, last=last)
                sealed = following

    def discard(self, file_id: UUID) -> None:
        """Forget the bytes; nothing happens if there are none."""
        self._path(file_id).unlink(missing_ok=True)

    async def _write(self, path: Path, sealer: Sealer, chunks: AsyncIterator[bytes]) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            await asyncio.to_thread(file.write, sealer.header)
            waiting = bytearray()
            async for chunk in chunks:
                waiting += chunk
                await asyncio.to_thread(_write_full_chunks, file, sealer, waiting)
            await asyncio.to_thread(_finish, file, sealer, bytes(waiting))

    def _path(self, file_id: UUID) -> Path:
        return self._folder / file_id.hex[:2] / f"{file_id}{SUFFIX}"


def _write_full_chunks(file: BinaryIO, sealer: Sealer, waiting: bytearray) -> None:
    """All but the rest that may be the last chunk."""
    while len(waiting) > CHUNK:
        file.write(sealer.seal(bytes(waiting[:CHUNK]), last=False))
        del waiting[:CHUNK]


def _finish(file: BinaryIO, sealer: Sealer, rest: bytes) -> None:
    file.write(sealer.seal(rest, last=True))
    file.flush()
    os.fsync(file.fileno())
