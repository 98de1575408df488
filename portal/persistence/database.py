"""The database: one transaction per piece of work, with the actor and the tenant set in it.

Every connection takes the role `portal_app`, which owns nothing and cannot bypass row-level
security; the policies read the settings that `transaction` makes (decision record 0002).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from portal.persistence.data_keys import DataKeys
from portal.persistence.ownership import SCOPE
from portal.persistence.sealed_columns import KEYS
from portal.sealing import KeyEncryptionKeys
from portal.shared.trust import TrustLevel

APP_ROLE = "portal_app"
EVERY_MUNICIPALITY = "*"
ActorKind = Literal["visitor", "citizen", "staff", "system"]


@dataclass(frozen=True)
class Scope:
    """Who acts, and for which municipality. `actor_id` is a visitor's, citizen's or staff id.

    `trust_level` is that of a citizen's session, which may be higher than the account's own.
    """

    actor_kind: ActorKind
    actor_id: UUID | None = None
    municipality: str = ""
    trust_level: TrustLevel = TrustLevel.NONE

    def within(self, municipality: str) -> "Scope":
        """The same actor for another municipality."""
        return replace(self, municipality=municipality)


def system_scope(municipality: str = EVERY_MUNICIPALITY) -> Scope:
    """The portal itself, for work that nobody's browser asks for: follow-ups, webhooks."""
    return Scope("system", None, municipality)


def scope_of(session: AsyncSession) -> Scope:
    """As whom the transaction acts."""
    scope: Scope = session.info[SCOPE]
    return scope


def app_role_url(url: str) -> str:
    """`url` with the start option that makes each connection take the portal's role."""
    parsed = make_url(url).set(drivername="postgresql+psycopg")
    with_role = parsed.update_query_dict({"options": f"-c role={APP_ROLE}"})
    return with_role.render_as_string(hide_password=False)


class Database:
    """The portal's database; make one per event loop.

    `keys` open and seal what is encrypted; without them, only what is not can be read or written.
    """

    def __init__(
        self, url: str, pool_size: int = 10, *, keys: KeyEncryptionKeys | None = None
    ) -> None:
        self.engine: AsyncEngine = create_async_engine(
            app_role_url(url),
            pool_size=pool_size,
            max_overflow=10,
            pool_pre_ping=True,
            hide_parameters=True,  # an error must not carry what citizens entered into a log
        )
        apart = create_async_engine(app_role_url(url), poolclass=NullPool, hide_parameters=True)
        self.data_keys = DataKeys(apart, keys or KeyEncryptionKeys(()))

    @asynccontextmanager
    async def transaction(self, scope: Scope) -> AsyncIterator[AsyncSession]:
        """One transaction as `scope`: committed at the end, rolled back by any exception."""
        await self.data_keys.look_again()
        session = AsyncSession(self.engine, expire_on_commit=False, info={KEYS: self.data_keys})
        async with session, session.begin():
            await _set_scope(session, scope)
            session.info[SCOPE] = scope
            yield session

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


async def _set_scope(session: AsyncSession, scope: Scope) -> None:
    await session.execute(
        text(
            "SELECT set_config('portal.actor_kind', :kind, true),"
            " set_config('portal.actor_id', :actor, true),"
            " set_config('portal.municipality', :municipality, true)"
        ),
        {
            "kind": scope.actor_kind,
            "actor": str(scope.actor_id or ""),
            "municipality": scope.municipality,
        },
    )
