"""The format of one sealed value: a version, the data key's id, a nonce, the ciphertext.

AES-256-GCM with random nonces of 96 bits, good for 2^32 values under one data key (NIST SP
800-38D, 8.3). The place is associated data: a value moved to another row or column does not open.
"""

import secrets
from collections.abc import Sequence
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.sealing.faults import SealBroken

VERSION = b"\x01"
_NONCE_BYTES = 12
_HEADER_BYTES = 1 + 16
_LEAST_BYTES = _HEADER_BYTES + _NONCE_BYTES + 16


def seal_bytes(data_key: bytes, key_id: UUID, place: Sequence[str], plain: bytes) -> bytes:
    """Seal `plain` for `place`: table, column, id of the row."""
    header, nonce = VERSION + key_id.bytes, secrets.token_bytes(_NONCE_BYTES)
    return header + nonce + AESGCM(data_key).encrypt(nonce, plain, _associated(header, place))


def key_id_of(sealed: bytes) -> UUID:
    """Which data key opens it. Raises SealBroken for what was never sealed."""
    if len(sealed) < _LEAST_BYTES or sealed[:1] != VERSION:
        raise SealBroken
    return UUID(bytes=sealed[1:_HEADER_BYTES])


def open_bytes(data_key: bytes, place: Sequence[str], sealed: bytes) -> bytes:
    """What was sealed for just this place. Raises SealBroken for anything else."""
    key_id_of(sealed)
    header, rest = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:]
    nonce, locked = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    try:
        return AESGCM(data_key).decrypt(nonce, locked, _associated(header, place))
    except InvalidTag:
        raise SealBroken from None


def _associated(header: bytes, place: Sequence[str]) -> bytes:
    return header + "\0".join(("schalter/value/1", *place)).encode()
