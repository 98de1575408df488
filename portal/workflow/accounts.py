"""Accounts as a story: register, confirm, sign in; what was begun before comes along.

The functions open their own transactions: a refused sign-in must be counted all the same.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal import audit, identity
from portal.errors import PortalError, SignInRequired
from portal.identity import (
    ConfirmationMails,
    EmailNotConfirmed,
    Factor,
    Registration,
    SessionInfo,
)
from portal.persistence.database import Database, Scope, system_scope
from portal.workflow.signing_in import (
    Arrival,
    SignedIn,
    adopt_visitor,
    adopt_visitor_of,
    begin_session,
    visitor_of,
)


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
    async with identity.turn_to_check(), database.transaction(system_scope()) as session:
        await identity.register(session, mails, registration)


async def open_link(database: Database, token: str, arrival: Arrival) -> OpenedLink:
    """Open the link from the mail in the browser that registered: confirmed and signed in at once.

    In any other nothing happens yet, the password is asked for: a mail scanner that follows links
    must not confirm, nor may an address be confirmed for a stranger who registered it, and a link
    sent on must not lure anybody into an account that is not theirs.
    Raises TokenInvalid, TokenUsed, TokenExpired.
    """
    async with database.transaction(system_scope()) as session:
        link = await identity.read_link(session, token)
        if not _is_at(arrival.visit, link.visitor_id):
            return OpenedLink(link.continue_to, None)
        confirmation = await _confirm(session, token)
        signed_in = await begin_session(
            session,
            confirmation.account_id,
            arrival,
            confirmation.continue_to,
            method="confirmation_link",
        )
        return OpenedLink(confirmation.continue_to, signed_in)


async def sign_in_citizen(
    database: Database,
    mails: ConfirmationMails,
    *,
    email: str,
    password: str,
    arrival: Arrival,
    continue_to: str = "/",
    link_code: str = "",
) -> SignedIn:
    """Sign a citizen in; what this browser's visitor began becomes the account's.

    `link_code` is that of a confirmation link opened in this browser.
    Raises WrongCredentials, TooManyAttempts, EmailNotConfirmed (a new link is on its way).
    """
    async with identity.turn_to_check(), database.transaction(system_scope()) as session:
        found = await identity.sign_in(
            session, kind="citizen", email=email, password=password, network=arrival.network
        )
        if isinstance(found, EmailNotConfirmed) and link_code:
            found = await _confirmed_by(session, found, link_code)
        if isinstance(found, EmailNotConfirmed):
            await identity.send_link_again(
                session,
                mails,
                found.account_id,
                visitor_id=visitor_of(arrival.visit),
                continue_to=continue_to,
                host_municipality=arrival.host_municipality,
            )
        if not isinstance(found, identity.SignInRefused):
            await adopt_visitor_of(session, arrival.visit, found.id)
            return await begin_session(session, found.id, arrival, continue_to, method="password")
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
    arrival: Arrival,
    continue_to: str = "/verwaltung/",
) -> SignedIn:
    """The first half of signing in staff: the password. The session waits for the second factor.

    Raises WrongCredentials, TooManyAttempts.
    """
    async with identity.turn_to_check(), database.transaction(system_scope()) as session:
        found = await identity.sign_in(
            session, kind="staff", email=email, password=password, network=arrival.network
        )
        if not isinstance(found, identity.SignInRefused):
            begun = await identity.start_session(
                session,
                arrival.host_municipality,
                previous=arrival.visit.id if arrival.visit else None,
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
    arrival: Arrival,
    code: str,
    *,
    continue_to: str,
    single_use: bool = True,
) -> SignedIn:
    """The second half: the code is right, the member of staff is signed in, which is recorded.

    Raises SignInRequired, WrongCode, TooManyAttempts.
    """
    waiting = arrival.visit.waiting_account_id if arrival.visit else None
    if waiting is None:
        raise SignInRequired
    async with database.transaction(system_scope()) as session:
        found = await identity.check_code(session, key, waiting, code, single_use=single_use)
        if not isinstance(found, identity.SignInRefused):
            scope = Scope("staff", found.id, arrival.host_municipality)
            await audit.record(session, scope, "signed_in", f"account:{found.id}")
            return await begin_session(session, found.id, arrival, continue_to, method="password")
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


async def confirm_password(database: Database, arrival: Arrival, password: str) -> SignedIn:
    """Who has signed in proves once more who they are: the session goes on under a new id.

    Raises SignInRequired, WrongPassword, TooManyAttempts.
    """
    visit = arrival.visit
    if visit is None or visit.account_id is None:
        raise SignInRequired
    async with identity.turn_to_check(), database.transaction(system_scope()) as session:
        found = await identity.confirm_password(
            session, visit.account_id, password, arrival.network
        )
        if not isinstance(found, identity.SignInRefused):
            renewed = await identity.renew_session(session, visit.id)
            return SignedIn(renewed.token, renewed.expires_at, found.id, "/")
    raise found


async def sign_out(database: Database, visit: SessionInfo) -> None:
    """End this browser's session. The next one starts as a new visitor."""
    async with database.transaction(system_scope()) as session:
        await identity.sign_out(session, visit.id)


def _is_at(visit: SessionInfo | None, visitor_id: UUID | None) -> bool:
    return visitor_id is not None and visitor_of(visit) == visitor_id
