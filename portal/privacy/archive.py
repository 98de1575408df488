"""Everything an account has, as one ZIP: pages to read, data to take along, all files.

Written as a stream: however much there is, only a piece of it is in memory, and none of it on a
disk unsealed.
"""

import json
import re
import unicodedata
import zipfile
from collections.abc import AsyncIterator
from io import RawIOBase
from typing import Any

from portal.files import FileDamaged
from portal.privacy.collected import Collected, Document
from portal.privacy.pages import case_page, start_page

_UNSAFE = re.compile(r"[^\w .()-]+")
STAMP = (1980, 1, 1, 0, 0, 0)


async def archive_of(data: Collected) -> AsyncIterator[bytes]:
    """The bytes of the ZIP, piece by piece."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "index.html", start_page(data).encode())
        _add(archive, "daten.json", as_json(data.everything))
        for folder in data.folders:
            _add(archive, f"{folder.name}/antrag.html", case_page(folder).encode())
            yield outlet.take()
            for document in folder.documents:
                async for piece in _copy(
                    archive, outlet, f"{folder.name}/{document.name}", document
                ):
                    yield piece
    yield outlet.take()


def as_json(everything: dict[str, Any]) -> bytes:
    """Readable for people and machines (DSGVO Art. 20: structured, commonly used)."""
    return json.dumps(everything, ensure_ascii=False, indent=2, default=str).encode()


def safe_name(name: str, number: int) -> str:
    """A file's name that leads nowhere else and that every system can write."""
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    return f"{number:02d} {plain[-120:] or 'Datei'}"


async def _copy(
    archive: zipfile.ZipFile, outlet: "_Outlet", path: str, document: Document
) -> AsyncIterator[bytes]:
    with archive.open(zipfile.ZipInfo(path, STAMP), "w", force_zip64=True) as entry:
        try:
            async for chunk in document.read():
                entry.write(chunk)
                yield outlet.take()
        except FileDamaged:
            # One unreadable file must not keep all the rest from its owner.
            entry.write(FileDamaged.message.encode())


def _add(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(path, STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


class _Outlet(RawIOBase):
    """Where the ZIP is written to, emptied after each piece."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken
