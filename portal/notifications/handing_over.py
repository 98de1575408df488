"""A written e-mail on its way out: read as it is sent, then noted. Needs the system's scope."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.errors import NotFound
from portal.municipalities import municipality_by_slug
from portal.notifications.letters import button_words
from portal.notifications.mailer import Mail
from portal.notifications.tables import OutgoingMail
from portal.shared import clock
from portal.shared.language import speaking


async def find_unsent(session: AsyncSession, mail_id: UUID) -> Mail | None:
    """The mail as it is to be sent; None when it was sent already. Raises NotFound."""
    row = await session.get(OutgoingMail, mail_id)
    if row is None:
        raise NotFound
    if row.sent_at is not None or row.failed_at is not None:
        return None
    town = municipality_by_slug(row.municipality)
    with speaking(row.language):
        button = button_words(row.kind)
    return Mail(
        message_id=row.message_id,
        municipality=row.municipality,
        sender_name=town.full_name,
        to_address=row.to_address,
        subject=row.subject,
        body=row.body,
        calendar=row.calendar,
        language=row.language,
        button=button,
        colour=town.colour.light,
    )


async def note_sent(session: AsyncSession, mail_id: UUID) -> None:
    """Remember that the mail is out; its text, which may hold a link that opens an account, goes.

    What is not needed any more is not kept (GDPR Art. 5 (1) c and e).
    """
    row = await session.get_one(OutgoingMail, mail_id, with_for_update=True)
    row.sent_at = row.sent_at or clock.now()
    row.body, row.calendar = "", ""


async def note_refused(
    session: AsyncSession, mail_id: UUID, problem: str, *, after_sent: bool = False
) -> bool:
    """Remember that nobody takes the mail; its text goes, what it told is in the portal. Whether
    that is news.

    `problem` is the kind of refusal, such as "550", never what the server said of whom. What was
    sent is not refused, unless a later server returned it (`after_sent`).
    """
    row = await session.get_one(OutgoingMail, mail_id, with_for_update=True)
    if row.failed_at is not None or (row.sent_at is not None and not after_sent):
        return False
    row.failed_at, row.problem = clock.now(), problem
    row.body, row.calendar = "", ""
    return True
