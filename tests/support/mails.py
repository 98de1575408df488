"""The e-mails as they wait to be sent, read by who may."""

import re

from sqlmodel import col, select

from portal.notifications.tables import OutgoingMail
from portal.persistence.database import Database, system_scope
from portal.workflow.mails import note_failure
from tests.support.cases import TownHall
from tests.support.portal_process import RunningPortal


async def mails(database: Database, *, to: str = "", subject: str = "") -> list[OutgoingMail]:
    """Those to that address whose subject holds these words, the newest first."""
    query = (
        select(OutgoingMail)
        .where(
            col(OutgoingMail.to_address).contains(to), col(OutgoingMail.subject).contains(subject)
        )
        .order_by(col(OutgoingMail.created_at).desc())
    )
    async with database.transaction(system_scope()) as session:
        return list(await session.scalars(query))


async def link_in(database: Database, *, to: str = "", subject: str = "") -> str:
    """The path of the link with a code in the newest such mail."""
    found = await mails(database, to=to, subject=subject)
    link = re.search(r"https?://[^/]+(/\S+code=\S+)", found[0].body if found else "")
    assert link, [mail.subject for mail in found]
    return link[1]


async def let_the_mail_come_back(portal: RunningPortal, email: str) -> None:
    """As if the newest mail to the address had been refused: the demo's mailbox takes all."""
    database = Database(portal.owner_url(), pool_size=1, keys=portal.keys())
    mail = (await mails(database, to=email))[0]
    async with database.transaction(system_scope()) as session:
        (await session.get_one(OutgoingMail, mail.id)).sent_at = None
    await note_failure(TownHall(database).services, mail.id, "550")
    await database.close()
