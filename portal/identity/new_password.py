"""A new password: by a link to the account's mailbox, or by who is signed in.

Either way everything that the old one opened ends. All functions need the system scope.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.identity.accounts import account_by_email
from portal.identity.attempts import Limit, count_failure, network_of, seconds_to_wait
from portal.identity.errors import LinkOver, TooManyMails, UnfitAddress
from portal.identity.links import has_had_enough_mail, issue_link, replace_links
from portal.identity.passwords import check_new_password, hash_password
from portal.identity.sessions import sign_out_everywhere
from portal.identity.tables import Account, EmailToken
from portal.identity.tokens import digest
from portal.shared import clock

RESET = "reset_password"
LINK_LIFETIME = timedelta(hours=1)


async def count_request(session: AsyncSession, email: str, network: str) -> None:
    """One more asks for a link, whether or not the address is known. Raises TooManyMails."""
    limits = (
        Limit(digest(f"resets\n{email.strip().lower()}"), free=3, longest=15 * 60),
        Limit(digest(f"resets from\n{network_of(network)}"), free=30, longest=10 * 60),
    )
    if seconds := await seconds_to_wait(session, limits):
        raise TooManyMails(seconds)
    await count_failure(session, limits)


async def issue_reset(session: AsyncSession, email: str) -> tuple[Account, str] | None:
    """The account of the address and the code of its link, in place of older ones.

    None where there is no such account or its mailbox has had enough: whoever asked learns
    nothing of either.
    """
    try:
        account = await account_by_email(session, email)
    except UnfitAddress:
        return None
    if account is None or await has_had_enough_mail(session, account.id):
        return None
    return account, await issue_reset_for(session, account)


async def issue_reset_for(session: AsyncSession, account: Account) -> str:
    """The code of a link that sets this account's password, in place of older ones."""
    await replace_links(session, account.id, RESET)
    return await issue_link(session, account.id, RESET, LINK_LIFETIME)


async def read_reset(session: AsyncSession, code: str) -> Account:
    """Whose password the link would set, without using it. Raises LinkOver."""
    return await session.get_one(Account, (await _open(session, code)).account_id)


async def reset_password(session: AsyncSession, code: str, password: str) -> Account:
    """Set it and use the link up; the account is signed out everywhere, its address confirmed.

    Raises LinkOver; UnfitPassword, after which the link still holds.
    """
    link = await _open(session, code)
    account = await session.get_one(Account, link.account_id, with_for_update=True)
    await _set(session, account, password)
    link.used_at = clock.now()
    account.email_confirmed_at = account.email_confirmed_at or link.used_at
    await sign_out_everywhere(session, account.id)
    return account


async def change_password(
    session: AsyncSession, account_id: UUID, password: str, here: UUID
) -> Account:
    """Set it for who is signed in; every session but `here` ends. Raises UnfitPassword.

    Whether they may is asked before: `require_recent_sign_in`.
    """
    account = await session.get_one(Account, account_id, with_for_update=True)
    await _set(session, account, password)
    await sign_out_everywhere(session, account_id, but=here)
    return account


async def _set(session: AsyncSession, account: Account, password: str) -> None:
    name = account.email.partition("@")[0]
    check_new_password(password, account.email, name, account.display_name)
    account.password_hash = await hash_password(password)
    await replace_links(session, account.id, RESET)
    await session.flush()


async def _open(session: AsyncSession, code: str) -> EmailToken:
    row = await session.get(EmailToken, digest(code), with_for_update=True)
    if row is None or row.purpose != RESET or row.used_at or clock.now() >= row.expires_at:
        raise LinkOver
    return row
