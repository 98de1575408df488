"""Passkeys as a story: off to the sign-in host, back, and what it was for.

The functions open their own transactions: a ticket is used up even where its answer is refused.
"""

import logging
from dataclasses import replace
from typing import Any, get_args
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal import audit, identity
from portal.errors import SignInRequired
from portal.identity import SessionInfo, passkey_ceremony, passkeys
from portal.identity.passkey_ceremony import (
    CeremonyOver,
    OpenCeremony,
    PasskeyErrand,
    Purpose,
    Redeemed,
    Way,
)
from portal.identity.passkey_proofs import PasskeyRefused, RelyingParty
from portal.identity.passkeys import OwnPasskey
from portal.notifications.outbox import Occasion
from portal.persistence.columns import new_id
from portal.persistence.database import Scope, system_scope
from portal.persistence.live import announce
from portal.workflow.services import Services
from portal.workflow.signing_in import Arrival, SignedIn, adopt_visitor_of, begin_session

log = logging.getLogger("portal.passkeys")
PURPOSES: frozenset[str] = frozenset(get_args(Purpose))


async def set_out(services: Services, visit: SessionInfo, errand: PasskeyErrand) -> str:
    """The ticket for the sign-in host. `errand.account_id` is decided here, by who asks.

    Raises SignInRequired, RecentSignInRequired (a new passkey is for the owner who has just shown
    to be it), InvalidInput (too many passkeys).
    """
    errand = replace(errand, session_id=visit.id, account_id=_whose(visit, errand.purpose))
    if errand.purpose == "register":
        identity.require_recent_sign_in(visit)
    async with services.database.transaction(system_scope()) as session:
        if errand.purpose == "register" and errand.account_id is not None:
            await passkeys.require_room(session, errand.account_id)
        return await passkey_ceremony.set_out(session, errand)


async def open_ceremony(services: Services, ticket: str, party: RelyingParty) -> OpenCeremony:
    """What the sign-in host's page asks the browser for. Raises CeremonyOver."""
    async with services.database.transaction(system_scope()) as session:
        return await passkey_ceremony.open_ceremony(session, ticket, party)


async def answer_ceremony(
    services: Services, ticket: str, answer: dict[str, Any], party: RelyingParty
) -> Way:
    """Take the device's answer. Raises CeremonyOver, PasskeyRefused."""
    async with services.database.transaction(system_scope()) as session:
        way = await passkey_ceremony.answer_ceremony(session, ticket, answer, party)
    if isinstance(way, PasskeyRefused):
        log.warning("refused passkey: %s", way.reason)
        raise way
    return way


async def come_back(services: Services, arrival: Arrival, code: str) -> SignedIn:
    """The browser is back where it set out; what it wanted happens now.

    Raises CeremonyOver, SignInRequired, RecentSignInRequired, PasskeyRefused.
    """
    visit = arrival.visit
    if visit is None:
        raise CeremonyOver
    async with services.database.transaction(system_scope()) as session:
        redeemed = await passkey_ceremony.redeem(session, code, visit.id)
        if redeemed.purpose == "sign_in":
            return await _sign_in(session, arrival, redeemed)
        if redeemed.account_id != _whose(visit, redeemed.purpose):
            raise CeremonyOver
        if redeemed.purpose == "second_factor":
            return await _pass_second_factor(session, arrival, redeemed)
        if redeemed.purpose == "register":
            identity.require_recent_sign_in(visit)
            await passkey_ceremony.confirm_passkey(session, redeemed.passkey_id)
            await _record_and_tell(services, session, visit, "passkey_added", redeemed.passkey_name)
        renewed = await identity.renew_session(session, visit.id)
        return SignedIn(
            renewed.token, renewed.expires_at, redeemed.account_id, redeemed.continue_to
        )


async def passkeys_of(services: Services, visit: SessionInfo) -> list[OwnPasskey]:
    """The passkeys of whoever is signed in. Raises SignInRequired."""
    async with services.database.transaction(system_scope()) as session:
        return await passkeys.passkeys_of(session, _signed_in(visit))


async def waiting_has_passkey(services: Services, visit: SessionInfo) -> bool:
    """Whether who waits for the second factor may give it by a passkey."""
    if visit.waiting_account_id is None:
        return False
    async with services.database.transaction(system_scope()) as session:
        return await passkeys.has_passkey(session, visit.waiting_account_id)


async def remove_passkey(services: Services, visit: SessionInfo | None, passkey_id: UUID) -> None:
    """Remove one's own. Raises SignInRequired, RecentSignInRequired, NotFound, OnlyWayIn."""
    identity.require_recent_sign_in(visit)
    assert visit is not None
    async with services.database.transaction(system_scope()) as session:
        name = await passkeys.remove_passkey(session, _signed_in(visit), passkey_id)
        await _record_and_tell(services, session, visit, "passkey_removed", name)


async def _sign_in(session: AsyncSession, arrival: Arrival, redeemed: Redeemed) -> SignedIn:
    """Staff give their passkey after the password, not instead of it."""
    account = await session.get_one(identity.Account, redeemed.account_id)
    if account.kind != "citizen" or account.erased_at is not None:
        raise PasskeyRefused("not a citizen's")
    await adopt_visitor_of(session, arrival.visit, account.id)
    return await begin_session(session, account.id, arrival, redeemed.continue_to, method="passkey")


async def _pass_second_factor(
    session: AsyncSession, arrival: Arrival, redeemed: Redeemed
) -> SignedIn:
    account_id = redeemed.account_id
    scope = Scope("staff", account_id, arrival.host_municipality)
    await audit.record(session, scope, "signed_in", f"account:{account_id}")
    return await begin_session(session, account_id, arrival, redeemed.continue_to, method="passkey")


async def _record_and_tell(
    services: Services, session: AsyncSession, visit: SessionInfo, action: str, name: str
) -> None:
    """Who owns the account hears of it by mail: a stranger's doing would be found out."""
    account = await session.get_one(identity.Account, _signed_in(visit))
    await audit.record(session, visit.scope, action, f"account:{account.id}")
    await announce(session, f"account:{account.id}")
    page = "/verwaltung/sicherheit/" if visit.is_staff else "/konto/sicherheit/"
    key = f"{action}:{account.id}:{new_id()}"
    occasion = Occasion(action, visit.host_municipality, key, page)
    await services.outbox.tell(session, account, occasion, passkey=name)


def _whose(visit: SessionInfo, purpose: Purpose) -> UUID | None:
    """Whose passkey it has to be: anybody's to sign in, else that of who is there."""
    if purpose == "sign_in":
        return None
    if purpose == "second_factor":
        if visit.waiting_account_id is None:
            raise SignInRequired
        return visit.waiting_account_id
    return _signed_in(visit)


def _signed_in(visit: SessionInfo) -> UUID:
    if visit.account_id is None:
        raise SignInRequired
    return visit.account_id
