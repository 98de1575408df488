"""Passwords: argon2id for keeping them, and what a new one must be.

A new password is long and not widely known; there are no composition rules (BSI IT-Grundschutz
ORP.4.A22, NIST SP 800-63B section 3.1.1.2).
"""

import asyncio
import os
import secrets
import unicodedata
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from weakref import WeakKeyDictionary

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.identity.errors import UnfitPassword
from portal.shared.language import _

SHORTEST = 12
LONGEST = 128
LONGEST_PATTERN = 4
COMMON = Path(__file__).with_name("common_passwords.txt")
ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertzuiopü",
    "asdfghjklöä",
    "qwertyuiop",
)

# OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. More memory
# would let a few sign-ins side by side exhaust a town hall's small server.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_hashing = ThreadPoolExecutor(max(1, (os.cpu_count() or 2) // 2), thread_name_prefix="passwords")
_AT_ONCE = 4
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
Result = TypeVar("Result")


@asynccontextmanager
async def turn_to_check() -> AsyncIterator[None]:
    """Wait for one's turn before the transaction that checks a password begins.

    Whoever waits for a core holds no connection of the database that others need.
    """
    loop = asyncio.get_running_loop()
    turns = _turns.setdefault(loop, asyncio.Semaphore(_AT_ONCE))
    async with turns:
        yield


async def hash_password(password: str) -> str:
    """The argon2id hash to keep; takes some 30 ms of one core, off the event loop."""
    return await _apart(_hasher.hash, _normal(password))


async def verify(password_hash: str | None, password: str) -> bool:
    """Whether `password` is the one kept; as much work when there is nobody to compare with."""
    matches = await _apart(
        _matches, password_hash or await hash_of_nobody(), password[: LONGEST * 4]
    )
    return matches and bool(password_hash)


def needs_new_hash(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def check_new_password(password: str, *personal: str) -> None:
    """Raises UnfitPassword, saying how to mend it; `personal` are words others know."""
    text = _normal(password)
    if len(text) < SHORTEST:
        raise UnfitPassword(
            _("Bitte nehmen Sie mindestens {least} Zeichen für Ihr Passwort.").format(
                least=SHORTEST
            )
        )
    if len(text) > LONGEST:
        raise UnfitPassword(
            _("Bitte nehmen Sie höchstens {most} Zeichen für Ihr Passwort.").format(most=LONGEST)
        )
    if is_easy_to_guess(text, *personal):
        raise UnfitPassword(
            _(
                "Dieses Passwort ist leicht zu erraten. Gut sind zum Beispiel vier Wörter, die "
                "nichts miteinander zu tun haben."
            )
        )


def is_easy_to_guess(password: str, *personal: str) -> bool:
    """Widely used, a repeated pattern, a row of keys, or nothing but what others know."""
    folded = password.casefold()
    core = folded.strip("0123456789!?.,;:-_+*#$%&/()= ")
    known = common_passwords() | {word.casefold() for word in personal if word}
    return folded in known or core in known or core == "" or _repeats(folded) or _is_row(folded)


async def hash_of_nobody() -> str:
    """A hash that no password fits, made once."""
    return await _apart(_hash_of_nobody)


async def _apart(work: Callable[..., Result], *given: str) -> Result:
    """Do it off the event loop, on half of the cores at most: however many sign in at once, the
    others' pages are served meanwhile."""
    return await asyncio.get_running_loop().run_in_executor(_hashing, work, *given)


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """The list shipped beside this module, casefolded."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line.casefold() for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def _hash_of_nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """The same letters however the keyboard composes them."""
    return unicodedata.normalize("NFKC", password)


def _repeats(text: str) -> bool:
    """'abcabcabcabc' and the like."""
    periods = range(1, LONGEST_PATTERN + 1)
    return any(text == (text[:n] * len(text))[: len(text)] for n in periods)


def _is_row(text: str) -> bool:
    """Neighbouring keys only, forwards, backwards, or several such rows in turn."""
    neighbours = {row[i : i + 2] for row in ROWS for i in range(len(row) - 1)}
    neighbours |= {pair[::-1] for pair in neighbours} | {"90"}
    breaks = sum(text[i : i + 2] not in neighbours for i in range(len(text) - 1))
    return breaks <= len(text) // 5
