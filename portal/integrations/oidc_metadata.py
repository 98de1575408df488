"""What a provider publishes about itself: discovery document and keys, remembered for a while."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from portal.identity.provider import AnswerRefused, ProviderDown

TIMEOUT_SECONDS = 8.0
REMEMBERED_SECONDS = 3600.0
# A token with an unknown key makes us ask again, but not for every one that somebody sends.
KEYS_AGAIN_SECONDS = 30.0
LARGEST_ANSWER = 512 * 1024
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
Transport = Callable[[], httpx.AsyncBaseTransport | None]


@dataclass
class _Remembered:
    content: dict[str, Any]
    since: float


class Metadata:
    """Of one issuer. `transport` makes the way to it; None is the network's usual way."""

    def __init__(self, issuer: str, transport: Transport) -> None:
        self._issuer = issuer
        self._transport = transport
        self._document: _Remembered | None = None
        self._keys: _Remembered | None = None
        self._turn = asyncio.Lock()

    async def document(self) -> Mapping[str, Any]:
        """The discovery document; an older one where the provider does not answer just now.

        Raises ProviderDown, AnswerRefused where it is another issuer's or lacks something.
        """
        async with self._turn:
            known = self._document
            if known and _age(known) < REMEMBERED_SECONDS:
                return known.content
            try:
                self._document = _Remembered(await self._fetch_document(), time.monotonic())
            except ProviderDown:
                if known is None:
                    raise
                known.since = time.monotonic() - REMEMBERED_SECONDS + KEYS_AGAIN_SECONDS
            assert self._document is not None
            return self._document.content

    async def key_for(self, kid: str | None) -> Key:
        """The key that a token names; asks anew for one that is unknown, as keys change.

        Raises AnswerRefused, ProviderDown.
        """
        address = str((await self.document())["jwks_uri"])
        async with self._turn:
            if self._keys is None or _age(self._keys) > REMEMBERED_SECONDS:
                await self._fetch_keys(address)
            found = self._find(kid)
            if found is None and self._keys and _age(self._keys) > KEYS_AGAIN_SECONDS:
                await self._fetch_keys(address)
                found = self._find(kid)
        if found is None:
            raise AnswerRefused("unknown signing key")
        return found

    def client(self) -> httpx.AsyncClient:
        """To ask the provider with; never follows a redirect elsewhere."""
        return httpx.AsyncClient(timeout=TIMEOUT_SECONDS, transport=self._transport())

    async def get(self, address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """A JSON object at the provider. Raises ProviderDown for everything else."""
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS), self.client() as client:
                answer = await client.get(address, headers=headers)
                answer.raise_for_status()
                content = answer.json() if len(answer.content) <= LARGEST_ANSWER else None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, TimeoutError) as error:
            raise ProviderDown from error
        if not isinstance(content, dict):
            raise ProviderDown
        return content

    async def _fetch_document(self) -> dict[str, Any]:
        address = self._issuer.rstrip("/") + "/.well-known/openid-configuration"
        content = await self.get(address)
        if content.get("issuer") != self._issuer:
            raise AnswerRefused("discovery of another issuer")
        for name in NEEDED:
            if not is_safe_address(content.get(name)):
                raise AnswerRefused(f"discovery lacks {name}")
        return content

    async def _fetch_keys(self, address: str) -> None:
        self._keys = _Remembered(await self.get(address), time.monotonic())

    def _find(self, kid: str | None) -> Key | None:
        keys = usable_keys(self._keys.content if self._keys else {})
        if kid is None:
            return keys[0] if len(keys) == 1 else None
        return next((key for key in keys if key.kid == kid), None)


def usable_keys(content: Mapping[str, Any]) -> list[Key]:
    """The public keys for signatures in a key set: none for encryption, no shared secrets."""
    entries = content.get("keys")
    found: list[Key] = []
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and entry.get("kty") in {"RSA", "EC", "OKP"}:
            found += _imported(entry) if entry.get("use", "sig") == "sig" else []
    return found


def _imported(entry: dict[str, Any]) -> list[Key]:
    try:
        return list(KeySet.import_key_set({"keys": [entry]}))
    except (JoseError, ValueError, KeyError, TypeError):
        return []


def is_safe_address(address: object) -> bool:
    """An https address, or one on this machine."""
    parts = urlsplit(address if isinstance(address, str) else "")
    host = parts.hostname or ""
    local = host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost")
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and local))


def _age(remembered: _Remembered) -> float:
    return time.monotonic() - remembered.since
