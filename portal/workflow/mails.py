"""E-mails leave the portal; where nobody takes one, the desk and the owner of the address learn it.

What a mail told stands in the portal as well, so no right is lost with it (docs/notifications.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.access import require_case_worker
from portal.cases.changing import announce_case, event_told_by, hold_case, new_event
from portal.cases.notices import note_notified
from portal.cases.service import MAIL_REFUSED
from portal.cases.tables import Case
from portal.errors import NotFound
from portal.identity.addresses import shown_address
from portal.identity.tables import Account
from portal.notifications.bounces import read_bounce
from portal.notifications.deliveries import (
    EXPIRED,
    Delivery,
    deliveries_of,
    mail_by_message_id,
    mails_out_of_time,
    refused_since,
    try_again,
)
from portal.notifications.handing_over import find_unsent, note_refused, note_sent
from portal.notifications.mailer import MailRefused
from portal.notifications.outbox import DELIVER_MAIL
from portal.notifications.tables import OutgoingMail
from portal.persistence.database import Scope, system_scope
from portal.persistence.live import announce
from portal.shared import clock
from portal.workflow.services import Services


@dataclass(frozen=True)
class ToldInCase:
    """The mails about a case, the newest first; `refused_on` is since when the applicant's address
    takes none, in words, "" while it does."""

    case_id: UUID
    deliveries: tuple[Delivery, ...]
    refused_on: str


async def deliver_mail(services: Services, arguments: Mapping[str, str]) -> None:
    """Hand a written e-mail over, or note that nobody will ever take it. Killed after that and
    before its note, it goes out twice, with the same Message-ID. Raises MailNotAccepted, to be
    tried again."""
    mail_id = UUID(arguments["mail_id"])
    async with services.database.transaction(system_scope()) as session:
        mail = await find_unsent(session, mail_id)
    if mail is None:
        return
    try:
        await services.mailer.deliver(mail)
    except MailRefused as refusal:
        await note_failure(services, mail_id, refusal.problem)
        return
    async with services.database.transaction(system_scope()) as session:
        await note_sent(session, mail_id)
        row = await session.get_one(OutgoingMail, mail_id)
        await note_told(session, row.case_id, row.unique_key)


async def look_after_mails(services: Services) -> None:
    """Every night: what waits for a server that is away is tried anew, for five days in all."""
    async with services.database.transaction(system_scope()) as session:
        out_of_time = await mails_out_of_time(session)
    for mail_id in out_of_time:
        await note_failure(services, mail_id, EXPIRED)
    async with services.database.transaction(system_scope()) as session:
        await try_again(session, services.follow_ups)


async def told_in_case(services: Services, scope: Scope, reference: str) -> ToldInCase:
    """What the desk sees of the mails. Staff may not read the table itself: it holds addresses.

    Raises SignInRequired, NotAllowed (not a case worker), NotFound (not on that desk).
    """
    async with services.database.transaction(scope) as session:
        actor = await require_case_worker(session, scope)
        query = select(Case).where(col(Case.reference) == reference, actor.cases)
        case = (await session.scalars(query)).one_or_none()
    if case is None:
        raise NotFound
    async with services.database.transaction(system_scope()) as session:
        deliveries = await deliveries_of(session, case.id)
    refused_on = await address_refused_on(services, case.account_id)
    return ToldInCase(case.id, deliveries, refused_on)


async def address_refused_on(services: Services, account_id: UUID) -> str:
    """The day since when the account's address takes no mail, in words; "" while it does."""
    async with services.database.transaction(system_scope()) as session:
        account = await session.get(Account, account_id)
        if account is None:
            return ""
        since = await refused_since(session, account_id, shown_address(account.email))
    return clock.long_date(since.astimezone(clock.BERLIN).date()) if since else ""


async def take_bounce(services: Services, report: bytes) -> bool:
    """Read a mail server's report that a mail could not be delivered after all (RFC 3464).

    False where it is no such report, or of no mail of ours.
    """
    bounce = read_bounce(report)
    if bounce is None:
        return False
    async with services.database.transaction(system_scope()) as session:
        mail_id = await mail_by_message_id(session, bounce.message_id)
    if mail_id is None:
        return False
    problem = EXPIRED if bounce.status.startswith("4") else bounce.status
    await note_failure(services, mail_id, problem, after_sent=True)
    return True


async def note_failure(
    services: Services, mail_id: UUID, problem: str, *, after_sent: bool = False
) -> None:
    """On the mail and, where it is about a case, in the history that the desk reads."""
    async with services.database.transaction(system_scope()) as session:
        case_id = await session.scalar(_case_of(mail_id))
        if case_id:
            await hold_case(session, case_id)
        is_news = await note_refused(session, mail_id, problem, after_sent=after_sent)
        if is_news and case_id:
            case = await session.get_one(Case, case_id)
            session.add(new_event(case, MAIL_REFUSED, None))
            await session.flush()
            await announce(session, told_subject(case_id))
            await announce_case(session, case)


async def note_told(session: AsyncSession, case_id: UUID | None, occasion: str) -> None:
    """A message about a case has left: the desk sees it, and what runs from then begins."""
    if case_id is None:
        return
    await announce(session, told_subject(case_id))
    event_id = event_told_by(occasion)
    if event_id and await note_notified(session, event_id):
        await announce(session, f"case:{case_id}")


def told_subject(case_id: UUID) -> str:
    """The announcement that something became of a mail about the case (portal/web/live.py)."""
    return f"told:{case_id}"


MAIL_FOLLOW_UPS = {DELIVER_MAIL: deliver_mail}


def _case_of(mail_id: UUID) -> Select[UUID | None]:
    return select(col(OutgoingMail.case_id)).where(col(OutgoingMail.id) == mail_id)
