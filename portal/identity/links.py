"""Links sent by e-mail: single use, kept as a digest, few enough that no mailbox is flooded."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.identity.addresses import path_within_portal
from portal.identity.tables import EmailToken
from portal.identity.tokens import digest, new_token
from portal.shared import clock

REPLACED = "replaced"
MAILS_PER_HOUR = 5


async def issue_link(
    session: AsyncSession,
    account_id: UUID,
    purpose: str,
    lifetime: timedelta,
    *,
    visitor_id: UUID | None = None,
    continue_to: str = "/",
) -> str:
    """The token of a new link; those of the same purpose before it stay as they are."""
    token = new_token()
    session.add(
        EmailToken(
            token_digest=digest(token),
            account_id=account_id,
            purpose=purpose,
            visitor_id=visitor_id,
            continue_to=path_within_portal(continue_to),
            expires_at=clock.now() + lifetime,
        )
    )
    await session.flush()
    return token


async def replace_links(session: AsyncSession, account_id: UUID, purpose: str) -> None:
    """The account's links of that purpose open nothing any more."""
    older = col(EmailToken.account_id) == account_id, col(EmailToken.purpose) == purpose
    await session.execute(update(EmailToken).where(*older).values(purpose=REPLACED))


async def has_had_enough_mail(session: AsyncSession, account_id: UUID) -> bool:
    """Nobody's mailbox is flooded: one row of email_token stands for one mail."""
    query = select(func.count()).where(
        col(EmailToken.account_id) == account_id,
        col(EmailToken.created_at) > clock.now() - timedelta(hours=1),
    )
    return (await session.scalar(query) or 0) >= MAILS_PER_HOUR
