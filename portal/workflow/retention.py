"""Cases go when the municipality need not keep them any more; bookings and figures stay."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import col

from portal.applications.tables import Application
from portal.audit import forget_old_accesses
from portal.cases.conversation_tables import MessageFile
from portal.cases.tables import Case
from portal.catalogue.retention import months_later, retention_months
from portal.files import StoredFile
from portal.municipalities import municipality_by_slug
from portal.notifications.channels import forget_old_pushes
from portal.notifications.deliveries import forget_old_mails
from portal.persistence.database import system_scope
from portal.privacy.erasure import forget_empty_accounts
from portal.shared import clock
from portal.workflow.services import Services

AT_A_TIME = 50
GIVEN_UP = timedelta(days=30)
FINISHED_WORK = timedelta(days=30)


async def erase_what_is_over(services: Services) -> None:
    """Cases past their retention, applications given up, old mails and looks, empty accounts."""
    while await _erase_some_cases(services) == AT_A_TIME:
        pass
    await _erase_given_up(services)
    async with services.database.transaction(system_scope()) as session:
        await forget_old_mails(session)
        await forget_old_pushes(session)
        await forget_old_accesses(session)
        await forget_empty_accounts(session)
    await services.follow_ups.forget_finished(FINISHED_WORK)


async def _erase_some_cases(services: Services) -> int:
    """One transaction's worth. The function of the database checks each case again."""
    async with services.database.transaction(system_scope()) as session:
        over = [
            case
            for case in await session.scalars(select(Case).where(col(Case.closed_at).is_not(None)))
            if _note_last_day(case)
        ][:AT_A_TIME]
        await session.flush()
        applications = [case.application_id for case in over]
        query = select(col(StoredFile.id)).where(col(StoredFile.application_id).in_(applications))
        sent_along = select(col(MessageFile.id)).where(
            col(MessageFile.case_id).in_([case.id for case in over])
        )
        files = [*await session.scalars(query), *await session.scalars(sent_along)]
        for case in over:
            await session.execute(select(func.erase_case(case.id)))
    for file_id in files:
        services.file_store.discard(file_id)
    return len(over)


def _note_last_day(case: Case) -> bool:
    """Write on it until when it is kept, as the content says today; whether that is over."""
    assert case.closed_at is not None
    months = retention_months(municipality_by_slug(case.municipality), case.service)
    last = months_later(case.closed_at.astimezone(clock.BERLIN).date(), months)
    if case.erase_after != last:
        case.erase_after = last
    return last < clock.today()


async def _erase_given_up(services: Services) -> None:
    """What was discarded a month ago: nothing but the snapshot of the basket is left of it."""
    old = select(col(Application.id)).where(
        col(Application.status) == "discarded",
        # By the clock that the function of the database looks at, too.
        col(Application.touched_at) < func.now() - GIVEN_UP,
    )
    async with services.database.transaction(system_scope()) as session:
        for application_id in list(await session.scalars(old)):
            await session.execute(select(func.erase_unsent(application_id)))
