"""What identity forgets by itself, because nobody needs it any more (GDPR Art. 5 (1) e)."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.identity.attempts import FORGOTTEN_AFTER
from portal.identity.federated_tables import IdentityLink
from portal.identity.federated_ways import forget_ways
from portal.identity.passkey_ceremony import forget_ceremonies
from portal.identity.tables import (
    Account,
    EmailChange,
    EmailToken,
    KnownDevice,
    Session,
    SignInAttempt,
)
from portal.identity.told_sessions import forget_told
from portal.shared import clock

# A day longer than they were good for: who comes back too late still reads why.
ENDED_SESSIONS = timedelta(days=1)
SPENT_LINKS = timedelta(days=30)
# As long as the browser's cookie at most.
UNUSED_DEVICES = timedelta(days=400)
# Counted from the last link that was sent.
UNCONFIRMED = timedelta(days=30)


async def forget_what_is_over(session: AsyncSession) -> None:
    """Delete ended sessions, spent links and old failures; needs the system scope."""
    now = clock.now()
    await forget_ways(session)
    await forget_ceremonies(session)
    await forget_told(session)
    ended = now - ENDED_SESSIONS
    over = or_(col(Session.expires_at) < ended, col(Session.revoked_at) < ended)
    await session.execute(delete(Session).where(over))
    spent = col(EmailToken.expires_at) < now - SPENT_LINKS
    await session.execute(delete(EmailToken).where(spent))
    await session.execute(delete(EmailChange).where(col(EmailChange.undo_until) < now))
    unused = col(KnownDevice.last_seen_at) < now - UNUSED_DEVICES
    await session.execute(delete(KnownDevice).where(unused))
    stale = col(SignInAttempt.last_failed_at) < now - FORGOTTEN_AFTER
    await session.execute(delete(SignInAttempt).where(stale))


async def unconfirmed_accounts(session: AsyncSession) -> list[UUID]:
    """Whose address nobody ever confirmed: it may be a stranger's. Nobody has signed in."""
    limit = clock.now() - UNCONFIRMED
    asked = exists().where(
        col(EmailToken.account_id) == col(Account.id), col(EmailToken.created_at) > limit
    )
    linked = exists().where(col(IdentityLink.account_id) == col(Account.id))
    never = and_(
        col(Account.kind) == "citizen",
        col(Account.email_confirmed_at).is_(None),
        col(Account.created_at) < limit,
        ~asked,
        ~linked,
    )
    return list(await session.scalars(select(col(Account.id)).where(never)))


async def forget_accounts(session: AsyncSession, ids: list[UUID]) -> None:
    """Delete accounts to which nothing but links belongs; needs the system scope."""
    await session.execute(delete(EmailToken).where(col(EmailToken.account_id).in_(ids)))
    await session.execute(delete(Account).where(col(Account.id).in_(ids)))
