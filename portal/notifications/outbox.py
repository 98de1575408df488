"""Writes e-mails: a row first, in the transaction of what they tell; sent by a follow-up."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urlsplit
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.errors import NotFound
from portal.identity.addresses import shown_address
from portal.identity.tables import Account
from portal.identity.tokens import digest
from portal.municipalities import municipality_by_slug
from portal.notifications.mailer import Mail
from portal.notifications.tables import OutgoingMail
from portal.notifications.words import Letter, confirmation_letter, known_address_letter
from portal.persistence.columns import new_id
from portal.persistence.follow_ups import FollowUps
from portal.persistence.sealed_columns import seal_column
from portal.shared import clock

DELIVER_MAIL = "deliver_mail"
CONFIRMATION_PATH = "/registrieren/bestaetigen/"


class PortalUrl(Protocol):
    """Where a page of a municipality's portal is."""

    def __call__(self, municipality: str, path: str) -> str:
        """The absolute address of `path` (beginning with a slash) at that municipality's host."""


@dataclass(frozen=True)
class Outbox:
    """Writes mails; implements identity.ports.ConfirmationMails. Needs the system's scope."""

    follow_ups: FollowUps
    portal_url: PortalUrl

    async def write(
        self,
        session: AsyncSession,
        account: Account,
        letter: Letter,
        *,
        municipality: str,
        unique_key: str,
    ) -> None:
        """Write `letter` to the account's address once per `unique_key`, and have it delivered."""
        await self.write_to(
            session,
            shown_address(account.email),
            letter,
            municipality=municipality,
            unique_key=unique_key,
            account_id=account.id,
        )

    async def write_to(
        self,
        session: AsyncSession,
        address: str,
        letter: Letter,
        *,
        municipality: str,
        unique_key: str,
        account_id: UUID | None = None,
    ) -> None:
        """The same to any address, such as that of a guest without an account.

        Nothing where there is none: the owner of the account reads the same in the portal.
        """
        if not address:
            return
        mail_id = new_id()
        body, calendar = col(OutgoingMail.body), col(OutgoingMail.calendar)
        host = urlsplit(self.portal_url(municipality, "/")).hostname
        statement = insert(OutgoingMail).values(
            id=mail_id,
            unique_key=unique_key,
            message_id=f"<{mail_id}@{host}>",
            municipality=municipality,
            account_id=account_id,
            to_address=address,
            subject=letter.subject,
            body=await seal_column(session, body, mail_id, letter.body, municipality),
            calendar=await seal_column(session, calendar, mail_id, letter.calendar, municipality),
            created_at=clock.now(),
        )
        once = statement.on_conflict_do_nothing(index_elements=["unique_key"])
        written = await session.execute(once.returning(col(OutgoingMail.id)))
        if written.first() is not None:
            await self.follow_ups.enqueue(
                session, DELIVER_MAIL, str(mail_id), {"mail_id": str(mail_id)}
            )

    async def confirm_address(
        self, session: AsyncSession, account: Account, token: str, host_municipality: str
    ) -> None:
        """Ask the owner of the address to open the link made of `token`."""
        path = f"{CONFIRMATION_PATH}?code={quote(token)}"
        letter = confirmation_letter(
            name=account.display_name,
            sender=municipality_by_slug(host_municipality).full_name,
            link=self.portal_url(host_municipality, path),
        )
        key = f"confirm:{digest(token)}"
        await self.write(session, account, letter, municipality=host_municipality, unique_key=key)

    async def address_already_known(
        self, session: AsyncSession, account: Account, host_municipality: str
    ) -> None:
        """Tell the owner that somebody tried to register the address; once an hour at most."""
        letter = known_address_letter(
            name=account.display_name,
            sender=municipality_by_slug(host_municipality).full_name,
            link=self.portal_url(host_municipality, "/anmelden/"),
        )
        key = f"known:{account.id}:{clock.now():%Y-%m-%dT%H}"
        await self.write(session, account, letter, municipality=host_municipality, unique_key=key)


async def find_unsent(session: AsyncSession, mail_id: UUID) -> Mail | None:
    """The mail as it is to be sent; None when it was sent already. Raises NotFound."""
    row = await session.get(OutgoingMail, mail_id)
    if row is None:
        raise NotFound
    if row.sent_at is not None:
        return None
    return Mail(
        message_id=row.message_id,
        municipality=row.municipality,
        sender_name=municipality_by_slug(row.municipality).full_name,
        to_address=row.to_address,
        subject=row.subject,
        body=row.body,
        calendar=row.calendar,
    )


async def note_sent(session: AsyncSession, mail_id: UUID) -> None:
    """Remember that the mail is out; its text, which may hold a link that opens an account, goes.

    What is not needed any more is not kept (GDPR Art. 5 (1) c and e).
    """
    row = await session.get_one(OutgoingMail, mail_id, with_for_update=True)
    row.sent_at = row.sent_at or clock.now()
    row.body, row.calendar = "", ""
