"""Making one's own account: register, then open the link that the mail brings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.errors import InvalidInput
from portal.identity.addresses import clean_email, clean_name
from portal.identity.attempts import count_failure, registration_limits_of, seconds_to_wait
from portal.identity.errors import TokenExpired, TokenInvalid, TokenUsed, TooManyRegistrations
from portal.identity.links import has_had_enough_mail, issue_link, replace_links
from portal.identity.passwords import check_new_password, hash_password
from portal.identity.ports import ConfirmationMails
from portal.identity.tables import Account, EmailToken
from portal.identity.tokens import digest
from portal.persistence.columns import new_id
from portal.shared import clock

CONFIRM = "confirm_email"
ALREADY_KNOWN = "already_known"
LINK_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True)
class Registration:
    """What somebody enters to get an account, and where they were when they did.

    `network` is their IP address, "" where nobody counts.
    """

    email: str
    display_name: str
    password: str
    visitor_id: UUID | None
    continue_to: str
    host_municipality: str
    network: str = ""

    def faults(self) -> dict[str, str]:
        """What is wrong, in words: by the names "email", "display_name" and "password"."""
        checks = {
            "email": lambda: clean_email(self.email),
            "display_name": lambda: clean_name(self.display_name),
            "password": lambda: check_new_password(self.password, *self._personal()),
        }
        return {name: words for name, check in checks.items() if (words := _fault(check))}

    def _personal(self) -> tuple[str, ...]:
        return (self.email.strip(), self.email.partition("@")[0], self.display_name.strip())


@dataclass(frozen=True)
class Confirmation:
    """Whose address is confirmed, in which browser it was registered, and where to go on."""

    account_id: UUID
    visitor_id: UUID | None
    continue_to: str


async def register(
    session: AsyncSession, mails: ConfirmationMails, registration: Registration
) -> None:
    """Make an unconfirmed account and mail its link; needs the system scope.

    Whoever asks learns nothing about the address: a known one ends the same way, and only its
    owner is told, by mail. Raises InvalidInput for what `faults` names, TooManyRegistrations.
    """
    for words in registration.faults().values():
        raise InvalidInput(words)
    await _count_against_flood(session, registration.network)
    password_hash = await hash_password(registration.password)
    account = await _locked_account(session, registration, password_hash)
    if await has_had_enough_mail(session, account.id):
        return
    if account.email_confirmed_at or account.kind != "citizen":
        await _issue(session, account, ALREADY_KNOWN, registration)
        await mails.address_already_known(session, account, registration.host_municipality)
    else:
        account.password_hash = password_hash
        account.display_name = clean_name(registration.display_name)
        await _mail_link(session, mails, account, registration)


async def send_link_again(
    session: AsyncSession,
    mails: ConfirmationMails,
    account_id: UUID,
    *,
    visitor_id: UUID | None,
    continue_to: str,
    host_municipality: str,
) -> None:
    """Mail a new link to an unconfirmed address, in place of the old one."""
    account = await session.get_one(Account, account_id, with_for_update=True)
    if await has_had_enough_mail(session, account.id):
        return
    origin = Registration(
        account.email, account.display_name, "", visitor_id, continue_to, host_municipality
    )
    await _mail_link(session, mails, account, origin)


async def read_link(session: AsyncSession, token: str) -> Confirmation:
    """What the link would confirm, without confirming it; needs the system scope.

    Raises TokenInvalid, TokenUsed (the address is confirmed already) or TokenExpired.
    """
    row = await _open_link(session, token)
    return Confirmation(row.account_id, row.visitor_id, row.continue_to)


async def confirm_email(session: AsyncSession, token: str) -> Confirmation:
    """Confirm the address the link was sent to; needs the system scope.

    Raises TokenInvalid, TokenUsed (the address is confirmed already) or TokenExpired.
    """
    row = await _open_link(session, token)
    row.used_at = clock.now()
    account = await session.get_one(Account, row.account_id)
    account.email_confirmed_at = account.email_confirmed_at or row.used_at
    await session.flush()
    return Confirmation(account.id, row.visitor_id, row.continue_to)


async def _open_link(session: AsyncSession, token: str) -> EmailToken:
    row = await session.get(EmailToken, digest(token), with_for_update=True)
    if row is None or row.purpose != CONFIRM:
        raise TokenInvalid
    if row.used_at is not None:
        raise TokenUsed
    if clock.now() >= row.expires_at:
        raise TokenExpired
    return row


async def _count_against_flood(session: AsyncSession, network: str) -> None:
    if not network:
        return
    limits = registration_limits_of(network)
    if seconds := await seconds_to_wait(session, limits):
        raise TooManyRegistrations(seconds)
    await count_failure(session, limits)


async def _locked_account(
    session: AsyncSession, registration: Registration, password_hash: str
) -> Account:
    """The account of the address, made if there is none; nobody else changes it meanwhile."""
    email = clean_email(registration.email)
    values = {
        "id": new_id(),
        "kind": "citizen",
        "email": email,
        "display_name": clean_name(registration.display_name),
        "password_hash": password_hash,
        "trust_level": "basic",
        "created_at": clock.now(),
    }
    await session.execute(insert(Account).values(values).on_conflict_do_nothing())
    query = select(Account).where(col(Account.email) == email).with_for_update()
    return (await session.execute(query)).scalar_one()


async def _mail_link(
    session: AsyncSession, mails: ConfirmationMails, account: Account, origin: Registration
) -> None:
    await replace_links(session, account.id, CONFIRM)
    token = await _issue(session, account, CONFIRM, origin)
    await mails.confirm_address(session, account, token, origin.host_municipality)


async def _issue(
    session: AsyncSession, account: Account, purpose: str, origin: Registration
) -> str:
    return await issue_link(
        session,
        account.id,
        purpose,
        LINK_LIFETIME,
        visitor_id=origin.visitor_id,
        continue_to=origin.continue_to,
    )


def _fault(check: Callable[[], object]) -> str:
    try:
        check()
    except InvalidInput as fault:
        return fault.message
    return ""
