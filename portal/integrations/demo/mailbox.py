"""The demo mailbox: mails go into a table that a page shows, nowhere else."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from portal.integrations.demo.tables import DemoMail
from portal.notifications.mailer import Mail
from portal.persistence.database import Database, system_scope
from portal.shared import clock

PAGE = 100


@dataclass(frozen=True)
class ReceivedMail:
    """A mail as the demo mailbox shows it; `at` in UTC."""

    message_id: str
    municipality: str
    to_address: str
    subject: str
    body: str
    at: datetime
    when: str
    calendar: str


class DemoMailbox:
    """Implements notifications.mailer.Mailer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def deliver(self, mail: Mail) -> None:
        """Put the mail into the mailbox; one with the same Message-ID is there only once."""
        row = {
            "message_id": mail.message_id,
            "municipality": mail.municipality,
            "to_address": mail.to_address,
            "subject": mail.subject,
            "body": mail.body,
            "calendar": mail.calendar,
            "received_at": clock.now(),
        }
        async with self._database.transaction(system_scope()) as session:
            await session.execute(insert(DemoMail).values(row).on_conflict_do_nothing())


async def read_mailbox(database: Database, limit: int = PAGE) -> tuple[ReceivedMail, ...]:
    """The newest mails, the latest first."""
    query = (
        select(DemoMail)
        .order_by(col(DemoMail.received_at).desc(), col(DemoMail.message_id))
        .limit(limit)
    )
    async with database.transaction(system_scope()) as session:
        return tuple(_received(row) for row in await session.scalars(query))


def _received(row: DemoMail) -> ReceivedMail:
    return ReceivedMail(
        message_id=row.message_id,
        municipality=row.municipality,
        to_address=row.to_address,
        subject=row.subject,
        body=row.body,
        at=row.received_at,
        when=clock.moment_in_words(row.received_at),
        calendar=row.calendar,
    )
