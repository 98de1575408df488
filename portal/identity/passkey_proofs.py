"""What a device is asked for a passkey, and what its answer proves (W3C WebAuthn Level 3).

Built on the library `webauthn`. All functions need the system scope.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import webauthn
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from portal.errors import PortalError
from portal.identity.addresses import shown_address
from portal.identity.passkey_tables import Passkey, PasskeyCeremony
from portal.identity.passkeys import confirmed_passkeys
from portal.identity.tables import Account
from portal.shared import clock
from portal.shared.language import N_

TIMEOUT_MILLISECONDS = 120_000
_VERIFIED = UserVerificationRequirement.REQUIRED


class PasskeyRefused(PortalError):
    """The answer of the device does not prove what it should. `reason` is for the log."""

    message = N_(
        "Dieser Passkey passt hier nicht. Bitte versuchen Sie es mit einem anderen, oder melden "
        "Sie sich mit Ihrem Passwort an."
    )

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


@dataclass(frozen=True)
class RelyingParty:
    """Who asks for the passkey: the domain it belongs to, its name, and the page's origin."""

    id: str
    name: str
    origin: str


async def creation_options(session: AsyncSession, row: PasskeyCeremony, party: RelyingParty) -> str:
    """What the browser needs to make a passkey, as JSON; none the account has already."""
    assert row.account_id is not None
    account = await session.get_one(Account, row.account_id)
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=row.user_handle,
        user_name=shown_address(account.email) or account.display_name,
        user_display_name=account.display_name,
        challenge=row.challenge,
        timeout=TIMEOUT_MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
        exclude_credentials=await _descriptors(session, row.account_id),
    )
    return webauthn.options_to_json(options)


async def request_options(session: AsyncSession, row: PasskeyCeremony, party: RelyingParty) -> str:
    """What the browser needs to use a passkey: one of the account's, or anybody's, as JSON."""
    allowed = await _descriptors(session, row.account_id) if row.account_id else None
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=row.challenge,
        timeout=TIMEOUT_MILLISECONDS,
        allow_credentials=allowed,
        user_verification=_VERIFIED,
    )
    return webauthn.options_to_json(options)


async def _descriptors(
    session: AsyncSession, account_id: UUID
) -> list[PublicKeyCredentialDescriptor]:
    known = await confirmed_passkeys(session, account_id)
    return [PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in known]


async def take_registration(
    session: AsyncSession, row: PasskeyCeremony, answer: dict[str, Any], party: RelyingParty
) -> Passkey:
    """Store a new passkey, which opens nothing before it is confirmed.

    Raises PasskeyRefused, and what the library raises.
    """
    assert row.account_id is not None
    verified = webauthn.verify_registration_response(
        credential=answer,
        expected_challenge=row.challenge,
        expected_rp_id=party.id,
        expected_origin=party.origin,
        require_user_verification=True,
    )
    if await _by_credential(session, verified.credential_id):
        raise PasskeyRefused("known already")
    passkey = Passkey(
        account_id=row.account_id,
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        user_handle=row.user_handle,
        name=row.name,
        created_at=clock.now(),
    )
    session.add(passkey)
    await session.flush()
    return passkey


async def take_proof(
    session: AsyncSession, row: PasskeyCeremony, answer: dict[str, Any], party: RelyingParty
) -> Passkey:
    """The passkey that has just been used, its counter moved on.

    Raises PasskeyRefused, and what the library raises.
    """
    credential = parse_authentication_credential_json(answer)
    passkey = await _by_credential(session, credential.raw_id)
    if passkey is None or passkey.confirmed_at is None:
        raise PasskeyRefused("unknown")
    if row.account_id is not None and passkey.account_id != row.account_id:
        raise PasskeyRefused("another account's")
    handle = credential.response.user_handle
    if handle and handle != passkey.user_handle:
        raise PasskeyRefused("another user handle")
    verified = webauthn.verify_authentication_response(
        credential=credential,
        expected_challenge=row.challenge,
        expected_rp_id=party.id,
        expected_origin=party.origin,
        credential_public_key=passkey.public_key,
        credential_current_sign_count=0,
        require_user_verification=True,
    )
    if passkey.sign_count and verified.new_sign_count <= passkey.sign_count:
        raise PasskeyRefused("its counter went back: perhaps a copy of the device")
    passkey.sign_count = verified.new_sign_count
    passkey.last_used_at = clock.now()
    return passkey


async def _by_credential(session: AsyncSession, credential_id: bytes) -> Passkey | None:
    query = select(Passkey).where(col(Passkey.credential_id) == credential_id).with_for_update()
    found: Passkey | None = await session.scalar(query)
    return found
