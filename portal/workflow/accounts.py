"""Accounts as a story: register, confirm, sign in; what was begun before comes along.

The functions open their own transactions: a refused sign-in must be counted all the same.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal import audit, identity
from portal.applications.tables import Application
from portal.errors import PortalError, SignInRequired
from portal.files.tables import StoredFile
from portal.identity import (
    ConfirmationMails,
    EmailNotConfirmed,
    Factor,
    Registration,
    SessionInfo,
)
from portal.persistence.database import Database, Scope, system_scope
from portal.persistence.live import announce


@dataclass(frozen=True)
class SignedIn:
    """A fresh session; `token` goes into the cookie. `expires_at` is in UTC."""

    token: str = field(repr=False)
    expires_at: datetime
    account_id: UUID
    continue_to: str


@dataclass(frozen=True)
class OpenedLink:
    """Where to go on. With `signed_in` the address is confirmed; without, the browser is another
    one: the address is confirmed by signing in there with the link's code."""

    continue_to: str
    signed_in: SignedIn | None


async def register_citizen(
    database: Database, mails: ConfirmationMails, registration: Registration
) -> None:
    """Make an account and mail the link; ends the same way for a known address.

    Raises InvalidInput, `registration.faults()` has each fault by field; TooManyRegistrations.
    """
    async with database.transaction(system_scope()) as session:
        await identity.register(session, mails, registration)


async def open_link(
    database: Database, token: str, host_municipality: str, visit: SessionInfo | None
) -> OpenedLink:
    """Open the link from the mail in the browser that registered: confirmed and signed in at once.

    In any other nothing happens yet, the password is asked for: a mail scanner that follows links
    must not confirm, nor may an address be confirmed for a stranger who registered it, and a link
    sent on must not lure anybody into an account that is not theirs.
    Raises TokenInvalid, TokenUsed, TokenExpired.
    """
    async with database.transaction(system_scope()) as session:
        link = await identity.read_link(session, token)
        if not _is_at(visit, link.visitor_id):
            return OpenedLink(link.continue_to, None)
        confirmation = await _confirm(session, token)
        signed_in = await _begin(
            session, confirmation.account_id, host_municipality, visit, confirmation.continue_to
        )
        return OpenedLink(confirmation.continue_to, signed_in)


async def sign_in_citizen(
    database: Database,
    mails: ConfirmationMails,
    *,
    email: str,
    password: str,
    network: str,
    host_municipality: str,
    visit: SessionInfo | None,
    continue_to: str = "/",
    link_code: str = "",
) -> SignedIn:
    """Sign a citizen in; what this browser's visitor began becomes the account's.

    `link_code` is that of a confirmation link opened in this browser, `network` the caller's IP
    address, `visit` the session so far, which ends.
    Raises WrongCredentials, TooManyAttempts, EmailNotConfirmed (a new link is on its way).
    """
    async with database.transaction(system_scope()) as session:
        found = await identity.sign_in(
            session, kind="citizen", email=email, password=password, network=network
        )
        if isinstance(found, EmailNotConfirmed) and link_code:
            found = await _confirmed_by(session, found, link_code)
        if isinstance(found, EmailNotConfirmed):
            await identity.send_link_again(
                session,
                mails,
                found.account_id,
                visitor_id=_visitor_of(visit),
                continue_to=continue_to,
                host_municipality=host_municipality,
            )
        if not isinstance(found, identity.SignInRefused):
            await _adopt_visitor_of(session, visit, found.id)
            return await _begin(session, found.id, host_municipality, visit, continue_to)
    raise found


async def _confirmed_by(
    session: AsyncSession, refused: EmailNotConfirmed, code: str
) -> identity.Account | EmailNotConfirmed:
    """The account, where the code is that of its own link; else why it cannot be signed in."""
    try:
        link = await identity.read_link(session, code)
    except PortalError:
        return refused
    if link.account_id != refused.account_id:
        return refused
    await _confirm(session, code)
    return await session.get_one(identity.Account, link.account_id)


async def _confirm(session: AsyncSession, code: str) -> identity.Confirmation:
    """Confirm the address; the drafts of the browser that registered are the account's."""
    confirmation = await identity.confirm_email(session, code)
    if confirmation.visitor_id is not None:
        await adopt_visitor(session, confirmation.visitor_id, confirmation.account_id)
    return confirmation


async def sign_in_staff(
    database: Database,
    *,
    email: str,
    password: str,
    network: str,
    host_municipality: str,
    visit: SessionInfo | None,
    continue_to: str = "/verwaltung/",
) -> SignedIn:
    """The first half of signing in staff: the password. The session waits for the second factor.

    Raises WrongCredentials, TooManyAttempts.
    """
    async with database.transaction(system_scope()) as session:
        found = await identity.sign_in(
            session, kind="staff", email=email, password=password, network=network
        )
        if not isinstance(found, identity.SignInRefused):
            begun = await identity.start_session(
                session,
                host_municipality,
                previous=visit.id if visit else None,
                waiting_account_id=found.id,
            )
            path = identity.path_within_portal(continue_to)
            return SignedIn(begun.token, begun.expires_at, found.id, path)
    raise found


async def second_factor_of(database: Database, key: bytes, visit: SessionInfo) -> Factor:
    """The factor that this waiting session needs; made at the first sign-in.

    Raises SignInRequired where no password was given. `key` has 32 bytes.
    """
    if visit.waiting_account_id is None:
        raise SignInRequired
    async with database.transaction(system_scope()) as session:
        return await identity.find_or_begin(session, key, visit.waiting_account_id)


async def pass_second_factor(
    database: Database,
    key: bytes,
    visit: SessionInfo,
    code: str,
    *,
    continue_to: str,
    single_use: bool = True,
) -> SignedIn:
    """The second half: the code is right, the member of staff is signed in, which is recorded.

    Raises SignInRequired, WrongCode, TooManyAttempts.
    """
    if visit.waiting_account_id is None:
        raise SignInRequired
    host = visit.host_municipality
    async with database.transaction(system_scope()) as session:
        found = await identity.check_code(
            session, key, visit.waiting_account_id, code, single_use=single_use
        )
        if not isinstance(found, identity.SignInRefused):
            scope = Scope("staff", found.id, host)
            await audit.record(session, scope, "signed_in", f"account:{found.id}")
            return await _begin(session, found.id, host, visit, continue_to)
    raise found


async def forget_second_factor_of(database: Database, email: str) -> bool:
    """A phone is lost: sessions end, the next sign-in sets up a new one. False without account.

    Done by the administrator of the installation, which is recorded.
    """
    async with database.transaction(system_scope()) as session:
        account = await identity.account_by_email(session, email)
        if account is None or account.kind != "staff":
            return False
        await identity.forget_second_factor(session, account.id)
        await identity.sign_out_everywhere(session, account.id)
        await audit.record(
            session, system_scope(), "second_factor_forgotten", f"account:{account.id}"
        )
        return True


async def sign_out(database: Database, visit: SessionInfo) -> None:
    """End this browser's session. The next one starts as a new visitor."""
    async with database.transaction(system_scope()) as session:
        await identity.sign_out(session, visit.id)


async def adopt_visitor(session: AsyncSession, visitor_id: UUID, account_id: UUID) -> None:
    """What the visitor began, drafts and uploads, belongs to the account; needs system scope "*".

    A draft the account already has for the same service stays beside it; the newest is resumed.
    """
    adopted = await session.scalars(
        update(Application)
        .where(col(Application.visitor_id) == visitor_id, col(Application.account_id).is_(None))
        .values(account_id=account_id)
        .returning(col(Application.id))
    )
    await session.execute(
        update(StoredFile)
        .where(col(StoredFile.visitor_id) == visitor_id, col(StoredFile.account_id).is_(None))
        .values(account_id=account_id)
    )
    drafts = [f"draft:{application_id}" for application_id in adopted]
    await announce(session, *drafts, f"account:{account_id}")


async def _adopt_visitor_of(
    session: AsyncSession, visit: SessionInfo | None, account_id: UUID
) -> None:
    visitor_id = _visitor_of(visit)
    if visitor_id is not None:
        await adopt_visitor(session, visitor_id, account_id)


async def _begin(
    session: AsyncSession,
    account_id: UUID,
    host_municipality: str,
    visit: SessionInfo | None,
    continue_to: str,
) -> SignedIn:
    """A new session id at each sign-in: one that was planted before is worth nothing."""
    begun = await identity.start_session(
        session, host_municipality, account_id, previous=visit.id if visit else None
    )
    path = identity.path_within_portal(continue_to)
    return SignedIn(begun.token, begun.expires_at, account_id, path)


def _is_at(visit: SessionInfo | None, visitor_id: UUID | None) -> bool:
    return visitor_id is not None and _visitor_of(visit) == visitor_id


def _visitor_of(visit: SessionInfo | None) -> UUID | None:
    """Only who has not signed in is a visitor with things to bring along."""
    return visit.visitor_id if visit and visit.account_id is None else None
