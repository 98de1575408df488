"""The e-mails as they wait to be sent, read by who may."""

import re

from sqlmodel import col, select

from portal.notifications.tables import OutgoingMail
from portal.persistence.database import Database, system_scope


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
