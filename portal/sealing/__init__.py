"""Encryption at rest: keys that lock keys, and values that show every change (record 0032).

Nothing here knows where keys or values are stored.
"""

from portal.sealing.envelope import KEY_BYTES, KeyEncryptionKeys, WrappedKey
from portal.sealing.faults import KeyMissing, SealBroken
from portal.sealing.values import key_id_of, open_bytes, seal_bytes

__all__ = [
    "KEY_BYTES",
    "KeyEncryptionKeys",
    "KeyMissing",
    "SealBroken",
    "WrappedKey",
    "key_id_of",
    "open_bytes",
    "seal_bytes",
]
