"""The format of an encrypted file: a stream that shows every change, cut or reordering.

AES-256-GCM over chunks of 64 KiB. Each file has a random key of its own, kept in its header and
bound to the file's id: under a municipality's data key, which the header names, or in older files
under the installation's file key (decision record 0032). A chunk's nonce is its number and
whether it is the last (the STREAM construction: Hoang, Reyhanitabar, Rogaway, Vizár 2015), so
chunks can be neither swapped nor dropped, not even at the end.
"""

import secrets
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.files.storage import FileDamaged

OLD_MAGIC = b"SCHALTER-FILE-1\n"
MAGIC = b"SCHALTER-FILE-2\n"
CHUNK = 64 * 1024
TAG = 16
SEALED_CHUNK = CHUNK + TAG
NONCE = 12
KEY = 32
KEY_ID = 16
WRAPPED = NONCE + KEY + TAG
OLD_HEADER = len(OLD_MAGIC) + WRAPPED
HEADER = len(MAGIC) + KEY_ID + WRAPPED


@dataclass(frozen=True)
class OuterKey:
    """What locks the keys of files. `id` is None for the installation's file key."""

    key: bytes = field(repr=False)
    id: UUID | None = None

    @property
    def prefix(self) -> bytes:
        """How the header of a file begins whose key it locks."""
        return OLD_MAGIC if self.id is None else MAGIC + self.id.bytes


@dataclass(frozen=True)
class Header:
    """The beginning of a file: which key locks its key, and the locked key."""

    outer_id: UUID | None
    wrapped: bytes

    @property
    def size(self) -> int:
        """Where the chunks begin."""
        return OLD_HEADER if self.outer_id is None else HEADER


def read_header(start: bytes) -> Header:
    """From the first HEADER bytes of a file. Raises FileDamaged."""
    if start.startswith(OLD_MAGIC) and len(start) >= OLD_HEADER:
        return Header(None, start[len(OLD_MAGIC) : OLD_HEADER])
    if not start.startswith(MAGIC) or len(start) < HEADER:
        raise FileDamaged
    named = start[len(MAGIC) :][:KEY_ID]
    return Header(UUID(bytes=named), start[len(MAGIC) + KEY_ID : HEADER])


def lock(outer: OuterKey, file_id: UUID, key: bytes) -> bytes:
    """The header of a file with this key."""
    nonce = secrets.token_bytes(NONCE)
    return outer.prefix + nonce + AESGCM(outer.key).encrypt(nonce, key, _bound_to(outer, file_id))


def unlock(outer: OuterKey, file_id: UUID, header: Header) -> bytes:
    """The file's key. Raises FileDamaged."""
    nonce, wrapped = header.wrapped[:NONCE], header.wrapped[NONCE:]
    try:
        return AESGCM(outer.key).decrypt(nonce, wrapped, _bound_to(outer, file_id))
    except InvalidTag as error:
        raise FileDamaged from error


class Sealer:
    """Turns the chunks of one new file into what is written."""

    def __init__(self, outer: OuterKey, file_id: UUID) -> None:
        key = secrets.token_bytes(KEY)
        self.header = lock(outer, file_id, key)
        self._cipher = AESGCM(key)
        self._number = 0

    def seal(self, chunk: bytes, *, last: bool) -> bytes:
        """The next chunk: CHUNK bytes, or fewer if it is the last."""
        sealed = self._cipher.encrypt(_nonce(self._number, last), chunk, None)
        self._number += 1
        return sealed


class Opener:
    """Turns what was written back into the chunks of one file."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._number = 0

    def open(self, sealed: bytes, *, last: bool) -> bytes:
        """The next chunk. Raises FileDamaged unless it is exactly the one that was sealed."""
        try:
            chunk = self._cipher.decrypt(_nonce(self._number, last), sealed, None)
        except (InvalidTag, ValueError) as error:
            raise FileDamaged from error
        self._number += 1
        return chunk


def _bound_to(outer: OuterKey, file_id: UUID) -> bytes:
    return outer.prefix + file_id.bytes


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(NONCE - 1, "big") + (b"\x01" if last else b"\x00")
