"""The second factor of staff: a time-based one-time code (RFC 6238) from an app on their phone.

The password alone opens nothing: it begins a session that waits for the code. The secret is kept
encrypted and bound to its account. All functions need the system scope; `key` has 32 bytes.
"""

import base64
import secrets
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.identity.attempts import Limit, count_failure, forget_failures, seconds_to_wait
from portal.identity.errors import SignInRefused, TooManyAttempts, WrongCode
from portal.identity.passkeys import forget_passkeys
from portal.identity.tables import Account, SecondFactor
from portal.identity.tokens import digest
from portal.shared import clock

_SECRET_BYTES = 20
_STEP_SECONDS = 30
_DIGITS = 6
_NONCE_BYTES = 12


@dataclass(frozen=True)
class Factor:
    """What the page needs: before `confirmed`, the secret is shown to be put into the app."""

    confirmed: bool
    secret: bytes

    @property
    def spelled(self) -> str:
        """The secret in Base32, in groups of four, to be typed where no camera is."""
        letters = base64.b32encode(self.secret).decode()
        return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))

    def address(self, account: str, issuer: str) -> str:
        """The `otpauth:` address that apps read from a QR code."""
        letters = base64.b32encode(self.secret).decode()
        label = quote(f"{issuer}:{account}", safe=":@")
        return f"otpauth://totp/{label}?secret={letters}&issuer={quote(issuer)}"

    def code_now(self) -> str:
        """The code an app shows at this moment; for the demo's page alone."""
        return _totp(self.secret).generate(int(clock.now().timestamp())).decode()


async def find_or_begin(session: AsyncSession, key: bytes, account_id: UUID) -> Factor:
    """The account's factor; who has none gets a secret, which counts once a code confirmed it."""
    row = await session.get(SecondFactor, account_id, with_for_update=True)
    if row is None:
        secret = secrets.token_bytes(_SECRET_BYTES)
        row = SecondFactor(account_id=account_id, secret=_sealed(key, account_id, secret))
        session.add(row)
        await session.flush()
    return Factor(row.confirmed_at is not None, _opened(key, account_id, row.secret))


async def check_code(
    session: AsyncSession, key: bytes, account_id: UUID, typed: str, *, single_use: bool = True
) -> Account | SignInRefused:
    """The account, or why not: WrongCode, TooManyAttempts; the first right code confirms.

    A code is good for its 30 seconds and those next to them, and once (RFC 6238, 5.2); the demo,
    where many testers share an account, waives `single_use`. Returned, not raised, so that the
    failure is counted.
    """
    limits = (Limit(digest(f"second factor\n{account_id}"), free=5, longest=15 * 60),)
    if seconds := await seconds_to_wait(session, limits):
        return TooManyAttempts(seconds)
    row = await session.get(SecondFactor, account_id, with_for_update=True)
    step = _step_of(key, row, typed) if row else None
    if row is None or step is None or (single_use and step <= row.last_step):
        await count_failure(session, limits)
        return WrongCode()
    row.last_step = max(step, row.last_step)
    row.confirmed_at = row.confirmed_at or clock.now()
    await forget_failures(session, limits)
    return await session.get_one(Account, account_id)


async def forget_second_factor(session: AsyncSession, account_id: UUID) -> None:
    """The phone is lost, and the passkeys on it: the next sign-in sets up a new one."""
    await session.execute(delete(SecondFactor).where(col(SecondFactor.account_id) == account_id))
    await forget_passkeys(session, account_id)


def _step_of(key: bytes, row: SecondFactor, typed: str) -> int | None:
    """The time step whose code was typed: this one, the one before or the one after."""
    code = "".join(typed.split())
    if len(code) != _DIGITS or not code.isascii() or not code.isdigit():
        return None
    totp = _totp(_opened(key, row.account_id, row.secret))
    now = int(clock.now().timestamp()) // _STEP_SECONDS
    for step in (now, now - 1, now + 1):
        if secrets.compare_digest(totp.generate(step * _STEP_SECONDS), code.encode()):
            return step
    return None


def _totp(secret: bytes) -> TOTP:
    """As every authenticator app understands it: six digits, SHA-1, 30 seconds."""
    return TOTP(secret, _DIGITS, SHA1(), _STEP_SECONDS)  # noqa: S303


def _sealed(key: bytes, account_id: UUID, secret: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, account_id.bytes)


def _opened(key: bytes, account_id: UUID, sealed: bytes) -> bytes:
    try:
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        return AESGCM(key).decrypt(nonce, rest, account_id.bytes)
    except InvalidTag:
        raise RuntimeError("PORTAL_SECRET_KEY does not fit this second factor") from None
