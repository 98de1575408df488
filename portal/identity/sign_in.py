"""Signing in with address and password."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.identity.accounts import AccountKind
from portal.identity.addresses import clean_email
from portal.identity.attempts import count_failure, forget_failures, limits_of, seconds_to_wait
from portal.identity.errors import (
    EmailNotConfirmed,
    SignInRefused,
    TooManyAttempts,
    UnfitAddress,
    WrongCredentials,
    WrongPassword,
)
from portal.identity.passwords import hash_password, needs_new_hash, verify
from portal.identity.tables import Account


async def sign_in(
    session: AsyncSession, *, kind: AccountKind, email: str, password: str, network: str
) -> Account | SignInRefused:
    """The account, or why not: WrongCredentials, TooManyAttempts or EmailNotConfirmed.

    The refusal is returned, not raised, so that the transaction which counts the failure
    commits. `network` is the caller's IP address. Needs the system scope.
    """
    address = _as_kept(email)
    limits = limits_of(address, network)
    seconds = await seconds_to_wait(session, limits)
    if seconds:
        return TooManyAttempts(seconds)
    account = await _account(session, kind, address)
    if not await verify(account.password_hash if account else None, password):
        await count_failure(session, limits)
        return WrongCredentials()
    assert account is not None
    await forget_failures(session, limits)
    await _renew_hash(account, password)
    return account if account.email_confirmed_at else EmailNotConfirmed(account.id)


async def confirm_password(
    session: AsyncSession, account_id: UUID, password: str, network: str
) -> Account | SignInRefused:
    """The account whose password this is, or why not: WrongPassword, TooManyAttempts.

    Counted like a sign-in and returned like there: an open session is no way to guess faster.
    """
    account = await session.get_one(Account, account_id)
    limits = limits_of(account.email, network)
    if seconds := await seconds_to_wait(session, limits):
        return TooManyAttempts(seconds)
    if not await verify(account.password_hash, password):
        await count_failure(session, limits)
        return WrongPassword()
    await forget_failures(session, limits)
    return account


def _as_kept(email: str) -> str:
    """What cannot be an address is no account's either; it is counted all the same."""
    try:
        return clean_email(email)
    except UnfitAddress:
        return email.strip().lower()[:254]


async def _account(session: AsyncSession, kind: AccountKind, address: str) -> Account | None:
    query = select(Account).where(col(Account.email) == address, col(Account.kind) == kind)
    return (await session.execute(query)).scalar_one_or_none()


async def _renew_hash(account: Account, password: str) -> None:
    if needs_new_hash(account.password_hash):
        account.password_hash = await hash_password(password)
