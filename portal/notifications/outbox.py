"""Writes e-mails: a row first, in the transaction of what they tell; sent by a follow-up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from urllib.parse import quote, urlsplit
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.identity.addresses import shown_address
from portal.identity.tables import Account
from portal.identity.tokens import digest
from portal.municipalities import municipality_by_slug
from portal.notifications.channels import ways_to
from portal.notifications.kinds import KINDS
from portal.notifications.letters import Letter, write_letter
from portal.notifications.push_tables import OutgoingPush
from portal.notifications.tables import OutgoingMail
from portal.persistence.columns import new_id
from portal.persistence.follow_ups import FollowUps
from portal.persistence.sealed_columns import seal_column
from portal.shared import clock
from portal.shared.language import GERMAN, speaking

DELIVER_MAIL, DELIVER_PUSH = "deliver_mail", "deliver_push"
CONFIRMATION_PATH = "/registrieren/bestaetigen/"

Blank = str | date | datetime | Callable[[], str]
"""What is filled in: words, a day or a moment (told in the reader's language), or words that are
found when the language is known."""


class PortalUrl(Protocol):
    """Where a page of a municipality's portal is."""

    def __call__(self, municipality: str, path: str) -> str:
        """The absolute address of `path` (beginning with a slash) at that municipality's host."""


@dataclass(frozen=True)
class Occasion:
    """Something to tell: a row of KINDS, from `municipality`, once per `unique_key`.

    `path` is where the link leads, in the portal of `host` (that municipality's own where it is
    ""); `case_id` is the case it is about; `calendar` a
    calendar file that comes with it.
    """

    kind: str
    municipality: str
    unique_key: str
    path: str = ""
    host: str = ""
    case_id: UUID | None = None
    calendar: str = ""


@dataclass(frozen=True)
class Reader:
    """Who is told: an address, a name ("" for none), a language."""

    address: str
    name: str = ""
    language: str = GERMAN


@dataclass(frozen=True)
class Pushed:
    """A notification as it is kept: see notifications/push_tables.py."""

    kind: str
    unique_key: str
    reference: str = ""
    path: str = ""
    language: str = GERMAN
    mail_key: str = ""
    case_id: UUID | None = None


@dataclass(frozen=True)
class Outbox:
    """Writes mails; implements identity.ports.ConfirmationMails. Needs the system's scope."""

    follow_ups: FollowUps
    portal_url: PortalUrl

    async def tell(
        self, session: AsyncSession, account: Account, occasion: Occasion, **blanks: Blank
    ) -> None:
        """Tell the owner of the account, in their language, once per `occasion.unique_key`."""
        name = "" if KINDS[occasion.kind].nameless else account.display_name
        reader = Reader(shown_address(account.email), name, account.language)
        ways = await ways_to(session, account.id, occasion.kind)
        has_address = ways.mail and bool(reader.address)
        waits = ways.mail_waits and has_address
        pushed = Pushed(
            occasion.kind,
            occasion.unique_key,
            reference=str(blanks.get("reference", "")),
            path=_path_in(account.language, occasion.path),
            language=account.language,
            mail_key=occasion.unique_key if waits else "",
            case_id=occasion.case_id,
        )
        told_now = False
        for subscription_id in ways.subscriptions:
            told_now |= await write_push(
                session, self.follow_ups, account.id, subscription_id, pushed
            )
        # Told before, by a worker that died: the mail that waited is gone where a browser has it.
        if has_address and (told_now or not waits):
            letter = self._letter(reader, occasion, blanks)
            await self._write(session, reader.address, letter, occasion, account.id, waits=waits)

    async def tell_reader(
        self,
        session: AsyncSession,
        reader: Reader,
        occasion: Occasion,
        *,
        account_id: UUID | None = None,
        **blanks: Blank,
    ) -> None:
        """The same to anybody, such as a guest without an account.

        Nothing where there is no address: the owner of the account reads the same in the portal.
        """
        if not reader.address:
            return
        letter = self._letter(reader, occasion, blanks)
        await self._write(session, reader.address, letter, occasion, account_id)

    def _letter(self, reader: Reader, occasion: Occasion, blanks: Mapping[str, Blank]) -> Letter:
        """In the reader's language, with a link into the portal where they are signed in."""
        language = GERMAN if KINDS[occasion.kind].group == "staff" else reader.language
        path = _path_in(language, occasion.path)
        with speaking(language):
            return write_letter(
                occasion.kind,
                sender=municipality_by_slug(occasion.municipality).full_name,
                name=reader.name,
                link=self.portal_url(occasion.host or occasion.municipality, path),
                calendar=occasion.calendar,
                **{name: _in_words(blank) for name, blank in blanks.items()},
            )

    async def _write(
        self,
        session: AsyncSession,
        address: str,
        letter: Letter,
        occasion: Occasion,
        account_id: UUID | None,
        *,
        waits: bool = False,
    ) -> None:
        """`waits`: only the row; workflow/pushes.py has it delivered, or drops it."""
        municipality, unique_key = occasion.municipality, occasion.unique_key
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
            kind=letter.kind,
            language=letter.language,
            case_id=occasion.case_id,
            subject=letter.subject,
            body=await seal_column(session, body, mail_id, letter.body, municipality),
            calendar=await seal_column(session, calendar, mail_id, letter.calendar, municipality),
            created_at=clock.now(),
        )
        once = statement.on_conflict_do_nothing(index_elements=["unique_key"])
        written = await session.execute(once.returning(col(OutgoingMail.id)))
        if written.first() is not None and not waits:
            await self.follow_ups.enqueue(
                session, DELIVER_MAIL, str(mail_id), {"mail_id": str(mail_id)}
            )

    async def confirm_address(
        self, session: AsyncSession, account: Account, token: str, host_municipality: str
    ) -> None:
        """Ask the owner of the address to open the link made of `token`."""
        path = f"{CONFIRMATION_PATH}?code={quote(token)}"
        key = f"confirm:{digest(token)}"
        occasion = Occasion("confirm_address", host_municipality, key, path)
        await self.tell(session, account, occasion)

    async def address_already_known(
        self, session: AsyncSession, account: Account, host_municipality: str
    ) -> None:
        """Tell the owner that somebody tried to register the address; once an hour at most."""
        key = f"known:{account.id}:{clock.now():%Y-%m-%dT%H}"
        occasion = Occasion("known_address", host_municipality, key, "/anmelden/")
        await self.tell(session, account, occasion)


async def write_push(
    session: AsyncSession,
    follow_ups: FollowUps,
    account_id: UUID,
    subscription_id: UUID,
    pushed: Pushed,
) -> bool:
    """Keep a notification for one browser, once, and have it delivered; whether it is new. Needs
    the system's scope."""
    push_id = new_id()
    statement = insert(OutgoingPush).values(
        id=push_id,
        unique_key=f"{pushed.unique_key}:{subscription_id}",
        mail_key=pushed.mail_key,
        account_id=account_id,
        subscription_id=subscription_id,
        case_id=pushed.case_id,
        kind=pushed.kind,
        reference=pushed.reference,
        path=pushed.path,
        language=pushed.language,
        created_at=clock.now(),
    )
    once = statement.on_conflict_do_nothing(index_elements=["unique_key"])
    is_new = (await session.execute(once.returning(col(OutgoingPush.id)))).first() is not None
    if is_new:
        await follow_ups.enqueue(session, DELIVER_PUSH, str(push_id), {"push_id": str(push_id)})
    return is_new


def _path_in(language: str, path: str) -> str:
    """The page in that language; the back office knows German alone."""
    is_german = language == GERMAN or path.startswith("/verwaltung/")
    return path if is_german else f"/{language}{path}"


def _in_words(blank: Blank) -> str:
    if isinstance(blank, datetime):
        return clock.moment_in_words(blank)
    if isinstance(blank, date):
        return clock.long_date(blank)
    return blank if isinstance(blank, str) else blank()
