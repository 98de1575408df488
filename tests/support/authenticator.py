"""A device that keeps passkeys, in software: what browser and authenticator do together.

It signs honestly whatever it is told to, so that a test can also ask for something wrong.
"""

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One passkey on one device. `counts`: whether its counter grows with each use."""

    rp_id: str = "localhost"
    origin: str = "http://localhost:3000"
    counts: bool = True
    flags: int = PRESENT | VERIFIED
    counter: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    user_handle: bytes = b""

    def create(self, options: str) -> dict[str, Any]:
        """A new passkey as the page asks for it."""
        asked = json.loads(options)
        self.user_handle = plain(asked["user"]["id"])
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id
        data = self._data(ATTESTED) + attested + cbor2.dumps(self._cose_key())
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", asked["challenge"]),
            attestationObject=attestation,
        )

    def get(self, options: str) -> dict[str, Any]:
        """The proof that the page asks for."""
        self.counter += self.counts
        client_data = self._client_data("webauthn.get", json.loads(options)["challenge"])
        data = self._data()
        signed = data + hashlib.sha256(client_data).digest()
        return self._answer(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=self.key.sign(signed, ec.ECDSA(SHA256())),
            userHandle=self.user_handle,
        )

    def _data(self, further: int = 0) -> bytes:
        about = hashlib.sha256(self.rp_id.encode()).digest()
        return about + struct.pack(">BI", self.flags | further, self.counter)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        content = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(content | {"crossOrigin": False}).encode()

    def _cose_key(self) -> dict[int, Any]:
        """An ES256 key as RFC 9052 writes it."""
        point = self.key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}

    def _answer(self, **response: bytes) -> dict[str, Any]:
        return {
            "id": spoken(self.credential_id),
            "rawId": spoken(self.credential_id),
            "type": "public-key",
            "response": {name: spoken(value) for name, value in response.items()},
            "clientExtensionResults": {},
        }


def spoken(value: bytes) -> str:
    """Base64 for addresses, without padding."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def plain(text: str) -> bytes:
    """The bytes of such a text."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
