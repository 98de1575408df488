"""Tells open pages that something they show has changed (PostgreSQL NOTIFY, sent at commit)."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

CHANNEL = "portal_live"


async def announce(session: AsyncSession, *subjects: str) -> None:
    """Announce each subject, such as `case:<id>`, when and only when the transaction commits."""
    for subject in subjects:
        await session.execute(
            text("SELECT pg_notify(:channel, :subject)"),
            {"channel": CHANNEL, "subject": subject},
        )
