"""A passkey's ceremony on the one sign-in host, step by step (W3C WebAuthn Level 3).

A passkey belongs to one domain, the portals of the municipalities have many. So the ceremony
takes place on the installation's own host, and its result goes back by a code that only the
session that set out can redeem. All functions need the system scope.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from webauthn.helpers.exceptions import WebAuthnException

from portal.errors import PortalError
from portal.identity.addresses import path_within_portal
from portal.identity.passkey_proofs import (
    PasskeyRefused,
    RelyingParty,
    creation_options,
    request_options,
    take_proof,
    take_registration,
)
from portal.identity.passkey_tables import Passkey, PasskeyCeremony
from portal.identity.tokens import digest, new_token
from portal.shared import clock
from portal.shared.language import N_

Purpose = Literal["sign_in", "confirm", "register", "second_factor"]
TICKET_LIFETIME = timedelta(minutes=5)
CODE_LIFETIME = timedelta(seconds=60)
HANDLE_BYTES = 32


class CeremonyOver(PortalError):
    """The ticket or code is none of ours, too old, used, or another browser's."""

    message = N_(
        "Dieser Versuch gilt nicht mehr. Bitte gehen Sie zurück und beginnen Sie noch einmal."
    )


@dataclass(frozen=True)
class PasskeyErrand:
    """What the browser of `session_id` wants; `account_id` is whose passkey it must be."""

    purpose: Purpose
    session_id: UUID
    account_id: UUID | None
    return_origin: str
    continue_to: str
    name: str = ""


@dataclass(frozen=True)
class OpenCeremony:
    """What the sign-in host's page needs: the options for the browser, as JSON."""

    purpose: Purpose
    options: str
    return_origin: str
    continue_to: str


@dataclass(frozen=True)
class Redeemed:
    """A ceremony that has ended well: whose passkey it was, and what for."""

    purpose: Purpose
    account_id: UUID
    passkey_id: UUID
    passkey_name: str
    continue_to: str


@dataclass(frozen=True)
class Way:
    """Back to the portal it began at; the code is good once, for a minute."""

    return_origin: str
    code: str = field(repr=False)


async def set_out(session: AsyncSession, errand: PasskeyErrand) -> str:
    """Begin a ceremony; the ticket that the sign-in host's page is opened with."""
    ticket = new_token()
    session.add(
        PasskeyCeremony(
            ticket_digest=digest(ticket),
            purpose=errand.purpose,
            session_id=errand.session_id,
            account_id=errand.account_id,
            challenge=secrets.token_bytes(32),
            user_handle=await _handle_of(session, errand),
            name=errand.name,
            return_origin=errand.return_origin,
            continue_to=path_within_portal(errand.continue_to),
            expires_at=clock.now() + TICKET_LIFETIME,
        )
    )
    await session.flush()
    return ticket


async def open_ceremony(session: AsyncSession, ticket: str, party: RelyingParty) -> OpenCeremony:
    """What to ask the browser for. Raises CeremonyOver."""
    row = await _open_row(session, ticket)
    options = (
        await creation_options(session, row, party)
        if row.purpose == "register"
        else await request_options(session, row, party)
    )
    purpose = cast(Purpose, row.purpose)
    return OpenCeremony(purpose, options, row.return_origin, row.continue_to)


async def answer_ceremony(
    session: AsyncSession, ticket: str, answer: dict[str, Any], party: RelyingParty
) -> Way | PasskeyRefused:
    """Take the device's answer, once. Raises CeremonyOver.

    A refusal is returned, not raised, so that the transaction which uses the ticket up commits.
    """
    row = await _open_row(session, ticket)
    row.answered_at = clock.now()
    try:
        take = take_registration if row.purpose == "register" else take_proof
        passkey = await take(session, row, answer, party)
    except PasskeyRefused as refusal:
        return refusal
    except (WebAuthnException, ValueError, LookupError, TypeError) as fault:
        # The library's words may quote what was sent.
        return PasskeyRefused(type(fault).__name__)
    code = new_token()
    row.passkey_id = passkey.id
    row.code_digest = digest(code)
    row.code_expires_at = clock.now() + CODE_LIFETIME
    return Way(row.return_origin, code)


async def redeem(session: AsyncSession, code: str, session_id: UUID | None) -> Redeemed:
    """The result, for the session that set out, once. Raises CeremonyOver."""
    row = await session.scalar(
        update(PasskeyCeremony)
        .where(
            col(PasskeyCeremony.code_digest) == digest(code),
            col(PasskeyCeremony.session_id) == session_id,
            col(PasskeyCeremony.redeemed_at).is_(None),
            col(PasskeyCeremony.code_expires_at) > clock.now(),
        )
        .values(redeemed_at=clock.now())
        .returning(PasskeyCeremony)
    )
    passkey = await session.get(Passkey, row.passkey_id) if row and row.passkey_id else None
    if row is None or passkey is None:
        raise CeremonyOver
    return Redeemed(
        cast(Purpose, row.purpose), passkey.account_id, passkey.id, passkey.name, row.continue_to
    )


async def confirm_passkey(session: AsyncSession, passkey_id: UUID) -> None:
    """The new passkey came back to the session that wanted it: from now on it opens."""
    passkey = await session.get_one(Passkey, passkey_id)
    passkey.confirmed_at = clock.now()


async def forget_ceremonies(session: AsyncSession) -> None:
    """Delete those that are over, and passkeys that never came back."""
    over = col(PasskeyCeremony.expires_at) < clock.now() - timedelta(days=1)
    await session.execute(delete(PasskeyCeremony).where(over))
    lost = col(Passkey.created_at) < clock.now() - timedelta(days=1)
    await session.execute(delete(Passkey).where(col(Passkey.confirmed_at).is_(None), lost))


async def _open_row(session: AsyncSession, ticket: str) -> PasskeyCeremony:
    row = await session.get(PasskeyCeremony, digest(ticket), with_for_update=True)
    if row is None or row.answered_at is not None or row.expires_at <= clock.now():
        raise CeremonyOver
    return row


async def _handle_of(session: AsyncSession, errand: PasskeyErrand) -> bytes:
    if errand.account_id is None:
        return b""
    known = select(Passkey.user_handle).where(col(Passkey.account_id) == errand.account_id)
    return await session.scalar(known.limit(1)) or secrets.token_bytes(HANDLE_BYTES)
