"""The authorization endpoint: a question checked, put to a person, and answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error
from sqlalchemy.ext.asyncio import AsyncSession

from portal.integrations.demo.openid_provider.faults import CannotAnswer
from portal.integrations.demo.openid_provider.people import LEVELS, Person
from portal.integrations.demo.openid_provider.protocol import (
    Pairs,
    ProtocolServer,
    ProviderRequest,
    Reply,
)
from portal.integrations.demo.openid_provider.sessions import (
    SignedIn,
    as_signed_in,
    find_session,
    sign_in,
)
from portal.integrations.demo.tables import DemoProviderSession
from portal.shared import clock


@dataclass(frozen=True)
class Choice:
    """What a person chose at the provider's page: who to be, and how surely."""

    person: Person
    acr: str


@dataclass(frozen=True)
class Question:
    """What the page asks a person: `wanted` is the acr value the portal wants, "" none.

    `portal` is the origin that the answer goes to; `now` who is signed in in this browser.
    """

    portal: str
    wanted: str
    now: SignedIn | None


@dataclass(frozen=True)
class _Standing:
    """A request that may be answered. `anew`: only by somebody who signs in for it."""

    grant: Any
    request: ProviderRequest
    anew: bool


async def ask(
    session: AsyncSession, server: ProtocolServer, query: Pairs, token: str
) -> Question | Reply:
    """What to ask the person, or what to answer the portal without asking. Raises CannotAnswer."""
    person = await find_session(session, token)
    standing = await session.run_sync(lambda _: _check(server, query, person))
    if isinstance(standing, Reply):
        return standing
    asked = dict(query)
    if asked.get("prompt") == "none":
        return await session.run_sync(lambda _: _answer(server, standing, person))
    portal = urlsplit(asked["redirect_uri"])
    return Question(
        portal=f"{portal.scheme}://{portal.netloc}",
        wanted=next((acr for acr in asked.get("acr_values", "").split() if acr in LEVELS), ""),
        now=as_signed_in(person) if person else None,
    )


async def decide(
    session: AsyncSession,
    server: ProtocolServer,
    query: Pairs,
    token: str,
    chosen: tuple[Mapping[str, Any], str] | None,
) -> tuple[Reply, str]:
    """Answer the portal with the chosen person's claims and level, and the browser's token.

    Raises CannotAnswer.
    """
    person = await find_session(session, token)
    standing = await session.run_sync(lambda _: _check(server, query, person))
    if isinstance(standing, Reply):
        return standing, token
    answering = None
    if chosen is not None:
        answering, token = await sign_in(session, token, *chosen, anew=standing.anew)
    return await session.run_sync(lambda _: _answer(server, standing, answering)), token


def _check(
    server: ProtocolServer, query: Pairs, person: DemoProviderSession | None
) -> _Standing | Reply:
    """The request, checked, or the fault that the portal is told of. Raises CannotAnswer."""
    request = ProviderRequest("GET", query, [])
    asked = dict(query)
    anew = "login" in asked.get("prompt", "").split() or _is_too_old(asked, person)
    try:
        grant = server.get_consent_grant(request, None if anew else person)
    except OAuth2Error as fault:
        if not fault.redirect_uri:
            raise CannotAnswer from None
        return server.with_issuer(server.handle_error_response(request, fault))
    except ValueError:  # authlib on words that no error description may repeat
        raise CannotAnswer from None
    return _Standing(grant, request, anew)


def _is_too_old(asked: dict[str, str], person: DemoProviderSession | None) -> bool:
    """Whether `max_age`, in seconds, has passed since the person signed in."""
    longest = asked.get("max_age", "")
    if not person or not (longest.isascii() and longest.isdigit() and len(longest) < 9):
        return False
    return clock.now() > person.authenticated_at + timedelta(seconds=int(longest))


def _answer(
    server: ProtocolServer, standing: _Standing, person: DemoProviderSession | None
) -> Reply:
    reply: Reply = server.create_authorization_response(
        standing.request, person, grant=standing.grant
    )
    return reply
