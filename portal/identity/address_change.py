"""Another address to sign in with: confirmed at the new one, undone from the old one.

Whoever got into an account must not be able to carry it off: its owner's mailbox can take the
change back for three days after it came into force. All functions need the system scope.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.errors import InvalidInput
from portal.identity.accounts import account_by_email
from portal.identity.addresses import clean_email
from portal.identity.attempts import Limit, count_failure, seconds_to_wait
from portal.identity.errors import AddressLinkOver, TooManyMails
from portal.identity.federated import forget_links
from portal.identity.links import replace_links
from portal.identity.new_password import RESET
from portal.identity.passkeys import forget_passkeys
from portal.identity.sessions import sign_out_everywhere
from portal.identity.tables import Account, EmailChange
from portal.identity.tokens import digest, new_token
from portal.shared import clock
from portal.shared.language import _

CONFIRM_WITHIN = timedelta(hours=24)
UNDO_WITHIN = timedelta(hours=72)


@dataclass(frozen=True)
class AskedChange:
    """What is to be mailed: to the old address `undo_code`; to the new one `confirm_code`, or,
    where `owner` has that address already, a note to them."""

    account: Account
    new_email: str
    owner: Account | None
    confirm_code: str = field(repr=False)
    undo_code: str = field(repr=False)


async def ask_for_change(session: AsyncSession, account_id: UUID, email: str) -> AskedChange:
    """Note the wish, in place of earlier ones; a taken address ends the same way for who asks.

    Raises UnfitAddress, InvalidInput, TooManyMails.
    """
    address = clean_email(email)
    account = await session.get_one(Account, account_id, with_for_update=True)
    if address == account.email:
        raise InvalidInput(_("Mit dieser E-Mail-Adresse melden Sie sich schon an."))
    await _count(session, account_id)
    await _withdraw(session, account_id)
    owner = await account_by_email(session, address)
    now, confirm_code, undo_code = clock.now(), new_token(), new_token()
    session.add(
        EmailChange(
            account_id=account_id,
            old_email=account.email,
            new_email=address,
            confirm_digest=digest(confirm_code),
            undo_digest=digest(undo_code),
            confirm_until=now if owner else now + CONFIRM_WITHIN,
            undo_until=now + CONFIRM_WITHIN + UNDO_WITHIN,
        )
    )
    await session.flush()
    return AskedChange(account, address, owner, confirm_code, undo_code)


async def confirm_change(session: AsyncSession, account_id: UUID, code: str) -> None:
    """The link in the new mailbox, opened by the signed-in owner: from now on it is the address.

    Raises AddressLinkOver.
    """
    change = await _found(session, col(EmailChange.confirm_digest) == digest(code))
    if change is None or change.account_id != account_id or change.confirmed_at:
        raise AddressLinkOver
    taken = await account_by_email(session, change.new_email)
    if clock.now() >= change.confirm_until or taken is not None:
        raise AddressLinkOver
    account = await session.get_one(Account, account_id, with_for_update=True)
    change.confirmed_at = clock.now()
    account.email, account.email_confirmed_at = change.new_email, change.confirmed_at
    await replace_links(session, account_id, RESET)
    await session.flush()


async def check_undo(session: AsyncSession, code: str) -> None:
    """Whether the link from the old mailbox still undoes something. Raises AddressLinkOver."""
    await _to_undo(session, code)


async def undo_change(session: AsyncSession, code: str) -> Account:
    """The old address is the account's again and everybody is signed out. Nothing else opens it
    any more: neither the password, which a stranger may know, nor passkeys and service accounts,
    which may be the stranger's. Raises AddressLinkOver.
    """
    change = await _to_undo(session, code)
    account = await session.get_one(Account, change.account_id, with_for_update=True)
    await _make_room(session, change)
    await _withdraw(session, account.id)
    await _end_later_ways_back(session, change)
    account.email, account.password_hash = change.old_email, ""
    await forget_passkeys(session, account.id)
    await forget_links(session, account.id)
    change.undone_at = clock.now()
    await replace_links(session, account.id, RESET)
    await sign_out_everywhere(session, account.id)
    await session.flush()
    return account


async def withdraw_changes(session: AsyncSession, account_id: UUID) -> None:
    """A change that was asked for and not confirmed does not come any more."""
    await _withdraw(session, account_id)


async def _withdraw(session: AsyncSession, account_id: UUID) -> None:
    waiting = col(EmailChange.account_id) == account_id, col(EmailChange.confirmed_at).is_(None)
    earlier = func.least(col(EmailChange.confirm_until), clock.now())
    await session.execute(update(EmailChange).where(*waiting).values(confirm_until=earlier))


async def _end_later_ways_back(session: AsyncSession, change: EmailChange) -> None:
    """What was asked for after the change that is undone came from a stranger, and so did the
    mailbox that could undo it."""
    later = (
        col(EmailChange.account_id) == change.account_id,
        col(EmailChange.created_at) > change.created_at,
    )
    await session.execute(update(EmailChange).where(*later).values(undo_until=clock.now()))


async def _count(session: AsyncSession, account_id: UUID) -> None:
    """Each wish sends mail to somebody."""
    limits = (Limit(digest(f"address changes\n{account_id}"), free=5, longest=60 * 60),)
    if seconds := await seconds_to_wait(session, limits):
        raise TooManyMails(seconds)
    await count_failure(session, limits)


async def _to_undo(session: AsyncSession, code: str) -> EmailChange:
    change = await _found(session, col(EmailChange.undo_digest) == digest(code))
    if change is None or change.undone_at or clock.now() >= change.undo_until:
        raise AddressLinkOver
    return change


async def _found(session: AsyncSession, which: object) -> EmailChange | None:
    query = select(EmailChange).where(which).with_for_update()  # type: ignore[arg-type]
    return (await session.scalars(query)).one_or_none()


async def _make_room(session: AsyncSession, change: EmailChange) -> None:
    """Somebody may have registered the old address meanwhile. Unconfirmed, they wait in vain."""
    holder = await account_by_email(session, change.old_email)
    if holder is None or holder.id == change.account_id:
        return
    if holder.email_confirmed_at is not None:
        raise AddressLinkOver
    holder.email = f"{holder.id}@given-back.invalid"
    await session.flush()
