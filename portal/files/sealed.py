"""The format of an encrypted file: a stream that shows every change, cut or reordering.

AES-256-GCM over chunks of 64 KiB. Each file has a random key of its own, kept in its header
under the master key and bound to the file's id. A chunk's nonce is its number and whether it is
the last (the STREAM construction: Hoang, Reyhanitabar, Rogaway, Vizár 2015), so chunks can be
neither swapped nor dropped, not even at the end.
"""

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.files.storage import FileDamaged

MAGIC = b"SCHALTER-FILE-1\n"
CHUNK = 64 * 1024
TAG = 16
SEALED_CHUNK = CHUNK + TAG
NONCE = 12
KEY = 32
HEADER = len(MAGIC) + NONCE + KEY + TAG


class Sealer:
    """Turns the chunks of one new file into what is written."""

    def __init__(self, master_key: bytes, file_id: UUID) -> None:
        key, nonce = secrets.token_bytes(KEY), secrets.token_bytes(NONCE)
        wrapped = AESGCM(master_key).encrypt(nonce, key, _bound_to(file_id))
        self.header = MAGIC + nonce + wrapped
        self._cipher = AESGCM(key)
        self._number = 0

    def seal(self, chunk: bytes, *, last: bool) -> bytes:
        """The next chunk: CHUNK bytes, or fewer if it is the last."""
        sealed = self._cipher.encrypt(_nonce(self._number, last), chunk, None)
        self._number += 1
        return sealed


class Opener:
    """Turns what was written back into the chunks of one file."""

    def __init__(self, master_key: bytes, file_id: UUID, header: bytes) -> None:
        nonce, wrapped = header[len(MAGIC) :][:NONCE], header[len(MAGIC) + NONCE :]
        if not header.startswith(MAGIC) or len(header) != HEADER:
            raise FileDamaged
        try:
            self._cipher = AESGCM(AESGCM(master_key).decrypt(nonce, wrapped, _bound_to(file_id)))
        except InvalidTag as error:
            raise FileDamaged from error
        self._number = 0

    def open(self, sealed: bytes, *, last: bool) -> bytes:
        """The next chunk. Raises FileDamaged unless it is exactly the one that was sealed."""
        try:
            chunk = self._cipher.decrypt(_nonce(self._number, last), sealed, None)
        except (InvalidTag, ValueError) as error:
            raise FileDamaged from error
        self._number += 1
        return chunk


def _bound_to(file_id: UUID) -> bytes:
    return MAGIC + file_id.bytes


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(NONCE - 1, "big") + (b"\x01" if last else b"\x00")
