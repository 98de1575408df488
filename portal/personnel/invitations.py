"""Inviting somebody to work here: a link by mail, good for 72 hours and once.

Whoever invites learns nothing about the address; what its mail says depends on whose it is.
Accepting gives nothing yet: the role then waits for a second administrator. Only what the
installation's owner sent by command (nobody invited) holds at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.audit import record
from portal.errors import Conflict, InvalidInput, NotFound, PortalError
from portal.identity import (
    Account,
    account_by_email,
    check_new_password,
    clean_email,
    clean_name,
    hash_password,
)
from portal.identity.roles import HeldRole, grant_role
from portal.identity.tokens import digest, new_token
from portal.persistence.database import Scope, system_scope
from portal.persistence.live import announce
from portal.personnel.administration import (
    Administrator,
    admin_roles,
    require_admin,
    role_to_give,
    words_of,
)
from portal.personnel.grants import announce_desks, wait_for_second
from portal.personnel.tables import StaffInvitation
from portal.shared import clock

LIFETIME = timedelta(hours=72)
MAILS_PER_HOUR = 5
Letter = Literal["invitation", "citizen", "none"]


class InvitationOver(PortalError):
    """The link was used, withdrawn, replaced or is none of ours: the three are not told apart."""

    message = (
        "Diese Einladung gilt nicht mehr, oder der Link ist nicht vollständig. Bitten Sie Ihre "
        "Administration um eine neue."
    )


class OtherAddress(Conflict):
    """The link was sent to somebody else than who has signed in."""

    message = (
        "Diese Einladung ging an eine andere E-Mail-Adresse. Bitte melden Sie sich mit dem Konto "
        "an, an das sie ging."
    )


@dataclass(frozen=True)
class Invited:
    """What is to be mailed: to `email`, the `letter` of that kind; `token` makes the link."""

    id: UUID
    email: str
    letter: Letter
    token: str
    role_words: str


@dataclass(frozen=True)
class OpenInvitation:
    """What the link's page shows. `known`: the address has an account of staff already."""

    email: str
    municipality: str
    role_words: str
    known: bool


async def invite(
    session: AsyncSession, admin: Scope, email: str, role: str, services: Collection[str]
) -> Invited:
    """Invite the owner of the address. Raises InvalidInput, NotAllowed, SignInRequired."""
    acting = await require_admin(session, admin)
    post = role_to_give(acting.place_of(role), role, services)
    return await write_invitation(session, admin, email, post)


async def write_invitation(
    session: AsyncSession, admin: Scope, email: str, post: HeldRole
) -> Invited:
    """The invitation itself, in place of an open one; `admin`, or the system, was checked."""
    address, place = clean_email(email), post.municipality
    enough = await _has_had_enough_mail(session, address)
    same = col(StaffInvitation.email) == address, col(StaffInvitation.municipality) == place
    await session.execute(
        update(StaffInvitation).where(*_open(), *same).values(withdrawn_at=clock.now())
    )
    token = new_token()
    invitation = StaffInvitation(
        token_digest=digest(token),
        email=address,
        municipality=place,
        role=post.role,
        services=sorted(post.services) if post.services else None,
        invited_by=admin.actor_id,
        created_at=clock.now(),
        expires_at=clock.now() + LIFETIME,
    )
    session.add(invitation)
    await session.flush()
    words = words_of(post.role, post.services)
    await record(session, admin, "staff.invited", f"invitation:{invitation.id}", words)
    await announce(session, f"staff:{place}")
    account = await account_by_email(session, address)
    letter: Letter = "citizen" if account and account.kind != "staff" else "invitation"
    return Invited(invitation.id, address, "none" if enough else letter, token, words)


async def read_invitation(session: AsyncSession, token: str) -> OpenInvitation:
    """What the link offers; reading changes nothing: mail scanners follow links.

    Raises InvitationOver.
    """
    invitation, account = await _find(session, token)
    return OpenInvitation(
        invitation.email,
        invitation.municipality,
        words_of(invitation.role, invitation.services),
        account is not None,
    )


def faults_of_newcomer(email: str, name: str, password: str) -> dict[str, str]:
    """What is wrong with what somebody entered to accept, by field."""
    personal = (email, email.partition("@")[0], name.strip())
    faults = {}
    for field, check in (
        ("display_name", lambda: clean_name(name)),
        ("password", lambda: check_new_password(password, *personal)),
    ):
        try:
            check()
        except InvalidInput as fault:
            faults[field] = fault.message
    return faults


async def accept_as_newcomer(
    session: AsyncSession, token: str, name: str, password: str
) -> Account:
    """Make the account of the address the link was sent to; it still has no second factor.

    Raises InvitationOver, InvalidInput; Conflict where the address has an account by now.
    """
    invitation, account = await _find(session, token, lock=True)
    if account is not None:
        raise Conflict("Sie haben schon ein Konto. Bitte melden Sie sich damit an.")
    for words in faults_of_newcomer(invitation.email, name, password).values():
        raise InvalidInput(words)
    made = Account(
        kind="staff",
        email=invitation.email,
        display_name=clean_name(name),
        password_hash=await hash_password(password),
        trust_level="none",
        email_confirmed_at=clock.now(),
    )
    session.add(made)
    await session.flush()
    await _accept(session, invitation, made.id)
    return made


async def accept_as_colleague(session: AsyncSession, token: str, account_id: UUID) -> None:
    """Somebody who works elsewhere already, or has another role here, accepts.

    Raises InvitationOver, OtherAddress for whoever else has signed in.
    """
    invitation, account = await _find(session, token, lock=True)
    if account is None or account.id != account_id:
        raise OtherAddress
    await _accept(session, invitation, account.id)


async def withdraw(session: AsyncSession, admin: Scope, invitation_id: UUID) -> None:
    """The link opens nothing any more. Raises NotAllowed, NotFound."""
    acting = await require_admin(session, admin)
    invitation = await session.get(StaffInvitation, invitation_id, with_for_update=True)
    if invitation is None or invitation.municipality not in acting.places:
        raise NotFound
    if invitation.accepted_at is None and invitation.withdrawn_at is None:
        invitation.withdrawn_at = clock.now()
        await record(session, admin, "staff.invitation_withdrawn", f"invitation:{invitation.id}")
        await announce(session, f"staff:{invitation.municipality}")


async def open_invitations(session: AsyncSession, acting: Administrator) -> list[StaffInvitation]:
    """Those sent from here that nobody has accepted yet, the newest first."""
    here = col(StaffInvitation.municipality).in_(acting.places)
    query = select(StaffInvitation).where(here, *_open())
    return list(await session.scalars(query.order_by(col(StaffInvitation.created_at).desc())))


async def _accept(session: AsyncSession, invitation: StaffInvitation, account_id: UUID) -> None:
    invitation.accepted_at = clock.now()
    place, services = invitation.municipality, invitation.services
    subject, words = f"account:{account_id}", words_of(invitation.role, services)
    if invitation.invited_by is None:
        await grant_role(
            session,
            account_id,
            place,
            invitation.role,  # type: ignore[arg-type]
            services or (),
        )
        await record(session, system_scope(place), "staff.role_granted", subject, words)
        await announce_desks(session, place, account_id)
        return
    host = Scope("staff", invitation.invited_by, place)
    await record(session, system_scope(place), "staff.invitation_accepted", subject, words)
    post = HeldRole(place, invitation.role, frozenset(services) if services else None)
    await wait_for_second(session, host, account_id, post)


async def _find(
    session: AsyncSession, token: str, *, lock: bool = False
) -> tuple[StaffInvitation, Account | None]:
    """The open invitation, and the staff account of its address. Raises InvitationOver.

    It ends with the office of who sent it, and where the address became a citizen's.
    """
    query = select(StaffInvitation).where(
        col(StaffInvitation.token_digest) == digest(token), *_open()
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    invitation = (await session.scalars(query)).one_or_none()
    if invitation is None:
        raise InvitationOver
    by = invitation.invited_by
    if by is not None and not await admin_roles(session, by, invitation.municipality):
        raise InvitationOver
    account = await account_by_email(session, invitation.email)
    if account is not None and account.kind != "staff":
        raise InvitationOver
    return invitation, account


def _open() -> tuple:  # type: ignore[type-arg]
    return (
        col(StaffInvitation.accepted_at).is_(None),
        col(StaffInvitation.withdrawn_at).is_(None),
        col(StaffInvitation.expires_at) > clock.now(),
    )


async def _has_had_enough_mail(session: AsyncSession, email: str) -> bool:
    query = select(func.count()).where(
        col(StaffInvitation.email) == email,
        col(StaffInvitation.created_at) > clock.now() - timedelta(hours=1),
    )
    return (await session.scalar(query) or 0) >= MAILS_PER_HOUR
