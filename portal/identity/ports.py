"""What identity asks of others: the mails around an account."""

from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from portal.identity.tables import Account


class ConfirmationMails(Protocol):
    """Sends the mails of a registration, once the transaction of `session` commits."""

    async def confirm_address(
        self, session: AsyncSession, account: Account, token: str, host_municipality: str
    ) -> None:
        """Ask the owner of the address to open the link made of `token`, valid for 24 hours."""

    async def address_already_known(
        self, session: AsyncSession, account: Account, host_municipality: str
    ) -> None:
        """Tell the owner of the address that somebody tried to register it again."""
