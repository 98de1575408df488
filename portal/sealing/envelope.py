"""Envelope encryption: data keys lie in the database, locked by keys that never do.

AES-256-GCM (NIST SP 800-38D). What locks a data key is bound to the municipality and generation
it serves, so a locked key moved to another row opens nothing.
"""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.sealing.faults import KeyMissing, SealBroken

KEY_BYTES = 32
_NONCE_BYTES = 12


@dataclass(frozen=True)
class WrappedKey:
    """A locked data key, and the fingerprint of the key that locks it."""

    wrapped: bytes
    wrapped_by: str


@dataclass(frozen=True)
class KeyEncryptionKeys:
    """The keys of the installation: the current one first, then older ones that still open.

    Each has KEY_BYTES bytes. Their repr shows none of them.
    """

    keys: tuple[bytes, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if any(len(key) != KEY_BYTES for key in self.keys):
            raise ValueError("a key-encryption key has 32 bytes")

    @property
    def current(self) -> str:
        """The fingerprint of the key that locks from now on. Raises KeyMissing without any."""
        return fingerprint(self._first())

    def holds(self, wrapped_by: str) -> bool:
        """Whether the key with this fingerprint is among them."""
        return any(fingerprint(key) == wrapped_by for key in self.keys)

    def new_data_key(self, bound_to: Sequence[str]) -> tuple[bytes, WrappedKey]:
        """A new random data key, and what is stored of it."""
        key = secrets.token_bytes(KEY_BYTES)
        return key, self.wrap(key, bound_to)

    def wrap(self, data_key: bytes, bound_to: Sequence[str]) -> WrappedKey:
        """Lock a data key with the current key. Raises KeyMissing without any."""
        key, nonce = self._first(), secrets.token_bytes(_NONCE_BYTES)
        locked = AESGCM(key).encrypt(nonce, data_key, _associated(bound_to))
        return WrappedKey(nonce + locked, fingerprint(key))

    def unwrap(self, wrapped: WrappedKey, bound_to: Sequence[str]) -> bytes:
        """The data key. Raises KeyMissing, SealBroken where it was changed or moved."""
        key = next((key for key in self.keys if fingerprint(key) == wrapped.wrapped_by), None)
        if key is None:
            raise missing(wrapped.wrapped_by)
        nonce, locked = wrapped.wrapped[:_NONCE_BYTES], wrapped.wrapped[_NONCE_BYTES:]
        try:
            return AESGCM(key).decrypt(nonce, locked, _associated(bound_to))
        except (InvalidTag, ValueError):
            raise SealBroken from None

    def _first(self) -> bytes:
        if not self.keys:
            raise KeyMissing("PORTAL_DATA_KEYS nennt keinen Schlüssel.")
        return self.keys[0]


def fingerprint(key: bytes) -> str:
    """Names a key without telling it: 16 hexadecimal digits."""
    return hashlib.sha256(b"schalter/key-encryption-key\n" + key).hexdigest()[:16]


def new_key_text() -> str:
    """A new random key as PORTAL_DATA_KEYS takes it."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def missing(wrapped_by: str) -> KeyMissing:
    """The fault of a key that is needed and not named."""
    return KeyMissing(
        f"In PORTAL_DATA_KEYS fehlt der Schlüssel {wrapped_by}: Mit ihm sind Daten verschlossen."
    )


def _associated(parts: Sequence[str]) -> bytes:
    return "\0".join(("schalter/data-key/1", *parts)).encode()
