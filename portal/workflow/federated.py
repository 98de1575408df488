"""Signing in by a service account as a story: there, back, linked, stepped up, signed out.

The functions open their own transactions: a way is used up even where what comes back is refused.
"""

import logging
from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal import audit, identity
from portal.errors import NotFound, SignInRequired
from portal.identity import SessionInfo, federated, federated_ways, passkeys, told_sessions
from portal.identity.federated import LinkedAccount
from portal.identity.federated_ways import Intent, Purpose
from portal.identity.provider import (
    IdentityProvider,
    LevelStillTooLow,
    ProvenIdentity,
    ServiceAccountFault,
    WayUnknown,
)
from portal.identity.told_sessions import ProvenAttributes
from portal.notifications.outbox import Occasion
from portal.persistence.columns import new_id
from portal.persistence.database import system_scope
from portal.persistence.live import announce
from portal.shared.trust import TrustLevel
from portal.workflow.services import Services
from portal.workflow.signing_in import (
    Arrival,
    SignedIn,
    adopt_visitor_of,
    begin_session,
)

log = logging.getLogger("portal.servicekonto")
PURPOSES: frozenset[str] = frozenset(get_args(Purpose)) - {"sign_out"}


@dataclass(frozen=True)
class Errand:
    """What somebody wants of a provider, where they go on afterwards, and the address at the
    verified host they browse at to which the provider sends them back."""

    provider: str
    purpose: Purpose
    wanted: TrustLevel
    continue_to: str
    redirect_uri: str


@dataclass(frozen=True)
class SignOutThere:
    """With what to sign out at the provider too: a form's address and its fields."""

    label: str
    address: str
    fields: dict[str, str]


def providers_at(services: Services, municipality: str) -> list[IdentityProvider]:
    """The providers offered in that municipality's portal, in the order of the configuration."""
    every = services.service_accounts.values()
    return [provider for provider in every if provider.config.serves(municipality)]


def provider_at(services: Services, municipality: str, provider_id: str) -> IdentityProvider:
    """One of them. Raises NotFound."""
    for provider in providers_at(services, municipality):
        if provider.config.id == provider_id:
            return provider
    raise NotFound


async def set_out(services: Services, visit: SessionInfo, errand: Errand) -> str:
    """Where to send the browser of `visit`; the way is kept for ten minutes.

    Raises NotFound (no such provider here), SignInRequired, RecentSignInRequired for what only the
    owner may do, ProviderDown.
    """
    provider = provider_at(services, visit.host_municipality, errand.provider)
    intent = Intent(
        provider=errand.provider,
        purpose=errand.purpose,
        session_id=visit.id,
        account_id=visit.account_id if visit.is_citizen else None,
        redirect_uri=errand.redirect_uri,
        wanted=errand.wanted,
        continue_to=errand.continue_to,
    )
    async with services.database.transaction(system_scope()) as session:
        await _require_right(session, visit, intent, provider.config.issuer)
        way = await federated_ways.set_out(session, intent)
    return await provider.address_of(way.there)


async def come_back(services: Services, arrival: Arrival, answer: dict[str, str]) -> SignedIn:
    """Somebody is back from the provider with `answer`, the redirect's query.

    Raises WayUnknown and every other ServiceAccountFault; what is raised after the way was found
    knows in `continue_to` where the citizen was.
    """
    visit = arrival.visit
    if visit is None:
        raise WayUnknown
    async with services.database.transaction(system_scope()) as session:
        way = await federated_ways.come_back(session, answer.get("state", ""), visit.id)
    try:
        provider = provider_at(services, visit.host_municipality, way.intent.provider)
        proven = await provider.redeem(way.there, answer)
        async with services.database.transaction(system_scope()) as session:
            return await _settle(session, _Back(services, arrival, visit, way.intent, proven))
    except ServiceAccountFault as fault:
        fault.continue_to = way.intent.continue_to
        raise


async def unlink_service_account(services: Services, visit: SessionInfo, link_id: UUID) -> None:
    """Undo a link of one's own. Raises NotFound, OnlyWayIn, RecentSignInRequired."""
    account_id = _citizen(visit)
    identity.require_recent_sign_in(visit)
    async with services.database.transaction(system_scope()) as session:
        has_passkey = await passkeys.has_passkey(session, account_id)
        provider = await federated.unlink(session, account_id, link_id, has_passkey=has_passkey)
        await audit.record(session, visit.scope, "service_account_unlinked", _subject(account_id))
        await _tell(services, session, visit, provider, "unlinked")
        await announce(session, f"account:{account_id}")


async def links_of(services: Services, visit: SessionInfo) -> list[LinkedAccount]:
    """The service accounts of whoever is signed in."""
    async with services.database.transaction(system_scope()) as session:
        return await federated.links_of(session, _citizen(visit))


async def proven_attributes(services: Services, info: SessionInfo) -> ProvenAttributes | None:
    """What the service account told at this session's sign-in, for forms to fill in and lock."""
    async with services.database.transaction(system_scope()) as session:
        return await told_sessions.attributes_of(session, services.secret_key, info)


async def end_sessions(services: Services, provider_id: str, token: str) -> int:
    """A provider's back-channel logout: the sessions it is about end now; how many accounts.

    Without a `provider_id`, the only provider of the installation is meant. Raises NotFound,
    AnswerRefused, ProviderDown.
    """
    provider = _told_by(services, provider_id)
    told = await provider.read_logout(token)
    async with services.database.transaction(system_scope()) as session:
        accounts = await told_sessions.end_sessions(session, told)
        await announce(session, *(f"account:{account_id}" for account_id in accounts))
    return len(accounts)


async def way_out(services: Services, visit: SessionInfo, redirect_uri: str) -> SignOutThere | None:
    """With what this session can sign out at its provider too; asked before the session ends.

    None where it was not begun by a service account, or the provider takes no part.
    """
    async with services.database.transaction(system_scope()) as session:
        told = await told_sessions.told_session(session, services.secret_key, visit.id)
    provider = services.service_accounts.get(told.provider) if told else None
    if told is None or provider is None or not provider.config.logout.offer:
        return None
    address = await provider.logout_address()
    if not address:
        return None
    intent = Intent(told.provider, "sign_out", visit.id, None, redirect_uri, TrustLevel.NONE, "/")
    async with services.database.transaction(system_scope()) as session:
        way = await federated_ways.set_out(session, intent)
    fields = {
        "id_token_hint": told.id_token,
        "client_id": provider.config.client_id,
        "post_logout_redirect_uri": redirect_uri,
        "state": way.there.state,
    }
    return SignOutThere(provider.config.label, address, fields)


def _told_by(services: Services, provider_id: str) -> IdentityProvider:
    every = services.service_accounts
    provider = every.get(provider_id)
    if not provider_id and len(every) == 1:
        provider = next(iter(every.values()))
    if provider is None or not provider.config.logout.back_channel:
        raise NotFound
    return provider


async def _require_right(
    session: AsyncSession, visit: SessionInfo, intent: Intent, issuer: str
) -> None:
    """Linking is for the owner who has just shown to be it; so is a step-up that would link."""
    if intent.purpose == "sign_in":
        return
    account_id = _citizen(visit)
    links = intent.purpose == "link" or (
        intent.purpose == "step_up" and not await federated.is_linked(session, account_id, issuer)
    )
    if links:
        identity.require_recent_sign_in(visit)


@dataclass(frozen=True)
class _Back:
    """Somebody is back: who they were here, what they set out for, who they proved to be."""

    services: Services
    arrival: Arrival
    visit: SessionInfo
    intent: Intent
    proven: ProvenIdentity


async def _settle(session: AsyncSession, back: _Back) -> SignedIn:
    intent, proven = back.intent, back.proven
    if intent.purpose == "step_up" and not proven.level.reaches(intent.wanted):
        raise LevelStillTooLow
    account_id = await _account_for(session, back)
    await federated.take_proven_name(session, account_id, proven)
    await adopt_visitor_of(session, back.visit, account_id)
    return await _begin(session, back, account_id)


async def _account_for(session: AsyncSession, back: _Back) -> UUID:
    """Whose session begins. Whoever was signed in on the way there stays who they are."""
    intent, proven, visit = back.intent, back.proven, back.visit
    if intent.purpose == "sign_in":
        known = await federated.account_of(session, proven)
        account = known or await federated.open_account(session, intent.provider, proven)
        return account.id
    account_id = _citizen(visit)
    if account_id != intent.account_id:
        raise SignInRequired
    if intent.purpose == "reauth":
        await federated.require_own(session, account_id, proven)
    elif await federated.link_account(session, account_id, intent.provider, proven):
        await audit.record(session, visit.scope, "service_account_linked", _subject(account_id))
        await _tell(back.services, session, visit, intent.provider, "linked")
    return account_id


async def _begin(session: AsyncSession, back: _Back, account_id: UUID) -> SignedIn:
    """A new session id, also at a step-up, with what the provider told."""
    signed_in = await begin_session(
        session, account_id, back.arrival, back.intent.continue_to, method="servicekonto"
    )
    assert signed_in.session_id is not None
    await told_sessions.note_told(
        session,
        back.services.secret_key,
        back.proven,
        session_id=signed_in.session_id,
        account_id=account_id,
        provider=back.intent.provider,
    )
    return signed_in


async def _tell(
    services: Services, session: AsyncSession, visit: SessionInfo, provider_id: str, what: str
) -> None:
    """The owner gets a mail: somebody else would be found out."""
    account = await session.get_one(identity.Account, _citizen(visit))
    provider = services.service_accounts.get(provider_id)
    occasion = Occasion(
        f"service_account_{what}",
        visit.host_municipality,
        unique_key=f"service-account:{account.id}:{what}:{new_id()}",
        path="/konto/sicherheit/",
    )
    label = provider.config.label if provider else "Servicekonto"
    await services.outbox.tell(session, account, occasion, provider=label)


def _citizen(visit: SessionInfo) -> UUID:
    if not visit.is_citizen or visit.account_id is None:
        raise SignInRequired
    return visit.account_id


def _subject(account_id: UUID) -> str:
    return f"account:{account_id}"
