"""What happens to somebody's payments while nobody looks: hours pass, prices rise, sessions end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications import take_out_of_basket
from portal.persistence.database import Database, system_scope
from tests.support.portal_process import RunningPortal

_AGED = (
    "UPDATE payment SET created_at = created_at - interval '14 hours' WHERE account_id = :account",
    "UPDATE demo_bank_payment SET created_at = created_at - interval '14 hours' WHERE reference IN"
    " (SELECT provider_reference FROM payment WHERE account_id = :account)",
)


async def a_night_passes(portal: RunningPortal, email: str) -> None:
    """All that this citizen began to pay was begun yesterday evening."""
    async with _account(portal, email) as (session, account):
        for statement in _AGED:
            await session.execute(text(statement), {"account": account})


async def prices_change(portal: RunningPortal, email: str) -> None:
    """What lies in the basket goes back to the drafts, as when its fee no longer is what it was."""
    query = "SELECT id FROM application WHERE account_id = :account AND status = 'in_basket'"
    async with _account(portal, email) as (session, account):
        for application_id in (await session.scalars(text(query), {"account": account})).all():
            await take_out_of_basket(session, application_id)


async def sessions_end(portal: RunningPortal, email: str) -> None:
    """Wherever this citizen is signed in, it is over."""
    async with _account(portal, email) as (session, account):
        await session.execute(
            text("DELETE FROM session WHERE account_id = :account"), {"account": account}
        )


async def books_of(portal: RunningPortal, email: str) -> list[tuple[str, int, int]]:
    """The citizen's payments in their order: status at the bank, paid and given back in cents."""
    query = (
        "SELECT bank.status, bank.amount_cents, bank.refunded_cents FROM payment"
        " JOIN demo_bank_payment bank ON bank.reference = payment.provider_reference"
        " WHERE payment.account_id = :account ORDER BY bank.created_at"
    )
    async with _account(portal, email) as (session, account):
        rows = await session.execute(text(query), {"account": account})
        return [(status, paid, back) for status, paid, back in rows]


@asynccontextmanager
async def _account(portal: RunningPortal, email: str) -> AsyncIterator[tuple[AsyncSession, UUID]]:
    database = Database(portal.owner_url(), pool_size=1, keys=portal.keys())
    async with database.transaction(system_scope()) as session:
        found = await session.scalar(
            text("SELECT id FROM account WHERE email = :email"), {"email": email}
        )
        assert found is not None, f"nobody has the address {email}"
        yield session, found
    await database.close()
